import {
  type CloudWatchLogsClient,
  ListLogGroupsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { SourceServer } from '@aws-sdk/client-mgn';
import { RECORD_TAG } from '../../../lib/private/contract';
import { collected } from '../model/lists';

/** A line of the record: docs/record.schema.json. */
export interface Line {
  readonly timestamp: string;
  readonly record: 'sourceServer' | 'answer' | 'decision';
  readonly requestType: string;
  readonly requestId: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly sourceServerId: string;
  readonly accountId?: string;
  readonly decision?: string;
  readonly keptBecause?: string;
  readonly rule?: string;
  readonly reason?: string;
  readonly operation?: string;
  readonly operations?: string[];
  readonly hostname?: string;
  readonly fqdn?: string;
  readonly lifeCycleStateBefore?: string;
  readonly dataReplicationStateBefore?: string;
  readonly launchedInstanceId?: string;
  readonly sourceServer?: SourceServer;
  readonly cut?: string[];
}

/** The names of the log groups that hold a record, also those of deleted stacks. They are found by their tag. */
export async function recordGroups(logs: CloudWatchLogsClient): Promise<string[]> {
  const names: string[] = [];
  const logGroupTags = [{ key: RECORD_TAG.key, values: [RECORD_TAG.value] }];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new ListLogGroupsCommand({ logGroupTags, nextToken }));
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName = [] }) => logGroupName));
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}

/** The lines of one log group since a time that match a filter pattern; oldest first. */
export async function linesOf(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  filterPattern: string,
  startTime: number,
): Promise<Line[]> {
  const pages = paginateFilterLogEvents({ client: logs }, { logGroupName, filterPattern, startTime });
  const events = await collected(pages, (page) => page.events);
  const lines = events.flatMap(({ message = '' }) => parsed(message));
  return lines.sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1));
}

/** Only lines about servers: other functions may write into a user's log group. */
function parsed(message: string): Line[] {
  try {
    const line = JSON.parse(message);
    return line?.record && line.sourceServerId && line.stackId ? [line] : [];
  } catch {
    return [];
  }
}
