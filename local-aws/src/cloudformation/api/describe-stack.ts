import type { Blueprint } from '../../template';
import { rootOf, type Stack, type StackResource } from '../stack/stack';
import type { Course } from '../stack/view';

/**
 * As recorded by LocalStack in many places, for example api/test_changesets: some lists are missing if they are empty.
 */
export const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);

export function parametersShown({ parameters }: Blueprint) {
  const all = [...parameters].map(([ParameterKey, { given, resolved, noEcho }]) => ({
    ParameterKey,
    ParameterValue: noEcho ? '****' : given,
    ResolvedValue: noEcho ? undefined : resolved,
  }));
  return unlessEmpty(all);
}

export function stackShown(stack: Stack, { status, statusReason, lastOperations }: Course) {
  const { blueprint, options } = stack;
  const deleted = stack.status === 'DELETE_COMPLETE';
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: deleted ? undefined : stack.changeSetId,
    Description: blueprint.template.Description,
    Parameters: parametersShown(blueprint),
    CreationTime: stack.creationTime,
    DeletionTime: stack.deletionTime,
    LastUpdatedTime: stack.lastUpdatedTime,
    RollbackConfiguration: {},
    StackStatus: status,
    StackStatusReason: statusReason,
    DisableRollback: options.disableRollback || options.onFailure === 'DO_NOTHING',
    NotificationARNs: stack.notificationArns,
    TimeoutInMinutes: options.timeoutInMinutes,
    Capabilities: unlessEmpty(stack.capabilities),
    Outputs: unlessEmpty(stack.outputs),
    RoleARN: stack.roleArn,
    Tags: blueprint.tags,
    EnableTerminationProtection: deleted ? undefined : rootOf(stack).terminationProtection,
    ...family(stack),
    DriftInformation: driftOf(stack),
    RetainExceptOnCreate: options.retainExceptOnCreate || undefined,
    DeletionMode: stack.deletionMode,
    DeploymentConfig: stack.deploymentConfig,
    LastOperations: lastOperations,
  };
}

function driftOf({ drift }: Stack) {
  return drift ? { StackDriftStatus: 'IN_SYNC', LastCheckTimestamp: drift.at } : { StackDriftStatus: 'NOT_CHECKED' };
}

/** Only nested stacks have a parent and a root. On the first level both are the same. */
const family = (stack: Stack) => (stack.parent ? { ParentId: stack.parent.id, RootId: rootOf(stack).id } : {});

export function stackSummary(stack: Stack, { status, statusReason, lastOperations }: Course) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.blueprint.template.Description,
    CreationTime: stack.creationTime,
    LastUpdatedTime: stack.lastUpdatedTime,
    DeletionTime: stack.deletionTime,
    StackStatus: status,
    StackStatusReason: statusReason,
    ...family(stack),
    DriftInformation: driftOf(stack),
    LastOperations: lastOperations,
  };
}

const summaries = new WeakMap<StackResource, ReturnType<typeof summaryOf>>();

/** Made again only if the resource has changed: each of many functions may list all resources of a stack. */
export function resourceSummary({ drift }: Stack, resource: StackResource) {
  const known = summaries.get(resource);
  if (known && !drift && isSummaryOf(known, resource)) return known;
  const summary = Object.freeze(summaryOf(resource, drift));
  if (!drift) summaries.set(resource, summary);
  return summary;
}

function isSummaryOf(summary: ReturnType<typeof summaryOf>, { status, statusReason, changedAt }: StackResource) {
  const { ResourceStatus, ResourceStatusReason, LastUpdatedTimestamp } = summary;
  const isSame = ResourceStatus === status && ResourceStatusReason === statusReason;
  // a virtual clock has fractions of milliseconds, a date has none
  return isSame && LastUpdatedTimestamp.getTime() === Math.trunc(changedAt);
}

function summaryOf(resource: StackResource, drift: Stack['drift']) {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    LastUpdatedTimestamp: new Date(resource.changedAt),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: drift?.resources.has(resource.logicalId)
      ? { StackResourceDriftStatus: 'IN_SYNC', LastCheckTimestamp: drift.at }
      : { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function resourceShown(stack: Stack, resource: StackResource) {
  const { LastUpdatedTimestamp: Timestamp, ...summary } = resourceSummary(stack, resource);
  return { StackId: stack.id, StackName: stack.name, ...summary, Timestamp };
}

export function resourceDetail(stack: Stack, resource: StackResource) {
  const { Timestamp: LastUpdatedTimestamp, ...shown } = resourceShown(stack, resource);
  const { Metadata } = resource.definition;
  return { ...shown, LastUpdatedTimestamp, Metadata: Metadata === undefined ? undefined : JSON.stringify(Metadata) };
}
