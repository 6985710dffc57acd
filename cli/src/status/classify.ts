import type { SourceServer } from '@aws-sdk/client-mgn';
import { hasNoAgent, isDisconnected } from '../../../lambda/custody/steps';
import { type Host, hostOf } from '../model/host';
import { agentNotSeen } from './agent';
import { type Cost, costOf } from './cost';
import { CONDITIONS, type Condition, type Findings } from './findings';
import { type Repair, repairOf } from './repair';

export interface StatusEntry extends Repair {
  readonly server: string;
  readonly region: string;
  readonly accountId: string;
  readonly condition: Condition;
  readonly stacks: readonly string[];
  /** What else is known. */
  readonly notes: readonly string[];
  readonly host: Host;
  /** Only for a connected server. */
  readonly cost?: Cost;
}

/** Connected, and no stack will ever disconnect it. */
export const isLoose = ({ condition }: StatusEntry): boolean => CONDITIONS[condition].isLoose;

/** The condition of each server of the account, the most expensive first. */
export function classify(findings: Findings, price: number, now: number): StatusEntry[] {
  const entries = findings.servers.flatMap((server) => entryOf(server, findings, price, now) ?? []);
  return entries.sort(byWeight);
}

function entryOf(server: SourceServer, findings: Findings, price: number, now: number): StatusEntry | undefined {
  const id = server.sourceServerID ?? '';
  const { region, accountId } = findings;
  const host = hostOf(server, now);
  const holders = findings.holdings.filter((one) => one.server === id);
  const failure = findings.failures.find((one) => one.server === id);
  const keeper = findings.retained.get(id);
  const condition = conditionOf(host, { held: holders.length > 0, failed: failure !== undefined, keeper });
  if (!condition) return undefined;
  const isConnected = !isDisconnected(server) && condition !== 'not-connected-yet';
  const unseen = isConnected ? agentNotSeen(server, now) : undefined;
  const left = condition === 'retained' ? [`${keeper} held it and left it connected`] : [];
  return {
    ...{ server: id, region, accountId: accountOf(server) ?? accountId, condition, host },
    stacks: [...new Set(holders.map(({ stackName, stackStatus }) => `${stackName} (${stackStatus})`))],
    notes: [...left, ...(unseen ? [unseen] : [])],
    cost: isConnected ? costOf(server.lifeCycle?.elapsedReplicationDuration, price) : undefined,
    ...repairOf(condition, { id, region, holders, failure }),
  };
}

const ORDER = Object.keys(CONDITIONS);

/** The most serious condition first, and in it the most expensive server. */
export function byWeight(one: StatusEntry, other: StatusEntry): number {
  const dearer = (other.cost?.soFar ?? -1) - (one.cost?.soFar ?? -1);
  return (
    ORDER.indexOf(one.condition) - ORDER.indexOf(other.condition) || dearer || (one.server < other.server ? -1 : 1)
  );
}

const accountOf = ({ arn }: SourceServer): string | undefined => arn?.split(':')[4];

interface Known {
  readonly held: boolean;
  readonly failed: boolean;
  readonly keeper?: string;
}

/** Undefined for a record that is archived and finished. */
function conditionOf(host: Host, { held, failed, keeper }: Known): Condition | undefined {
  if (hasNoAgent(host.source)) {
    if (held) return 'held';
    return host.archived ? undefined : 'not-connected-yet';
  }
  if (isDisconnected(host.source)) return host.archived ? undefined : 'disconnected-not-archived';
  if (held) return 'held';
  if (failed) return 'clean-up-failed';
  return keeper === undefined ? 'not-declared' : 'retained';
}
