import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateDescribeStackEvents,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { NESTED_STACK } from '../plan/declared';
import type { DeployedResource, DeployedStack, Since } from '../plan/deployed';
import type { Template } from '../plan/evaluate';
import { isSettled, lastCompletion, type StackEvent, sinceCompletion } from '../plan/history';
import type { DeployedParameter } from '../plan/parameters';

/** A stack with the stacks nested in it, as CloudFormation has it now; undefined if there is none. */
export async function readStack(client: CloudFormationClient, name: string): Promise<DeployedStack | undefined> {
  const stack = await describeStack(client, name);
  if (!stack?.StackId || stack.StackStatus === 'REVIEW_IN_PROGRESS') return undefined;
  const settled = isSettled(stack.StackStatus ?? '');
  return readTree(
    client,
    stack,
    settled ? undefined : lastCompletion(stack.StackId, await events(client, stack.StackId)),
  );
}

async function describeStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0];
  } catch (error) {
    if ((error as Error).message?.endsWith('does not exist')) return undefined;
    throw error;
  }
}

/** `completed`: when the root last completed a deployment, if something has happened since. */
async function readTree(client: CloudFormationClient, stack: Stack, completed?: number): Promise<DeployedStack> {
  const stackId = stack.StackId ?? '';
  const [template, resources, since] = await Promise.all([
    readTemplate(client, stackId),
    readResources(client, stackId),
    completed === undefined ? undefined : readSince(client, stackId, completed),
  ]);
  const nested = new Map<string, DeployedStack>();
  for (const { logicalId, physicalId, type, status } of resources) {
    if (type !== NESTED_STACK || status === 'DELETE_COMPLETE') continue;
    const child = await describeStack(client, physicalId);
    if (child && child.StackStatus !== 'DELETE_COMPLETE')
      nested.set(logicalId, await readTree(client, child, completed));
  }
  return {
    stackId,
    stackName: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    terminationProtection: stack.EnableTerminationProtection ?? false,
    template,
    parameters: parametersOf(stack),
    resources,
    nested,
    since,
  };
}

function parametersOf({ Parameters = [] }: Stack): Map<string, DeployedParameter> {
  return new Map(
    Parameters.map(({ ParameterKey = '', ParameterValue = '', ResolvedValue }) => [
      ParameterKey,
      { value: ParameterValue, resolved: ResolvedValue },
    ]),
  );
}

async function readTemplate(client: CloudFormationClient, stackId: string): Promise<Template> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stackId }));
  try {
    return JSON.parse(TemplateBody);
  } catch {
    throw new Error(`the deployed template of ${stackId} is not JSON: only stacks that the CDK deployed can be read`);
  }
}

export async function readResources(client: CloudFormationClient, stackId: string): Promise<DeployedResource[]> {
  const resources: DeployedResource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
    for (const one of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '', ResourceStatus = '' } = one;
      if (PhysicalResourceId === '') continue;
      resources.push({
        logicalId: LogicalResourceId,
        physicalId: PhysicalResourceId,
        type: ResourceType,
        status: ResourceStatus,
      });
    }
  }
  return resources;
}

async function readSince(
  client: CloudFormationClient,
  stackId: string,
  completed: number,
): Promise<Map<string, Since>> {
  // of a stack that never completed a deployment nothing was there before
  if (completed === Number.POSITIVE_INFINITY) return sinceNever(await readResources(client, stackId));
  return sinceCompletion(await events(client, stackId, completed), completed);
}

const sinceNever = (resources: readonly DeployedResource[]): Map<string, Since> =>
  new Map(resources.map(({ logicalId }) => [logicalId, { deleted: false }]));

/** Newest first; no further than one that is older than `until`. */
async function events(client: CloudFormationClient, stackId: string, until = 0): Promise<StackEvent[]> {
  const all: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: stackId })) {
    for (const { LogicalResourceId = '', PhysicalResourceId, ResourceStatus = '', Timestamp } of StackEvents) {
      const time = Timestamp?.getTime() ?? 0;
      all.push({ logicalId: LogicalResourceId, physicalId: PhysicalResourceId, status: ResourceStatus, time });
    }
    if ((all.at(-1)?.time ?? 0) < until) break;
  }
  return all;
}
