import type { Session } from '../aws/session';
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
  const queue = [...logGroups];
  const read = async () => {
    for (let group = queue.shift(); group; group = queue.shift()) {
      try {
        lines.push(...(await linesOf(logs, group, '{ $.requestType = "Delete" }', since)));
      } catch (error) {
        unread.push(`${region}: ${group}: ${explained(error as Error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, read));
  const kept = new Set(lines.filter(({ decision }) => decision === 'kept').map(({ requestId }) => requestId)).size;
  return { entries: entriesOf(lines), logGroups, kept, unread };
}
