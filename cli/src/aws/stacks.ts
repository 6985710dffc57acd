import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { Evidence, StackState } from '../../../lambda/custody/evidence';
import { COMPLETED } from '../../../lambda/custody/history';
import { STACK_TYPE } from '../../../lambda/custody/stack-event';
import type { DeployedResource, DeployedStack } from '../model/deployed';
import type { Template } from '../model/evaluate';
import type { DeployedParameter } from '../model/parameters';
import { evidenceOf } from './evidence';
import { pastOf } from './past';

/** A stack with its nested stacks, as CloudFormation has it now; undefined if it does not exist. */
export async function readStack(
  client: CloudFormationClient,
  name: string,
  evidence: Evidence = evidenceOf(client),
): Promise<DeployedStack | undefined> {
  const stack = await describeStack(client, name);
  if (!stack?.StackId || stack.StackStatus === 'REVIEW_IN_PROGRESS') return undefined;
  const tree = await readTree(client, stack, evidence);
  return isSettled(tree) ? tree : withPast(tree, [], evidence);
}

/** Whether nothing has happened in the tree since its last deployment completed. Then the events need not be read. */
const isSettled = ({ status, nested }: DeployedStack): boolean =>
  COMPLETED.test(status) && [...nested.values()].every(isSettled);

async function withPast(
  stack: DeployedStack,
  parents: readonly StackState[],
  evidence: Evidence,
): Promise<DeployedStack> {
  const chain = [{ stackId: stack.stackId, status: stack.status, parentId: parents[0]?.stackId }, ...parents];
  const nested = new Map<string, DeployedStack>();
  for (const [logicalId, child] of stack.nested) nested.set(logicalId, await withPast(child, chain, evidence));
  return { ...stack, nested, past: await pastOf(stack.resources, chain, evidence) };
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

async function readTree(client: CloudFormationClient, stack: Stack, evidence: Evidence): Promise<DeployedStack> {
  const stackId = stack.StackId ?? '';
  const [template, resources] = await Promise.all([readTemplate(client, stackId), listed(stackId, evidence)]);
  const nested = new Map<string, DeployedStack>();
  for (const { logicalId, physicalId, type, status } of resources) {
    if (type !== STACK_TYPE || status === 'DELETE_COMPLETE') continue;
    const child = await describeStack(client, physicalId);
    if (child && child.StackStatus !== 'DELETE_COMPLETE')
      nested.set(logicalId, await readTree(client, child, evidence));
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

export function readResources(client: CloudFormationClient, stackId: string): Promise<DeployedResource[]> {
  return listed(stackId, evidenceOf(client));
}

async function listed(stackId: string, evidence: Evidence): Promise<DeployedResource[]> {
  const resources: DeployedResource[] = [];
  for await (const one of evidence.resources(stackId, [])) {
    const { LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '', ResourceStatus = '' } = one;
    if (PhysicalResourceId === '') continue;
    resources.push({
      logicalId: LogicalResourceId,
      physicalId: PhysicalResourceId,
      type: ResourceType,
      status: ResourceStatus,
    });
  }
  return resources;
}
