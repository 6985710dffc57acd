import type { Session } from '../aws/session';
import { sideBySide } from '../model/lists';
import { explained } from '../output/errors';
import { entriesOf, type RecordEntry } from './entries';
import { linesOf, recordGroups } from './lines';

/** What the record of one account and Region holds. */
export interface Found {
  readonly entries: readonly RecordEntry[];
  readonly logGroups: readonly string[];
  /** Deletes that left their server connected. */
  readonly kept: number;
  /** Log groups that could not be read, and why. */
  readonly unread: readonly string[];
}

/** FilterLogEvents is throttled early. */
const AT_ONCE = 3;

/** Reads what the functions wrote about each Delete. `named`: log groups that have no tag. */
export async function collectEntries(
  { logs, region }: Session,
  named: readonly string[],
  since: number,
): Promise<Found> {
  const logGroups = [...new Set([...named, ...(await recordGroups(logs))])].sort();
  const lines: Awaited<ReturnType<typeof linesOf>> = [];
  const unread: string[] = [];
  await sideBySide(logGroups, AT_ONCE, async (group) => {
    try {
      lines.push(...(await linesOf(logs, group, '{ $.requestType = "Delete" }', since)));
    } catch (error) {
      unread.push(`${region}: ${group}: ${explained(error as Error)}`);
    }
  });
  const kept = new Set(lines.filter(({ decision }) => decision === 'kept').map(({ requestId }) => requestId)).size;
  return { entries: entriesOf(lines), logGroups, kept, unread };
}
