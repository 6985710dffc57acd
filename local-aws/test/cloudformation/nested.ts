import { thing, type World } from './harness';

/* What tests of nested stacks need beside the harness. */

export const K = thing();

/** A nested stack with this template, which is put where its URL says. */
export function nested(
  aws: World,
  template: object,
  more: Record<string, unknown> = {},
  definition: Record<string, unknown> = {},
) {
  const key = `${Math.random()}.json`;
  aws.objects.put('assets', key, Buffer.from(JSON.stringify(template)));
  return {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: `http://127.0.0.1:4566/assets/${key}`, ...more },
    ...definition,
  };
}

/** By the list: what a failed creation has left is described no more. */
export async function child(aws: World, parent: string, logicalId = 'Child') {
  const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName: parent });
  const { PhysicalResourceId } = StackResourceSummaries.find((one: any) => one.LogicalResourceId === logicalId);
  return aws.describe(PhysicalResourceId);
}

/** Of each Delete: the resource, the status of its stack, and of the root. */
export function deletes(aws: World) {
  return aws.requests
    .filter(({ RequestType }) => RequestType === 'Delete')
    .map(({ LogicalResourceId, stackStatus, rootStatus }) => [LogicalResourceId, stackStatus, rootStatus]);
}
