import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../kernel/types';
import { EMPTY_BLUEPRINT, validationError } from '../../template';
import { createStack } from '../deployment/create';
import type { Engine } from '../deployment/engine';
import { newStack } from '../deployment/new-stack';
import { noteOperation, start } from '../deployment/operation';
import { hasChanges, plan } from '../deployment/plan';
import { updateStack } from '../deployment/update';
import type { ChangeSet } from '../stack/change-set';
import type { Stack } from '../stack/stack';
import { changeSetShown, changeSetSummary, existingChangeSet, requireExecutable, search } from './change-set';
import {
  applySettings,
  blueprintOf,
  existingStack,
  isTrue,
  liveStack,
  requireSameFailureOption,
  requireStackName,
  requireUpdatable,
  stackOptions,
} from './stack-input';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const changeSetOperations = {
  CreateChangeSet,
  DescribeChangeSet,
  ExecuteChangeSet,
  DeleteChangeSet,
  ListChangeSets,
};

function CreateChangeSet(engine: Engine, input: sdk.CreateChangeSetInput) {
  const type = changeSetType(engine, input);
  const stack = type === 'CREATE' ? stackInReview(engine, input) : liveStack(engine, input.StackName);
  if (type === 'UPDATE') requireUpdatable(stack);
  if (stack.changeSets.has(String(input.ChangeSetName))) {
    throw new AwsError(
      'AlreadyExistsException',
      `ChangeSet ${input.ChangeSetName} already exists for stack ${stack.id}`,
    );
  }
  const changeSet = makeChangeSet(engine, stack, type, input);
  stack.changeSets.set(changeSet.name, changeSet);
  if (stack.events.length === 0) engine.stackStatus(stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  return { Id: changeSet.id, StackId: stack.id };
}

function DescribeChangeSet(engine: Engine, input: sdk.DescribeChangeSetInput) {
  const { stack, changeSet } = existingChangeSet(engine, input);
  return changeSetShown(stack, changeSet, isTrue(input.IncludePropertyValues));
}

function ExecuteChangeSet(engine: Engine, input: sdk.ExecuteChangeSetInput) {
  const { stack, changeSet } = existingChangeSet(engine, input);
  requireExecutable(changeSet);
  const options = executionOptions(changeSet, input);
  if (changeSet.type === 'UPDATE') {
    requireUpdatable(stack);
    requireSameFailureOption(stack, options);
  }
  stack.options = options;
  stack.changeSetId = changeSet.id;
  // the others are deleted with it
  stack.changeSets.clear();
  stack.executed.set(changeSet.id, changeSet);
  applySettings(stack, changeSet.input);
  execute(engine, stack, changeSet);
  return {};
}

function execute(engine: Engine, stack: Stack, changeSet: ChangeSet): void {
  const { type, blueprint } = changeSet;
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  if (type === 'CREATE') {
    stack.blueprint = blueprint;
    stack.lastUpdatedTime = new Date(engine.env.clock.now());
  }
  start(engine, stack, type === 'CREATE' ? 'CREATE_STACK' : 'UPDATE_STACK', async () => {
    await (type === 'CREATE' ? createStack(engine, stack) : updateStack(engine, stack, blueprint));
    const succeeded = /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status);
    changeSet.executionStatus = succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  });
}

function DeleteChangeSet(engine: Engine, input: sdk.DeleteChangeSetInput) {
  // if the stack exists, a change set that does not may be deleted
  if (input.StackName) existingStack(engine, input.StackName);
  const found = search(engine, input);
  found?.stack.changeSets.delete(found.changeSet.name);
  return {};
}

function ListChangeSets(engine: Engine, input: sdk.ListChangeSetsInput) {
  const stack = existingStack(engine, input.StackName);
  return { Summaries: [...stack.changeSets.values()].map((changeSet) => changeSetSummary(stack, changeSet)) };
}

function changeSetType(engine: Engine, input: sdk.CreateChangeSetInput): ChangeSet['type'] {
  const { StackName, ChangeSetName, ChangeSetType = 'UPDATE' } = input;
  if (!/^[A-Za-z][-A-Za-z0-9]{0,127}$/.test(String(ChangeSetName))) {
    throw validationError(
      `1 validation error detected: Value '${ChangeSetName}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  if (ChangeSetType !== 'CREATE' && ChangeSetType !== 'UPDATE') {
    throw validationError(
      `The local AWS does not support change sets of type ${ChangeSetType}, only CREATE and UPDATE`,
    );
  }
  const stack = engine.find(String(StackName));
  // the ARN of a deleted stack means that stack, its name a new one
  const known = stack && (stack.status !== 'DELETE_COMPLETE' || stack.id === StackName);
  if (ChangeSetType === 'CREATE' && known && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(
      `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  }
  return ChangeSetType;
}

function stackInReview(engine: Engine, input: sdk.CreateChangeSetInput): Stack {
  const name = String(input.StackName);
  const known = engine.byName.get(name) ?? engine.stacks.get(name);
  if (known?.status === 'REVIEW_IN_PROGRESS') return known;
  requireStackName(name);
  blueprintOf(engine, input);
  return newStack(engine, { name, blueprint: EMPTY_BLUEPRINT });
}

function makeChangeSet(
  engine: Engine,
  stack: Stack,
  type: ChangeSet['type'],
  input: sdk.CreateChangeSetInput,
): ChangeSet {
  const blueprint = blueprintOf(engine, input, stack);
  const changes = plan(engine, stack, blueprint);
  const { partition, region, accountId, clock } = engine.env;
  const name = String(input.ChangeSetName);
  const failure = type === 'CREATE' || hasChanges(stack, blueprint, changes) ? undefined : NO_CHANGES;
  return {
    id: `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${name}/${randomUUID()}`,
    ...{ name, type, input, blueprint, changes, failure },
    operationId: noteOperation(stack, 'CREATE_CHANGESET'),
    creationTime: new Date(clock.now()),
    executionStatus: failure ? 'UNAVAILABLE' : 'AVAILABLE',
  };
}

/** The change set has OnStackFailure; its execution says whether to roll back. */
function executionOptions({ type, input }: ChangeSet, execution: sdk.ExecuteChangeSetInput) {
  const { OnStackFailure } = input;
  const { DisableRollback, RetainExceptOnCreate, ClientRequestToken } = execution;
  if (DisableRollback !== undefined && OnStackFailure !== undefined) {
    throw validationError('You can specify either DisableRollback or OnStackFailure, but not both.');
  }
  const OnFailure = type === 'CREATE' || OnStackFailure === 'DO_NOTHING' ? OnStackFailure : undefined;
  const options = stackOptions({
    DeploymentConfig: input.DeploymentConfig,
    DisableRollback,
    OnFailure,
    RetainExceptOnCreate,
    ClientRequestToken,
  });
  return type === 'UPDATE' && OnFailure === 'DO_NOTHING' ? { ...options, disableRollback: true } : options;
}
