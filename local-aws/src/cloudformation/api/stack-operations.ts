import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../kernel/types';
import { validationError } from '../../template';
import { createStack } from '../deployment/create';
import { deleteStack } from '../deployment/delete';
import type { Engine } from '../deployment/engine';
import { newStack, newStackId } from '../deployment/new-stack';
import { start } from '../deployment/operation';
import { hasChanges, plan } from '../deployment/plan';
import { updateStack } from '../deployment/update';
import type { Stack } from '../stack/stack';
import { makeObsolete } from './change-set';
import { givenPolicy } from './policy-operations';
import {
  applySettings,
  blueprintOf,
  isTrue,
  liveStack,
  requireSameFailureOption,
  requireStackName,
  requireUpdatable,
  stackOptions,
} from './stack-input';

/** The operations that start a change of a stack. Each answers while the change goes on. */
export const stackOperations = {
  CreateStack,
  UpdateStack,
  DeleteStack,
  CancelUpdateStack,
  UpdateTerminationProtection,
};

function CreateStack(engine: Engine, input: sdk.CreateStackInput) {
  const { StackName: name = '' } = input;
  // a stack in review can be created directly too (recorded by LocalStack, api/test_changesets)
  const known = engine.byName.get(name);
  if (known && known.status !== 'REVIEW_IN_PROGRESS')
    throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
  requireStackName(name);
  const options = stackOptions(input);
  const id = known?.id ?? newStackId(engine, name);
  const blueprint = blueprintOf(engine, input, undefined, id);
  const policy = givenPolicy(engine, input, 'StackPolicy');
  const stack = known ?? newStack(engine, { id, name, blueprint, options });
  Object.assign(stack, { blueprint, options, policy });
  makeObsolete(stack);
  applySettings(stack, input);
  start(engine, stack, 'CREATE_STACK', () => createStack(engine, stack));
  return { StackId: stack.id };
}

function UpdateStack(engine: Engine, input: sdk.UpdateStackInput) {
  const stack = liveStack(engine, input.StackName);
  requireUpdatable(stack);
  const options = stackOptions(input);
  requireSameFailureOption(stack, options);
  const blueprint = blueprintOf(engine, input, stack);
  if (!hasChanges(stack, blueprint, plan(engine, stack, blueprint)))
    throw validationError('No updates are to be performed.');
  const policy = givenPolicy(engine, input, 'StackPolicy');
  const temporaryPolicy = givenPolicy(engine, input, 'StackPolicyDuringUpdate');
  stack.options = options;
  makeObsolete(stack);
  applySettings(stack, input);
  start(engine, stack, 'UPDATE_STACK', async () => {
    stack.temporaryPolicy = temporaryPolicy;
    await updateStack(engine, stack, blueprint);
    stack.temporaryPolicy = undefined;
    // a new policy is for later updates, and has no effect if this one fails (classmethod/gradle-aws-plugin#159)
    if (stack.status === 'UPDATE_COMPLETE') stack.policy = policy ?? stack.policy;
  });
  return { StackId: stack.id };
}

function DeleteStack(engine: Engine, input: sdk.DeleteStackInput) {
  const stack = engine.find(input.StackName);
  if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return;
  requireDeletable(stack, input);
  if (input.RoleARN !== undefined) stack.roleArn = input.RoleARN;
  stack.options = { ...stack.options, clientRequestToken: input.ClientRequestToken };
  stack.deletionMode = input.DeletionMode;
  const after = stack.running;
  stack.cancellation?.cancel();
  const options = {
    after,
    retain: new Set<string>(input.RetainResources),
    force: input.DeletionMode === 'FORCE_DELETE_STACK',
  };
  start(engine, stack, 'DELETE_STACK', () => deleteStack(engine, stack, 'User Initiated', options));
}

function CancelUpdateStack(engine: Engine, input: sdk.CancelUpdateStackInput) {
  const stack = liveStack(engine, input.StackName);
  if (stack.status !== 'UPDATE_IN_PROGRESS')
    throw validationError('CancelUpdateStack cannot be called from current stack status');
  stack.cancellation?.cancel('User Initiated');
}

function UpdateTerminationProtection(engine: Engine, input: sdk.UpdateTerminationProtectionInput) {
  const stack = liveStack(engine, input.StackName);
  if (stack.parent) throw validationError('Termination protection cannot be changed on nested stacks');
  stack.terminationProtection = isTrue(input.EnableTerminationProtection);
  return { StackId: stack.id };
}

const DELETABLE_IN_PROGRESS = new Set(['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS']);

function requireDeletable(stack: Stack, input: sdk.DeleteStackInput): void {
  const { status } = stack;
  if (stack.terminationProtection)
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  if (status.endsWith('_IN_PROGRESS') && !DELETABLE_IN_PROGRESS.has(status)) {
    throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${status}`);
  }
  if (input.DeletionMode === 'FORCE_DELETE_STACK' && status !== 'DELETE_FAILED') {
    throw validationError(
      `Stack [${stack.name}] can only be deleted with FORCE_DELETE_STACK mode while in status DELETE_FAILED`,
    );
  }
  requireRetainable(stack, input.RetainResources ?? []);
}

/** In a stack in DELETE_FAILED, any remaining resource (rebuy-de/aws-nuke#244, #270), not only one that failed. */
function requireRetainable(stack: Stack, logicalIds: readonly string[]): void {
  const isThere = (id: string) => stack.resources.has(id) && stack.resources.get(id)?.status !== 'DELETE_COMPLETE';
  if (logicalIds.length === 0 || (stack.status === 'DELETE_FAILED' && logicalIds.every(isThere))) return;
  throw validationError(
    'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.',
  );
}
