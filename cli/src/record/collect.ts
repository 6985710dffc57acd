import type { Session } from '../aws/session';
import { sideBySide } from '../model/lists';
import { explained } from '../output/errors';
import { entriesOf } from './entries';
import { linesOf, recordGroups } from './lines';

/** FilterLogEvents is throttled early. */
const AT_ONCE = 3;

/**
 * What the functions wrote about each Delete. `named`: log groups that have no tag. `kept`: Deletes that left their server
 * connected. `unread`: log groups that could not be read, and why.
 */
export async function collectEntries({ logs, region }: Session, named: readonly string[], since: number) {
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
