import { cloudFormation, custom, namedById, thing } from './harness';
import { ALLOW_ALL, policy, statement } from './policy';

/* Which statements of a stack policy apply to what an update does. */

const before = { Resources: { A: custom({ N: 1 }), T: thing({ Name: 'one', N: 1 }), Gone: custom() } };
const removal = { Resources: { A: custom({ N: 1 }), T: thing({ Name: 'one', N: 1 }) } };

test.each<[string, object[], object, string | undefined]>([
  ['an action that no statement allows', [statement('Allow', 'Update:Modify')], removal, 'not allowed'],
  ['everything but one action', [statement('Allow', ['Update:*'])], removal, undefined],
  ['NotAction', [{ ...statement('Allow', undefined), NotAction: 'Update:Delete' }], removal, 'not allowed'],
  [
    'NotResource',
    [{ ...ALLOW_ALL, Resource: undefined, NotResource: 'LogicalResourceId/Gone' }],
    removal,
    'not allowed',
  ],
  [
    'a type by StringEquals',
    [
      ALLOW_ALL,
      statement('Deny', 'Update:Delete', { Condition: { StringEquals: { ResourceType: ['Custom::Thing'] } } }),
    ],
    removal,
    'denied',
  ],
  [
    'a type by StringLike',
    [ALLOW_ALL, statement('Deny', 'Update:Delete', { Condition: { StringLike: { ResourceType: 'Custom::*' } } })],
    removal,
    'denied',
  ],
  [
    'another type',
    [ALLOW_ALL, statement('Deny', 'Update:Delete', { Condition: { StringEquals: { ResourceType: 'Test::Thing' } } })],
    removal,
    undefined,
  ],
  ['another action', [ALLOW_ALL, statement('Deny', ['Update:Modify', 'Update:Replace'])], removal, undefined],
  ['a denial in front of the permission', [statement('Deny', 'Update:Delete'), ALLOW_ALL], removal, 'denied'],
  ['no statement at all', [], removal, undefined],
])('an update is let through or not, by %s', async (_, statements, template, why) => {
  const aws = cloudFormation();
  await aws.create('App', before, policy(...statements));
  const { StackStatus } = await aws.update('App', template);
  expect(StackStatus).toBe(why ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
  const reasons = (await aws.events('App')).filter((event) => event.startsWith('Gone UPDATE_FAILED'));
  expect(reasons).toEqual(why ? [expect.stringContaining(`Action ${why} by stack policy`)] : []);
});

test.each([
  ['denied and then allowed', [statement('Deny', 'Update:*'), ALLOW_ALL], 'UPDATE_COMPLETE'],
  ['allowed and then denied', [ALLOW_ALL, statement('Deny', 'Update:*')], 'UPDATE_ROLLBACK_COMPLETE'],
])(
  'of two statements that differ in their effect alone the last counts: %s (api/test_stack_policies::test_update_with_overlapping_policies)',
  async (_, statements, status) => {
    const aws = cloudFormation();
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } }, policy(...statements));
    expect((await aws.update('App', { Resources: { A: custom({ N: 2 }) } })).StackStatus).toBe(status);
  },
);

test.each([
  ['succeeds', 'UPDATE_COMPLETE'],
  ['fails', 'UPDATE_ROLLBACK_COMPLETE'],
] as const)(
  'replacementByAnswer %s: where Update:Replace is denied, an answer with another id ends in %s',
  async (replacementByAnswer, status) => {
    const aws = cloudFormation({ behaviour: { replacementByAnswer } });
    const template = (Id: string) => ({ Resources: { A: custom({ Id }) } });
    aws.answer(namedById);
    await aws.create('App', template('one'), policy(ALLOW_ALL, statement('Deny', 'Update:Replace')));
    expect((await aws.update('App', template('two'))).StackStatus).toBe(status);
  },
);
