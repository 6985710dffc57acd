import type { Session } from '../aws/session';
import { explained } from '../output/errors';
import { type Line, linesOf, recordGroups } from '../record/lines';
import type { FailedCleanUp, Findings } from './findings';

/** What the record says of servers that no stack holds now. */
export type FromRecord = Pick<Findings, 'retained' | 'failures' | 'unread'>;

/** How long a log group keeps its lines by default. */
const YEAR = 366 * 86_400_000;

/**
 * Asks the record about servers. It reports what it could not read: then it is unknown whether a server was retained.
 */
export async function askRecord(
  { logs, region }: Session,
  servers: ReadonlySet<string>,
  now: number,
): Promise<FromRecord> {
  const lines: Line[] = [];
  const unread: string[] = [];
  const failed = (what: string, error: unknown) =>
    unread.push(
      `${region}: ${what}: ${explained(error as Error)}; servers that a stack retained may be shown as not declared`,
    );
  const groups = await recordGroups(logs).catch((error) => {
    failed('the record', error);
    return [];
  });
  for (const group of groups) {
    const found = await linesOf(logs, group, '{ $.record = "decision" }', now - YEAR).catch((error) => {
      failed(group, error);
      return [];
    });
    lines.push(...found.filter(({ sourceServerId }) => servers.has(sourceServerId)));
  }
  return { ...whatBecame(lines.sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1))), unread };
}

type Fate = 'held' | { readonly failed: string } | undefined;

/** Lines of decisions, oldest first. */
function whatBecame(lines: readonly Line[]): Pick<FromRecord, 'retained' | 'failures'> {
  const connections = new Map<string, { line: Line; fate: Fate }>();
  for (const line of lines) {
    const key = JSON.stringify([line.sourceServerId, line.stackId, line.logicalId]);
    connections.set(key, { line, fate: fateOf(line, connections.get(key)?.fate) });
  }
  const retained = new Map<string, string>();
  const failures: FailedCleanUp[] = [];
  for (const { line, fate } of connections.values()) {
    const server = line.sourceServerId;
    const stackName = line.stackId.split('/')[1] ?? '';
    if (fate === 'held') retained.set(server, stackName);
    else if (fate) failures.push({ server, accountId: line.accountId, stackName, reason: fate.failed });
  }
  return { retained, failures };
}

/**
 * What the connection is to the server after a request. It held a server that left without a Delete, or was retained.
 */
function fateOf({ requestType, decision, keptBecause, reason = '' }: Line, before: Fate): Fate {
  if (requestType !== 'Delete') return decision === 'connected' ? 'held' : before;
  if (decision === 'failed') return { failed: reason };
  const stays = decision === 'kept' && (keptBecause === 'Retained' || keptBecause === 'HeldAgain');
  return stays ? 'held' : undefined;
}
