import { groupedBy } from '../model/lists';
import type { Line } from './lines';

/** What became of a server that left a stack. */
export const OUTCOMES = {
  disconnected: { words: 'disconnected', colour: 'green' },
  failed: { words: 'could not be disconnected', colour: 'red' },
  unknown: { words: 'not known: the function was ended before its answer', colour: 'yellow' },
  'already-disconnected': { words: 'had been disconnected before', colour: 'gray' },
  'not-found': { words: 'was no longer in MGN', colour: 'gray' },
} as const;
export type EntryOutcome = keyof typeof OUTCOMES;

/** One server that a stack gave up. */
export type RecordEntry = NonNullable<ReturnType<typeof entryOf>>;

/**
 * What the lines of Deletes say, oldest first: one entry for each server that left a stack, without those that stayed.
 */
export function entriesOf(lines: readonly Line[]): RecordEntry[] {
  const departures = groupedBy(lines, ({ sourceServerId, stackId }) => JSON.stringify([sourceServerId, stackId]));
  const entries = [...departures.values()].flatMap((departure) => entryOf(departure) ?? []);
  const gone = new Map<string, string>();
  for (const { server, outcome, time } of entries) if (outcome === 'disconnected') gone.set(server, time);
  // another stack may have done since what failed in one
  const isSettled = ({ server, outcome, time }: RecordEntry) =>
    outcome === 'failed' && (gone.get(server) ?? '') >= time;
  return entries.filter((entry) => !isSettled(entry)).sort((one, other) => (one.time < other.time ? -1 : 1));
}

function entryOf(lines: readonly Line[]) {
  const outcome = outcomeOf(lines);
  const decisive = decisiveOf(lines, outcome);
  if (!outcome || !decisive) return undefined;
  const answered = lines.filter(({ record }) => record === 'answer');
  const found = lines.filter(({ record }) => record === 'sourceServer').at(-1);
  const last = lines.findLast(isDecision);
  const [, , , region = '', account = '', resource = ''] = decisive.stackId.split(':');
  const whole = found ?? answered[0] ?? decisive;
  return {
    server: decisive.sourceServerId,
    accountId: decisive.accountId ?? account,
    region,
    outcome,
    /** When the server was disconnected, or else when its last request ended. */
    time: decisive.timestamp,
    stackId: decisive.stackId,
    stackName: resource.split('/')[1] ?? '',
    logicalId: decisive.logicalId,
    rule: decisive.rule,
    reason: decisive.reason ?? '',
    hostname: whole.hostname,
    fqdn: whole.fqdn,
    /** The instance that was last launched from the server. */
    launchedInstance: whole.launchedInstanceId,
    lifeCycleStateBefore: whole.lifeCycleStateBefore,
    replicationStateBefore: whole.dataReplicationStateBefore,
    /** What MGN has carried out, in order. */
    operations: answered.map(({ operation = '' }) => operation),
    failedRequests: new Set(lines.filter(isFailure).map(({ requestId }) => requestId)).size,
    /** Why its last request failed: for example, it is disconnected but could not be archived. */
    problem: last?.decision === 'failed' ? last.reason : undefined,
    before: found?.sourceServer,
    /** MGN's answer to DisconnectFromService, or to FinalizeCutover where that was the last call. */
    answer: (lines.findLast(answers('DisconnectFromService')) ?? answered.at(-1))?.sourceServer,
    /** What had to be shortened in the log. */
    cut: [...new Set(lines.flatMap(({ cut = [] }) => cut))],
  };
}

/** Undefined for a server that was kept. */
function outcomeOf(lines: readonly Line[]): EntryOutcome | undefined {
  const decisions = lines.filter(isDecision).map(({ decision }) => decision);
  const last = decisions.at(-1);
  if (decisions.includes('disconnected') || lines.some(answers('DisconnectFromService'))) return 'disconnected';
  const isWritten = lines.some(
    ({ record, dataReplicationStateBefore: state }) => record === 'sourceServer' && state !== 'DISCONNECTED',
  );
  if (last === 'failed') return 'failed';
  // written before a call: the function was ended before it had MGN's answer
  if (last === 'alreadyDisconnected') return isWritten ? 'disconnected' : 'already-disconnected';
  if (last === 'notFound') return isWritten ? 'disconnected' : 'not-found';
  return isWritten && last === undefined ? 'unknown' : undefined;
}

/** The line that says when and why. */
function decisiveOf(lines: readonly Line[], outcome: EntryOutcome | undefined): Line | undefined {
  const decision = lines.findLast(isDecision) ?? lines.at(-1);
  if (outcome !== 'disconnected') return decision;
  // FinalizeCutover ends the replication too
  return lines.find(answers('DisconnectFromService')) ?? lines.find(answers('FinalizeCutover')) ?? decision;
}

const isDecision = ({ record }: Line): boolean => record === 'decision';

const isFailure = ({ decision }: Line): boolean => decision === 'failed';

const answers =
  (wanted: string) =>
  ({ record, operation }: Line): boolean =>
    record === 'answer' && operation === wanted;
