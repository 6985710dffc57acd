import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-cloudformation';
import { validationError } from '../../template';
import type { Engine } from '../deployment/engine';
import { isCustomResource } from '../resources/custom-resource';
import type { Stack, StackResource } from '../stack/stack';
import { existingStack, liveStack } from './stack-input';

/** It compares nothing with what CloudFormation has made: everything that supports drift detection is in sync. */
export const driftOperations = {
  DetectStackDrift,
  DetectStackResourceDrift,
  DescribeStackDriftDetectionStatus,
  DescribeStackResourceDrifts,
};

function DetectStackDrift(engine: Engine, { StackName, LogicalResourceIds }: sdk.DetectStackDriftInput) {
  const stack = checkable(engine, StackName);
  const ids = LogicalResourceIds ?? [...stack.resources.keys()];
  const id = randomUUID();
  check(engine, stack, id, ids);
  return { StackDriftDetectionId: id };
}

function DetectStackResourceDrift(engine: Engine, { StackName, LogicalResourceId }: sdk.DetectStackResourceDriftInput) {
  const stack = checkable(engine, StackName);
  const resource = stack.resources.get(String(LogicalResourceId));
  if (!resource) throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${StackName}`);
  if (!supportsDrift(resource))
    throw validationError(`Drift detection is not supported for resource type ${resource.type}`);
  const drift = check(engine, stack, randomUUID(), [resource.logicalId]);
  return { StackResourceDrift: resourceDrift(stack, resource, drift.at) };
}

function DescribeStackDriftDetectionStatus(
  engine: Engine,
  { StackDriftDetectionId }: sdk.DescribeStackDriftDetectionStatusInput,
) {
  const stack = [...engine.stacks.values()].find(({ drift }) => drift?.id === StackDriftDetectionId);
  if (!stack?.drift) throw validationError(`Stack drift detection [${StackDriftDetectionId}] does not exist`);
  return {
    StackId: stack.id,
    StackDriftDetectionId,
    StackDriftStatus: 'IN_SYNC',
    DetectionStatus: 'DETECTION_COMPLETE',
    DriftedStackResourceCount: 0,
    Timestamp: stack.drift.at,
  };
}

function DescribeStackResourceDrifts(engine: Engine, input: sdk.DescribeStackResourceDriftsInput) {
  const stack = existingStack(engine, input.StackName);
  const { drift } = stack;
  const wanted = input.StackResourceDriftStatusFilters ?? ['IN_SYNC'];
  const checked = drift && wanted.includes('IN_SYNC') ? [...drift.resources] : [];
  const known = checked.map((id) => stack.resources.get(id)).filter((resource) => resource !== undefined);
  return { StackResourceDrifts: known.map((resource) => resourceDrift(stack, resource, drift?.at)) };
}

function checkable(engine: Engine, name: string | undefined): Stack {
  const stack = liveStack(engine, name);
  if (stack.status.endsWith('_IN_PROGRESS') || /^(CREATE|ROLLBACK|DELETE)_FAILED$/.test(stack.status))
    throw validationError(`Drift detection cannot be performed on stack [${stack.id}] in status ${stack.status}`);
  return stack;
}

function check(engine: Engine, stack: Stack, id: string, ids: readonly string[]): NonNullable<Stack['drift']> {
  const supported = ids.filter((one) => {
    const resource = stack.resources.get(one);
    return resource && supportsDrift(resource);
  });
  const resources = new Set([...(stack.drift?.resources ?? []), ...supported]);
  stack.drift = { id, at: new Date(engine.env.clock.now()), resources };
  return stack.drift;
}

/** Drift detection skips resources without a registered type, and the content of nested stacks. */
const supportsDrift = ({ type }: StackResource): boolean =>
  !isCustomResource(type) && type !== 'AWS::CDK::Metadata' && type !== 'AWS::CloudFormation::Stack';

function resourceDrift(stack: Stack, resource: StackResource, Timestamp: Date | undefined) {
  const properties = JSON.stringify(resource.shownProperties);
  return {
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ExpectedProperties: properties,
    ActualProperties: properties,
    PropertyDifferences: [],
    StackResourceDriftStatus: 'IN_SYNC',
    Timestamp,
  };
}
