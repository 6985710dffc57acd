import type { SourceServer } from '@aws-sdk/client-mgn';
import type { ServerRef } from '../plan/deployed';
import { type Host, hostOf } from '../plan/host';
import { type Cost, costOf } from './cost';

/** A connection that a stack has. */
export interface Holding extends ServerRef {
  readonly stackName: string;
  readonly stackStatus: string;
  /** Of the connection itself. */
  readonly status: string;
}

/** A connection that a stack gave up while its server stayed connected: CloudFormation tries three times and goes on. */
export interface Failure extends ServerRef {
  readonly stackName: string;
  readonly reason: string;
}

/** What there is in one account and Region. */
export interface Findings {
  readonly region: string;
  readonly accountId: string;
  readonly servers: readonly SourceServer[];
  readonly holdings: readonly Holding[];
  readonly failures: readonly Failure[];
}

/** In the order in which they matter. */
export const CONDITIONS = [
  'clean-up-failed',
  'held-by-no-stack',
  'held',
  'disconnected-not-archived',
  'not-connected-yet',
] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface Entry {
  readonly server: string;
  readonly region: string;
  readonly accountId: string;
  readonly condition: Condition;
  readonly stacks: readonly string[];
  readonly host?: Host;
  /** Of a connected server. */
  readonly cost?: Cost;
  /** How to put it right. */
  readonly repair?: string;
}

/** With these a server costs money that nobody may know of. */
export const isForgotten = ({ condition }: Entry): boolean =>
  condition === 'clean-up-failed' || condition === 'held-by-no-stack';

/** What each server of the account is, the dearest first. */
export function classify(findings: Findings, price: number, now: number): Entry[] {
  const { servers, holdings, failures, region, accountId } = findings;
  const entries = servers.flatMap((server): Entry[] => {
    const id = server.sourceServerID ?? '';
    const host = hostOf(server, now);
    const holders = holdings.filter((one) => one.server === id);
    const failure = failures.find((one) => one.server === id);
    const condition = conditionOf(host, holders.length > 0, failure !== undefined);
    if (!condition) return [];
    const connected = host.replicationState !== 'DISCONNECTED' && condition !== 'not-connected-yet';
    return [
      {
        ...{ server: id, region, accountId: accountOf(server) ?? accountId, condition, host },
        stacks: [...new Set(holders.map(({ stackName, stackStatus }) => `${stackName} (${stackStatus})`))],
        cost: connected ? costOf(server.lifeCycle?.elapsedReplicationDuration, price) : undefined,
        repair: repairOf(condition, id, region, holders, failure),
      },
    ];
  });
  return entries.sort(byWeight);
}

function byWeight(one: Entry, other: Entry): number {
  const dearer = (other.cost?.soFar ?? -1) - (one.cost?.soFar ?? -1);
  return (
    CONDITIONS.indexOf(one.condition) - CONDITIONS.indexOf(other.condition) ||
    dearer ||
    (one.server < other.server ? -1 : 1)
  );
}

const accountOf = ({ arn }: SourceServer): string | undefined => arn?.split(':')[4];

/** Undefined for a record that is archived and done with. */
function conditionOf(host: Host, held: boolean, failed: boolean): Condition | undefined {
  const isConnected = host.replicationState !== 'DISCONNECTED';
  if (/^(DISCOVERED|PENDING_INSTALLATION)$/.test(host.lifeCycleState)) return held ? 'held' : 'not-connected-yet';
  if (isConnected && failed && !held) return 'clean-up-failed';
  if (isConnected) return held ? 'held' : 'held-by-no-stack';
  return host.archived ? undefined : 'disconnected-not-archived';
}

function repairOf(
  condition: Condition,
  id: string,
  region: string,
  holders: readonly Holding[],
  failure: Failure | undefined,
): string | undefined {
  const call = (operation: string) => `aws mgn ${operation} --source-server-id ${id} --region ${region}`;
  const stuck = holders.find(({ status }) => status === 'DELETE_FAILED');
  switch (condition) {
    case 'clean-up-failed':
      return `${failure?.stackName} gave it up and could not disconnect it (${failure?.reason}): declare it there again, deploy, remove it and deploy, or ${call('disconnect-from-service')}`;
    case 'held-by-no-stack':
      return `declare it in a stack, or ${call('disconnect-from-service')}`;
    case 'disconnected-not-archived':
      return holders.length > 0
        ? `remove it from ${holders[0]?.stackName}; then ${call('mark-as-archived')}`
        : call('mark-as-archived');
    case 'held':
      return stuck && `its deletion failed: delete ${stuck.stackName} again`;
    case 'not-connected-yet':
      return undefined;
  }
}
