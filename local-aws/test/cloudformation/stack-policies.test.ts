import { aws, custom, refusal, start, thing, withoutRollback } from './harness';
import { nested } from './nested';
import { ALLOW_ALL, policy, statement } from './policy';

beforeEach(() => start());

const denied = (action: string, resource = '*', number = 1) =>
  `Action denied by stack policy: Statement [#${number}] does not allow [${action}] for resource [${resource}];`;
const get = async () => (await aws.call('GetStackPolicy', { StackName: 'App' })).StackPolicyBody;
const set = (input: object) => aws.call('SetStackPolicy', { StackName: 'App', ...input });

describe('the policy of a stack', () => {
  const template = { Resources: { A: custom() } };

  test('is missing at first, then the one that is set (api/test_stack_policies::test_policy_lifecycle)', async () => {
    await aws.create('App', template);
    expect(await get()).toBeUndefined();
    await set(policy(ALLOW_ALL));
    expect(await get()).toBe(policy(ALLOW_ALL).StackPolicyBody);
    await set({ StackPolicyBody: '{}' });
    expect(await get()).toBe('{}');
  });

  test('comes with its creation, and from S3 (api/test_stack_policies::test_set_policy_with_url)', async () => {
    await aws.create('App', template, policy(ALLOW_ALL));
    expect(await get()).toBe(policy(ALLOW_ALL).StackPolicyBody);
    const { StackPolicyBody } = policy(statement('Deny', 'Update:*'));
    aws.objects.put('bucket', 'policy.json', Buffer.from(StackPolicyBody));
    await set({ StackPolicyURL: 'https://bucket.s3.us-east-1.amazonaws.com/policy.json' });
    expect(await get()).toBe(StackPolicyBody);
  });

  test('is not given twice (api/test_stack_policies::test_set_policy_both_policy_and_url)', async () => {
    await aws.create('App', template);
    await expect(set({ ...policy(ALLOW_ALL), StackPolicyURL: 'https://bucket.s3.amazonaws.com/p' })).rejects.toThrow(
      'You cannot specify both StackPolicyURL and StackPolicyBody',
    );
    await expect(set({})).rejects.toThrow('Either StackPolicyURL or StackPolicyBody must be specified');
  });

  test('is not set on a stack whose creation was rolled back (sparkleformation/sfn#120)', async () => {
    await aws.create('App', { Resources: { A: thing({ Fail: 'create' }) } });
    await expect(set(policy(ALLOW_ALL))).rejects.toThrow('is in ROLLBACK_COMPLETE state');
  });

  test.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['another member', '{"Statements":[]}'],
    ['another principal', JSON.stringify({ Statement: [statement('Deny', 'Update:*', { Principal: 'somebody' })] })],
    ['another action', JSON.stringify({ Statement: [statement('Deny', 'Delete:*')] })],
    ['another effect', JSON.stringify({ Statement: [statement('Forbid', 'Update:*')] })],
    ['a bare logical id', JSON.stringify({ Statement: [statement('Deny', 'Update:*', { Resource: 'A' })] })],
    ['another condition', JSON.stringify({ Statement: [statement('Deny', 'Update:*', { Condition: { Bool: {} } })] })],
    ['more than 16,384 characters', JSON.stringify({ Statement: [], Version: 'x'.repeat(16_384) })],
  ])('that is %s is refused, in a creation too', async (_, StackPolicyBody) => {
    expect(await refusal(template, { StackPolicyBody })).toBe('Error validating stack policy: Invalid stack policy');
  });
});

describe('an update that a stack policy denies', () => {
  const before = { Resources: { A: custom({ N: 1 }), T: thing({ Name: 'one', N: 1 }), Gone: custom() } };
  const removal = { Resources: { A: custom({ N: 1 }), T: thing({ Name: 'one', N: 1 }) } };
  const change = { Resources: { ...before.Resources, A: custom({ N: 2 }) } };
  const replacement = { Resources: { ...before.Resources, T: thing({ Name: 'two', N: 1 }) } };
  const protect = (action: unknown, more: object = {}) => policy(ALLOW_ALL, statement('Deny', action, more));

  test.each<[string, object, string, string]>([
    ['Update:Delete', removal, 'Gone', 'LogicalResourceId/Gone'],
    ['Update:Modify', change, 'A', 'LogicalResourceId/*'],
    ['Update:Replace', replacement, 'T', 'LogicalResourceId/T*'],
  ])('%s is rolled back before any resource is asked', async (action, template, logicalId, Resource) => {
    await aws.create('App', before, protect(action, { Resource }));
    aws.requests.length = 0;
    const from = (await aws.events('App')).length;
    const stack = await aws.update('App', template);
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aws.events('App', from)).toEqual([
      'App UPDATE_IN_PROGRESS User Initiated',
      `${logicalId} UPDATE_FAILED ${denied(action, Resource)}`,
      `App UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [${logicalId}]. `,
      `${logicalId} UPDATE_COMPLETE`,
      'App UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'App UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect([aws.sent(), aws.native.calls]).toEqual([[], ['create T']]);
  });

  test('is denied by a change set as well', async () => {
    await aws.create('App', before, protect('Update:Delete'));
    expect((await aws.byChangeSet(removal)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('without rollback stays in UPDATE_FAILED, and deletes nothing', async () => {
    await aws.create('App', before, protect('Update:Delete'));
    expect((await aws.update('App', removal, withoutRollback)).StackStatus).toBe('UPDATE_FAILED');
    expect(aws.sent().filter((request) => request.startsWith('Delete'))).toEqual([]);
  });

  test('is let through once by a policy for this update alone, which is shown meanwhile', async () => {
    const { StackPolicyBody: StackPolicyDuringUpdateBody } = policy(ALLOW_ALL);
    await aws.create('App', before, protect('Update:Delete'));
    const update = aws.update('App', removal, { StackPolicyDuringUpdateBody });
    expect(await get()).toBe(StackPolicyDuringUpdateBody);
    expect((await update).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await get()).toBe(protect('Update:Delete').StackPolicyBody);
  });

  test('is not let through by the new policy that it brings, which is then not set (gradle-aws-plugin#159)', async () => {
    await aws.create('App', before, protect('Update:Delete'));
    expect((await aws.update('App', removal, policy(ALLOW_ALL))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await get()).toBe(protect('Update:Delete').StackPolicyBody);
  });

  test('is only a later one, where this one brings the policy', async () => {
    await aws.create('App', before);
    expect((await aws.update('App', change, protect('Update:*'))).StackStatus).toBe('UPDATE_COMPLETE');
    expect((await aws.update('App', removal)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('by the policy of the root does not reach into a nested stack', async () => {
    const inside = (Resources: object) => ({ Resources: { Child: nested(aws, { Resources } as any) } });
    await aws.create('App', inside({ A: custom(), Gone: custom() }), protect('Update:Delete'));
    expect((await aws.update('App', inside({ A: custom() }))).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('is no matter of the deletion of the stack', async () => {
    await aws.create('App', before, protect('Update:*'));
    expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
  });
});
