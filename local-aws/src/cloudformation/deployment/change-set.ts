import { AwsError } from '../../kernel/types';
import { parametersShown } from '../api/describe-stack';
import { existingStack, isTrue } from '../api/stack-input';
import { resourceChange } from '../resources/resource-change';
import type { Stack } from '../stack/stack';
import type { Blueprint } from '../template/blueprint';
import type { Engine } from './engine';
import type { PlannedChange } from './plan';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly input: any;
  readonly creationTime: Date;
  readonly operationId: string;
  readonly blueprint: Blueprint;
  readonly changes: readonly PlannedChange[];
  readonly failure?: string;
}

interface Found {
  readonly stack: Stack;
  readonly changeSet: ChangeSet;
}

/** By ARN, or by name and the stack's name or ARN; a name and an ARN may be mixed freely. */
export function search(engine: Engine, { ChangeSetName, StackName }: any): Found | undefined {
  const stacks = StackName ? [engine.find(StackName)] : [...engine.byName.values()];
  for (const stack of stacks) {
    const changeSet = [...(stack?.changeSets.values() ?? [])].find(
      ({ id, name }) => id === ChangeSetName || (StackName && name === ChangeSetName),
    );
    if (stack && changeSet) return { stack, changeSet };
  }
  return undefined;
}

export function existingChangeSet(engine: Engine, input: any): Found {
  if (input.StackName) existingStack(engine, input.StackName);
  const found = search(engine, input);
  if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${input.ChangeSetName}] does not exist`, 404);
  return found;
}

export function changeSetSummary(stack: Stack, { id, name, input, creationTime, failure }: ChangeSet) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: id,
    ChangeSetName: name,
    Description: input.Description,
    CreationTime: creationTime,
    Status: failure ? 'FAILED' : 'CREATE_COMPLETE',
    StatusReason: failure,
    ExecutionStatus: failure ? 'UNAVAILABLE' : 'AVAILABLE',
    IncludeNestedStacks: isTrue(input.IncludeNestedStacks),
  };
}

export function changeSetShown(stack: Stack, changeSet: ChangeSet, values: boolean) {
  const { input, blueprint, changes } = changeSet;
  return {
    ...changeSetSummary(stack, changeSet),
    Parameters: parametersShown(blueprint),
    NotificationARNs: input.NotificationARNs ?? [],
    RollbackConfiguration: {},
    Capabilities: input.Capabilities ?? [],
    Tags: blueprint.tags,
    OnStackFailure: input.OnStackFailure,
    DeploymentConfig: input.DeploymentConfig,
    Changes: changes.map((change) => ({ Type: 'Resource', ResourceChange: resourceChange(change, values) })),
  };
}
