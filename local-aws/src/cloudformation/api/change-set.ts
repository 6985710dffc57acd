import { AwsError } from '../../kernel/types';
import { validationError } from '../../template';
import type { Engine } from '../deployment/engine';
import type { ChangeSet } from '../stack/change-set';
import type { Stack } from '../stack/stack';
import { parametersShown, unlessEmpty } from './describe-stack';
import { resourceChange } from './resource-change';
import { existingStack, isTrue } from './stack-input';

interface Named {
  readonly ChangeSetName?: string | undefined;
  readonly StackName?: string | undefined;
}

interface Found {
  readonly stack: Stack;
  readonly changeSet: ChangeSet;
}

/**
 * Finds a change set by ARN, which includes executed ones, or by its name and the stack's name or ARN. Names and ARNs
 * may be mixed.
 */
export function search(engine: Engine, { ChangeSetName, StackName }: Named): Found | undefined {
  if (!StackName && !ChangeSetName?.startsWith('arn:'))
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stacks = StackName ? [engine.find(StackName)] : [...engine.stacks.values()];
  for (const stack of stacks) {
    const changeSet =
      stack?.executed.get(String(ChangeSetName)) ??
      [...(stack?.changeSets.values() ?? [])].find(
        ({ id, name }) => id === ChangeSetName || (StackName && name === ChangeSetName),
      );
    if (stack && changeSet) return { stack, changeSet };
  }
  return undefined;
}

export function existingChangeSet(engine: Engine, input: Named): Found {
  if (input.StackName) existingStack(engine, input.StackName);
  const found = search(engine, input);
  if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${input.ChangeSetName}] does not exist`, 404);
  return found;
}

/**
 * After another change of the stack, its change sets can no longer be executed (recorded by LocalStack,
 * api/test_changesets).
 */
export function makeObsolete({ changeSets }: Stack): void {
  for (const changeSet of changeSets.values())
    if (changeSet.executionStatus === 'AVAILABLE') changeSet.executionStatus = 'OBSOLETE';
}

export function requireExecutable({ id, failure, executionStatus }: ChangeSet): void {
  if (executionStatus === 'AVAILABLE') return;
  const status = failure ? 'current status of [FAILED]' : `current execution status of [${executionStatus}]`;
  throw new AwsError('InvalidChangeSetStatus', `ChangeSet [${id}] cannot be executed in its ${status}`);
}

export function changeSetSummary(stack: Stack, changeSet: ChangeSet) {
  const { id, name, input, creationTime, failure, executionStatus } = changeSet;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: id,
    ChangeSetName: name,
    Description: input.Description,
    CreationTime: creationTime,
    Status: failure ? 'FAILED' : 'CREATE_COMPLETE',
    StatusReason: failure,
    ExecutionStatus: executionStatus,
    IncludeNestedStacks: isTrue(input.IncludeNestedStacks),
  };
}

export function changeSetShown(stack: Stack, changeSet: ChangeSet, values: boolean) {
  const { input, blueprint, changes } = changeSet;
  const shown = changes.map((change) => resourceChange(change, values)).filter((change) => change !== undefined);
  return {
    ...changeSetSummary(stack, changeSet),
    Parameters: parametersShown(blueprint),
    NotificationARNs: input.NotificationARNs ?? [],
    RollbackConfiguration: {},
    Capabilities: input.Capabilities ?? [],
    Tags: unlessEmpty(blueprint.tags),
    OnStackFailure: input.OnStackFailure,
    DeploymentConfig: input.DeploymentConfig,
    Changes: shown.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
  };
}
