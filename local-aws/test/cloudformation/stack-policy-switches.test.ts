import { cloudFormation, custom, type World } from './harness';
import { ALLOW_ALL, policy, statement } from './stack-policy';

/* Where AWS is silent about stack policies, or contradicts itself. */

let aws: World;

test.each([
  ['deny counts', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'],
  ['last of equals counts', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'],
] as const)(
  'overlappingPolicyStatements %s: denied and allowed in one breath is %s, the other way round %s (api/test_stack_policies::test_update_with_overlapping_policies)',
  async (overlappingPolicyStatements, denyFirst, allowFirst) => {
    aws = cloudFormation({ behaviour: { overlappingPolicyStatements } });
    const statements = [statement('Deny', 'Update:*'), ALLOW_ALL];
    for (const [ordered, status] of [
      [statements, denyFirst],
      [statements.toReversed(), allowFirst],
    ] as const) {
      await aws.create('App', { Resources: { A: custom({ N: 1 }) } }, policy(...ordered));
      expect((await aws.update('App', { Resources: { A: custom({ N: 2 }) } })).StackStatus).toBe(status);
      await aws.delete('App');
    }
  },
);

test.each([
  ['succeeds', 'UPDATE_COMPLETE'],
  ['fails', 'UPDATE_ROLLBACK_COMPLETE'],
] as const)(
  'replacementByAnswer %s: where Update:Replace is denied, an answer with another id ends in %s',
  async (replacementByAnswer, status) => {
    aws = cloudFormation({ behaviour: { replacementByAnswer } });
    const template = (Id: string) => ({ Resources: { A: custom({ Id }) } });
    aws.answer((event) => ({
      ...{ Status: 'SUCCESS', StackId: event.StackId, RequestId: event.RequestId },
      LogicalResourceId: event.LogicalResourceId,
      PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : event.ResourceProperties.Id,
    }));
    await aws.create('App', template('one'), policy(ALLOW_ALL, statement('Deny', 'Update:Replace')));
    expect((await aws.update('App', template('two'))).StackStatus).toBe(status);
  },
);
