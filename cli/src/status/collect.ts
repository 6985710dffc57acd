import {
  type CloudFormationClient,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { SourceServer } from '@aws-sdk/client-mgn';
import { GENERIC_TYPE, RESOURCE_TYPE } from '../../../lib/private/contract';
import { describeServers, findServers } from '../aws/servers';
import type { Session } from '../aws/session';
import { readResources } from '../aws/stacks';
import { serverRefOf } from '../model/deployed';
import type { FailedCleanUp, Findings, Holding } from './findings';
import { askRecord, type FromRecord } from './record';
import { testInstances } from './test-instances';

/** How many stacks are read at once. */
const AT_ONCE = 5;

/** Reads all source servers of an account and Region, and all stacks for the connections that they have. */
export async function collectFindings(session: Session, now: number): Promise<Findings> {
  const { region, accountId, mgn, cloudFormation } = session;
  const [own, stacks] = await Promise.all([describeServers(mgn, { filters: {} }), allStacks(cloudFormation)]);
  const { holdings, failures } = await connectionsOf(cloudFormation, stacks);
  const known = new Set(own.map(({ sourceServerID }) => sourceServerID));
  const others = [...holdings, ...failures].filter((one) => one.accountId && !known.has(one.server));
  const servers = [...own, ...(await findServers(mgn, others)).values()];
  const told = await toldOf(session, servers, holdings, now);
  return {
    ...{ region, accountId, servers, holdings, retained: told.retained, unread: told.unread },
    failures: [...failures, ...told.failures],
    testInstances: await testInstances(mgn, region, own),
  };
}

async function connectionsOf(
  client: CloudFormationClient,
  stacks: readonly Stack[],
): Promise<{ holdings: Holding[]; failures: FailedCleanUp[] }> {
  const holdings: Holding[] = [];
  const failures: FailedCleanUp[] = [];
  const queue = [...stacks];
  const read = async () => {
    for (let stack = queue.shift(); stack; stack = queue.shift()) {
      holdings.push(...(await holdingsOf(client, stack)));
      failures.push(...(await failuresOf(client, stack)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, read));
  return { holdings, failures };
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
    .filter(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED')
    .flatMap(({ sourceServerID = '' }) => (held.has(sourceServerID) ? [] : sourceServerID));
  if (loose.length === 0) return { retained: new Map(), failures: [], unread: [] };
  return askRecord(session, new Set(loose), now);
}

async function allStacks(client: CloudFormationClient): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) stacks.push(...(page.Stacks ?? []));
  return stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE' && StackStatus !== 'REVIEW_IN_PROGRESS');
}

async function holdingsOf(client: CloudFormationClient, stack: Stack): Promise<Holding[]> {
  const { StackId = '', StackStatus = '' } = stack;
  const resources = await readResources(client, StackId);
  return resources.flatMap(({ type, physicalId, status }): Holding[] => {
    const isListed = type === RESOURCE_TYPE || (type === GENERIC_TYPE && StackStatus.endsWith('CLEANUP_IN_PROGRESS'));
    const server = isListed && status !== 'DELETE_COMPLETE' ? serverRefOf(physicalId) : undefined;
    return server ? [{ ...server, stackName: nameOf(stack), stackStatus: StackStatus, status }] : [];
  });
}

/** The connections that the last update could not delete. Only the stack's status reason names them. */
async function failuresOf(client: CloudFormationClient, stack: Stack): Promise<FailedCleanUp[]> {
  const { StackId = '', StackStatus, StackStatusReason = '' } = stack;
  if (StackStatus !== 'UPDATE_COMPLETE' || !StackStatusReason.includes('could not be deleted')) return [];
  const failures = new Map<string, FailedCleanUp>();
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: StackId })) {
    for (const { ResourceType, ResourceStatus, PhysicalResourceId = '', ResourceStatusReason = '' } of StackEvents) {
      if (PhysicalResourceId === StackId && ResourceStatus === 'UPDATE_IN_PROGRESS') return [...failures.values()];
      const isOfConnection = ResourceType === RESOURCE_TYPE || ResourceType === GENERIC_TYPE;
      const server = isOfConnection && ResourceStatus === 'DELETE_FAILED' ? serverRefOf(PhysicalResourceId) : undefined;
      if (!server || failures.has(server.server)) continue;
      failures.set(server.server, { ...server, stackName: nameOf(stack), reason: firstLine(ResourceStatusReason) });
    }
  }
  return [...failures.values()];
}

/** Users know the name of the root. */
function nameOf({ StackName = '', RootId, StackId }: Stack): string {
  return RootId && RootId !== StackId ? `${RootId.split('/')[1]} (nested)` : StackName;
}

/** CloudFormation adds the request's id in brackets. */
const firstLine = (reason: string): string =>
  (reason.split('\n')[0] ?? '')
    .replace(/^Received response status \[FAILED\] from custom resource\. Message returned: /, '')
    .replace(/ \(RequestId: [^)]*\)$/, '');
