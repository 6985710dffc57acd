import { aws, custom, namedById, refusal, start, thing } from './harness';

/* DeletionPolicy and UpdateReplacePolicy as attributes of a template: functions in them, invalid ones, changes of nothing else. */

beforeEach(() => {
  start();
  aws.answer(namedById);
});

const deletes = () => aws.requests.filter(({ RequestType }) => RequestType === 'Delete').length;
const named = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'Env', ParameterValue }] });

describe('a policy that is a function', () => {
  const conditional = { 'Fn::If': ['IsProd', 'Retain', 'Delete'] };
  const template = (Resources: object) => ({
    Parameters: { Env: { Type: 'String' } },
    Mappings: { Policies: { prod: { Keep: 'Retain' }, dev: { Keep: 'Delete' } } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    Resources,
  });

  test.each([
    ['prod', 'DELETE_SKIPPED', 0],
    ['dev', 'DELETE_COMPLETE', 1],
  ])(
    'of the environment %s: the deletion of its stack ends in %s (engine/test_deletion_policy)',
    async (env, status, count) => {
      await aws.create('App', template({ A: custom({}, { DeletionPolicy: conditional }) }), named(env));
      const { StackId } = await aws.delete('App');
      expect((await aws.events(StackId)).at(-2)).toBe(`A ${status}`);
      expect(deletes()).toBe(count);
    },
  );

  test.each([
    ['Ref', { Ref: 'Policy' }],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Policies', 'prod', 'Keep'] }],
    ['Fn::Join', { 'Fn::Join': ['', ['Ret', 'ain']] }],
  ])('as %s keeps a replaced id', async (_, UpdateReplacePolicy) => {
    const whole = (Id: string) => ({
      ...template({ A: custom({ Id }, { UpdateReplacePolicy }) }),
      Parameters: { Env: { Type: 'String', Default: 'prod' }, Policy: { Type: 'String', Default: 'Retain' } },
    });
    await aws.create('App', whole('one'));
    await aws.update('App', whole('two'));
    expect(await aws.events('App')).toContain('A DELETE_SKIPPED');
    expect(deletes()).toBe(0);
  });

  test('of AWS::NoValue counts as missing', async () => {
    const DeletionPolicy = { 'Fn::If': ['IsProd', 'Retain', { Ref: 'AWS::NoValue' }] };
    await aws.create('App', template({ A: custom({}, { DeletionPolicy }) }), named('dev'));
    await aws.delete('App');
    expect(deletes()).toBe(1);
  });

  test('can change by a parameter alone, which is an update of UpdateReplacePolicy', async () => {
    const policies = { DeletionPolicy: conditional, UpdateReplacePolicy: conditional };
    await aws.create('App', template({ A: custom({}, policies) }), named('dev'));
    expect((await aws.update('App', template({ A: custom({}, policies) }), named('prod'))).StackStatus).toBe(
      'UPDATE_COMPLETE',
    );
    await aws.delete('App');
    expect(aws.sent()).toEqual(['Create A CREATE_IN_PROGRESS']);
  });

  test('of a resource is refused', async () => {
    const DeletionPolicy = { 'Fn::GetAtt': ['B', 'Policy'] };
    await expect(
      aws.create('App', template({ A: custom({}, { DeletionPolicy }), B: custom() }), named('dev')),
    ).rejects.toThrow(
      'Template error: DeletionPolicy and UpdateReplacePolicy can only use parameters, mappings and conditions',
    );
  });
});

test.each([
  [{ DeletionPolicy: 'Keep' }, 'Template format error: Unrecognized DeletionPolicy Keep for resource A'],
  [{ DeletionPolicy: 'retain' }, 'Template format error: Unrecognized DeletionPolicy retain for resource A'],
  [
    { UpdateReplacePolicy: 'RetainExceptOnCreate' },
    'Template format error: Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource A',
  ],
  [{ DeletionPolicy: true }, 'Template format error: Every DeletionPolicy member must be a string.'],
  [{ UpdateReplacePolicy: ['Retain'] }, 'Template format error: Every UpdateReplacePolicy member must be a string.'],
  [
    { DeletionPolicy: 'Snapshot' },
    'Template error: resource type Custom::Thing does not support deletion policy Snapshot',
  ],
])('the policy %j is refused, and nothing is made', async (policy, message) => {
  expect(await refusal({ Resources: { A: custom({}, policy) } })).toBe(message);
});

describe('a change of nothing but the policy', () => {
  const change = async (policy: Record<string, unknown>) => {
    await aws.create('App', { Resources: { A: thing() } });
    return aws.update('App', { Resources: { A: thing({}, policy) } });
  };

  test.each(['Delete', 'Retain'])(
    'UpdateReplacePolicy %s is an update, without an event of the resource (serverless-application-model#1481)',
    async (UpdateReplacePolicy) => {
      expect((await change({ UpdateReplacePolicy })).StackStatus).toBe('UPDATE_COMPLETE');
      expect(await aws.events('App', 5)).toEqual([
        'App UPDATE_IN_PROGRESS User Initiated',
        'App UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        'App UPDATE_COMPLETE',
      ]);
    },
  );

  test('is told by a change set as a Modify of that attribute (ministack#1646)', async () => {
    await aws.create('App', { Resources: { A: thing() } });
    const named = { StackName: 'App', ChangeSetName: 'it' };
    const TemplateBody = JSON.stringify({ Resources: { A: thing({}, { UpdateReplacePolicy: 'Retain' }) } });
    await aws.call('CreateChangeSet', { ...named, TemplateBody });
    const { Changes } = await aws.call('DescribeChangeSet', named);
    expect(Changes).toMatchObject([
      {
        ResourceChange: {
          Action: 'Modify',
          Replacement: 'False',
          Scope: ['UpdateReplacePolicy'],
          Details: [{ Target: { Attribute: 'UpdateReplacePolicy', RequiresRecreation: 'Never' } }],
        },
      },
    ]);
  });

  test('deletionPolicyAlone is no update: it is refused', async () => {
    await expect(change({ DeletionPolicy: 'Retain' })).rejects.toThrow('No updates are to be performed.');
  });

  test('deletionPolicyAlone is an update: it holds from then on', async () => {
    start({ behaviour: { deletionPolicyAlone: 'is an update' } });
    expect((await change({ DeletionPolicy: 'Retain' })).StackStatus).toBe('UPDATE_COMPLETE');
    await aws.delete('App');
    expect(aws.native.calls).toEqual(['create A']);
  });
});
