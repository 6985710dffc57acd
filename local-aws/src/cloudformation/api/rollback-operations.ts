import type { ContinueUpdateRollbackInput, RollbackStackInput } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../template';
import { deleteResources } from '../deployment/delete';
import type { Engine } from '../deployment/engine';
import { start } from '../deployment/operation';
import { rollBackCreate, rollBackUpdate, type Skip, settleRollback } from '../deployment/rollback';
import type { Stack } from '../stack/stack';
import { isTrue, liveStack } from './stack-input';

/** Manual rollbacks: of a failure without rollback, and of a rollback that failed. */
export const rollbackOperations = { RollbackStack, ContinueUpdateRollback };

function RollbackStack(engine: Engine, input: RollbackStackInput) {
  const stack = liveStack(engine, input.StackName);
  const { status } = stack;
  if (status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') {
    throw validationError(`Stack:${stack.id} is in ${status} state and can not be rolled back.`);
  }
  stack.options = {
    ...stack.options,
    retainExceptOnCreate: isTrue(input.RetainExceptOnCreate),
    clientRequestToken: input.ClientRequestToken,
  };
  start(engine, stack, 'ROLLBACK', () => rollBack(engine, stack, 'User Initiated'));
  return { StackId: stack.id };
}

function ContinueUpdateRollback(engine: Engine, input: ContinueUpdateRollbackInput) {
  const stack = liveStack(engine, input.StackName);
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  if (stack.parent) throw validationError('RollbackUpdatedStack cannot be invoked on child stacks');
  const skip = skipped(engine, stack, input);
  stack.options = { ...stack.options, clientRequestToken: input.ClientRequestToken };
  start(engine, stack, 'CONTINUE_ROLLBACK', () => rollBack(engine, stack, 'User Initiated', skip));
  return {};
}

async function rollBack(engine: Engine, stack: Stack, reason: string, skip?: Skip): Promise<void> {
  if (!stack.update) return takeBackCreation(engine, stack, reason);
  await rollBackUpdate(engine, stack, reason, skip);
  return settleRollback(engine, stack);
}

function takeBackCreation(engine: Engine, stack: Stack, reason: string): Promise<void> {
  const { creationTakenBack } = engine.behaviour;
  return creationTakenBack === 'by a rollback'
    ? rollBackCreate(engine, stack, reason)
    : deleteResources(engine, stack, reason);
}

/** Only a resource whose rollback has failed can be skipped. ForceRollback skips them all. */
function skipped(
  engine: Engine,
  stack: Stack,
  { ResourcesToSkip = [], ForceRollback }: ContinueUpdateRollbackInput,
): Skip {
  const failed = failedResources(engine, stack);
  const wanted: readonly string[] = isTrue(ForceRollback) ? failed : ResourcesToSkip;
  const refused = wanted.filter((name) => !failed.includes(name));
  if (refused.length > 0)
    throw validationError(`Resources to skip: [${refused.join(', ')}] are not in state UPDATE_FAILED`);
  return (owner, logicalId) => wanted.includes(skipName(owner, logicalId));
}

/** In a nested stack: NestedStackName.LogicalId (API reference, ContinueUpdateRollback). */
const skipName = (stack: Stack, logicalId: string): string => (stack.parent ? `${stack.name}.${logicalId}` : logicalId);

function failedResources(engine: Engine, stack: Stack): string[] {
  const failed = [...stack.resources.values()].filter(({ status }) => status === 'UPDATE_FAILED');
  return failed.flatMap(({ logicalId, physicalId = '', type }) => {
    // by its type: the physical id of a custom resource may be that of its stack
    const child = type === 'AWS::CloudFormation::Stack' ? engine.stacks.get(physicalId) : undefined;
    return child ? failedResources(engine, child) : [skipName(stack, logicalId)];
  });
}
