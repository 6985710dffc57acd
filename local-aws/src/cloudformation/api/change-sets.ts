import { randomUUID } from 'node:crypto';
import { AwsError, type Operation } from '../../kernel/types';
import { type ChangeSet, changeSetShown, changeSetSummary, existingChangeSet, search } from '../deployment/change-set';
import { createStack } from '../deployment/create';
import type { Engine } from '../deployment/engine';
import { hasChanges, plan } from '../deployment/plan';
import { updateStack } from '../deployment/update';
import { newStack } from '../stack/new-stack';
import { noteOperation, operationsOf, start } from '../stack/operation';
import type { Stack } from '../stack/stack';
import { EMPTY_BLUEPRINT } from '../template/blueprint';
import { validationError } from '../template/validation-error';
import {
  applySettings,
  blueprintOf,
  existingStack,
  isTrue,
  liveStack,
  requireUpdatable,
  stackOptions,
} from './stack-input';
import { requireStackName } from './stack-operations';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export function changeSetOperations(engine: Engine): Record<string, Operation> {
  return operationsOf(engine, {
    CreateChangeSet,
    DescribeChangeSet,
    ExecuteChangeSet,
    DeleteChangeSet,
    ListChangeSets,
  });
}

function CreateChangeSet(engine: Engine, input: any) {
  const type = changeSetType(engine, input);
  const stack = type === 'CREATE' ? stackInReview(engine, input) : liveStack(engine, input.StackName);
  if (type === 'UPDATE') requireUpdatable(stack);
  if (stack.changeSets.has(input.ChangeSetName)) {
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

function DescribeChangeSet(engine: Engine, input: any) {
  const { stack, changeSet } = existingChangeSet(engine, input);
  return changeSetShown(stack, changeSet, isTrue(input.IncludePropertyValues));
}

function ExecuteChangeSet(engine: Engine, input: any) {
  const { stack, changeSet } = existingChangeSet(engine, input);
  if (changeSet.failure) {
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [FAILED]`,
    );
  }
  const options = executionOptions(changeSet, input);
  if (changeSet.type === 'UPDATE') requireUpdatable(stack);
  stack.changeSets.clear();
  stack.options = options;
  stack.changeSetId = changeSet.id;
  applySettings(stack, changeSet.input);
  if (changeSet.type === 'UPDATE')
    start(engine, stack, 'UPDATE_STACK', () => updateStack(engine, stack, changeSet.blueprint));
  else {
    stack.blueprint = changeSet.blueprint;
    stack.lastUpdatedTime = new Date(engine.env.clock.now());
    start(engine, stack, 'CREATE_STACK', () => createStack(engine, stack));
  }
  return {};
}

function DeleteChangeSet(engine: Engine, input: any) {
  // of a stack that is there, a change set that is not may be deleted
  const found = search(engine, input);
  if (!found && !String(input.ChangeSetName).startsWith('arn:')) existingStack(engine, input.StackName);
  found?.stack.changeSets.delete(found.changeSet.name);
  return {};
}

function ListChangeSets(engine: Engine, input: any) {
  const stack = existingStack(engine, input.StackName);
  return { Summaries: [...stack.changeSets.values()].map((changeSet) => changeSetSummary(stack, changeSet)) };
}

function changeSetType(engine: Engine, { StackName, ChangeSetName, ChangeSetType = 'UPDATE' }: any): ChangeSet['type'] {
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
  const stack = engine.find(StackName);
  if (
    ChangeSetType === 'CREATE' &&
    stack &&
    stack.status !== 'REVIEW_IN_PROGRESS' &&
    stack.status !== 'DELETE_COMPLETE'
  ) {
    throw validationError(
      `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  }
  return ChangeSetType;
}

function stackInReview(engine: Engine, input: any): Stack {
  const known = engine.byName.get(input.StackName) ?? engine.stacks.get(input.StackName);
  if (known?.status === 'REVIEW_IN_PROGRESS') return known;
  requireStackName(input.StackName);
  blueprintOf(engine, input);
  return newStack(engine, { name: input.StackName, blueprint: EMPTY_BLUEPRINT });
}

function makeChangeSet(engine: Engine, stack: Stack, type: ChangeSet['type'], input: any): ChangeSet {
  const blueprint = blueprintOf(engine, input, stack);
  const changes = plan(engine, stack, blueprint);
  const { partition, region, accountId, clock } = engine.env;
  return {
    id: `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${input.ChangeSetName}/${randomUUID()}`,
    name: input.ChangeSetName,
    ...{ type, input, blueprint, changes },
    operationId: noteOperation(stack, 'CREATE_CHANGESET'),
    creationTime: new Date(clock.now()),
    failure: hasChanges(stack, blueprint, changes) ? undefined : NO_CHANGES,
  };
}

/** OnStackFailure was given with the change set, whether to roll back comes with its execution. */
function executionOptions({ type, input }: ChangeSet, execution: any) {
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
