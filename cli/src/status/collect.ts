import {
  type CloudFormationClient,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { SourceServer } from '@aws-sdk/client-mgn';
import { isDisconnected } from '../../../lambda/custody/steps';
import { GENERIC_TYPE, RESOURCE_TYPE, STAGING_TYPE } from '../../../lib/private/contract';
import { describeServers, findServers } from '../aws/servers';
import type { Session } from '../aws/session';
import { readResources } from '../aws/stacks';
import { serverRefOf } from '../model/deployed';
import { collected, sideBySide } from '../model/lists';
import type { FailedCleanUp, Findings, Holding, Undrained } from './findings';
import { askRecord, type FromRecord } from './record';
import { testInstances } from './test-instances';

/** How many stacks are read at once. */
const AT_ONCE = 5;

/** Reads all source servers of an account and Region, and all stacks for the connections that they have. */
export async function collectFindings(session: Session, now: number): Promise<Findings> {
  const { region, accountId, mgn, cloudFormation } = session;
  const [own, stacks] = await Promise.all([describeServers(mgn, { filters: {} }), allStacks(cloudFormation)]);
  const { holdings, failures, undrained } = await connectionsOf(cloudFormation, stacks, region);
  const known = new Set(own.map(({ sourceServerID }) => sourceServerID));
  const others = [...holdings, ...failures].filter((one) => one.accountId && !known.has(one.server));
  const servers = [...own, ...(await findServers(mgn, others)).values()];
  const told = await toldOf(session, servers, holdings, now);
  return {
    ...{ region, accountId, servers, holdings, retained: told.retained, unread: told.unread },
    ...{ failures: [...failures, ...told.failures], undrained },
    testInstances: await testInstances(mgn, region, own),
  };
}

async function connectionsOf(
  client: CloudFormationClient,
  stacks: readonly Stack[],
  region: string,
): Promise<Pick<Findings, 'holdings' | 'failures' | 'undrained'>> {
  const holdings: Holding[] = [];
  const failures: FailedCleanUp[] = [];
  const undrained: Undrained[] = [];
  await sideBySide(stacks, AT_ONCE, async (stack) => {
    holdings.push(...(await holdingsOf(client, stack)));
    for (const event of await failuresOf(client, stack)) {
      const failed = { stackName: nameOf(stack), reason: firstLine(event.ResourceStatusReason ?? '') };
      const server = isOf(RESOURCE_TYPE, event) ? serverRefOf(event.PhysicalResourceId ?? '') : undefined;
      if (server) failures.push({ ...server, ...failed });
      if (isDrained(event)) undrained.push({ ...failed, region, logicalId: event.LogicalResourceId ?? '' });
    }
  });
  return { holdings, failures, undrained };
}

/** Asks the record only about connected servers that no stack holds. */
async function toldOf(
  session: Session,
  servers: readonly SourceServer[],
  holdings: readonly Holding[],
  now: number,
): Promise<FromRecord> {
  const held = new Set(holdings.map(({ server }) => server));
  const loose = servers
    .filter((server) => !isDisconnected(server))
    .flatMap(({ sourceServerID = '' }) => (held.has(sourceServerID) ? [] : sourceServerID));
  if (loose.length === 0) return { retained: new Map(), failures: [], unread: [] };
  return askRecord(session, new Set(loose), now);
}

/** All stacks that there are, nested ones too. */
export async function allStacks(client: CloudFormationClient): Promise<Stack[]> {
  const stacks = await collected(paginateDescribeStacks({ client }, {}), ({ Stacks }) => Stacks);
  return stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE' && StackStatus !== 'REVIEW_IN_PROGRESS');
}

/** The connections that a stack has. */
export async function holdingsOf(client: CloudFormationClient, stack: Stack): Promise<Holding[]> {
  const { StackId = '', StackStatus = '' } = stack;
  const resources = await readResources(client, StackId);
  return resources.flatMap(({ type, physicalId, status }): Holding[] => {
    const isListed = type === RESOURCE_TYPE || (type === GENERIC_TYPE && StackStatus.endsWith('CLEANUP_IN_PROGRESS'));
    const server = isListed && status !== 'DELETE_COMPLETE' ? serverRefOf(physicalId) : undefined;
    return server ? [{ ...server, stackName: nameOf(stack), stackStatus: StackStatus, status }] : [];
  });
}

/** What the last update could not delete, of each resource the newest failure. The stack's status reason says that there is any. */
async function failuresOf(client: CloudFormationClient, stack: Stack): Promise<StackEvent[]> {
  const { StackId = '', StackStatus, StackStatusReason = '' } = stack;
  if (StackStatus !== 'UPDATE_COMPLETE' || !StackStatusReason.includes('could not be deleted')) return [];
  const failures = new Map<string, StackEvent>();
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: StackId })) {
    for (const event of StackEvents) {
      const { ResourceStatus, LogicalResourceId, PhysicalResourceId = '' } = event;
      const resource = `${LogicalResourceId} ${PhysicalResourceId}`;
      if (PhysicalResourceId === StackId && ResourceStatus === 'UPDATE_IN_PROGRESS') return [...failures.values()];
      if (ResourceStatus === 'DELETE_FAILED' && !failures.has(resource)) failures.set(resource, event);
    }
  }
  return [...failures.values()];
}

/** Under the generic type a clean-up shows any custom resource. */
const isOf = (type: string, { ResourceType }: StackEvent): boolean =>
  ResourceType === type || ResourceType === GENERIC_TYPE;

/** By the id that the function gives it: lambda/staging. */
const isDrained = (event: StackEvent): boolean =>
  isOf(STAGING_TYPE, event) &&
  event.PhysicalResourceId === `${event.StackId?.split('/').at(-1)}-${event.LogicalResourceId}`;

/** Users know the name of the root. */
function nameOf({ StackName = '', RootId, StackId }: Stack): string {
  return RootId && RootId !== StackId ? `${RootId.split('/')[1]} (nested)` : StackName;
}

/** CloudFormation adds the request's id in brackets. */
const firstLine = (reason: string): string =>
  (reason.split('\n')[0] ?? '')
    .replace(/^Received response status \[FAILED\] from custom resource\. Message returned: /, '')
    .replace(/ \(RequestId: [^)]*\)$/, '');
