import type { RecordEntry } from './entries';
import { countsOf, type RecordReport } from './report';

/** A new minor number only adds members; a new major number changes them. cli/schema/record.schema.json describes it. */
const FORMAT_VERSION = '1.0';

export function recordJson(report: RecordReport): object {
  return {
    format_version: FORMAT_VERSION,
    since: new Date(report.since).toISOString(),
    summary: { ...countsOf(report), kept: report.kept },
    log_groups: report.logGroups,
    not_read: report.unread,
    servers: report.entries.map(entryJson),
  };
}

function entryJson(entry: RecordEntry): object {
  return {
    ...Object.fromEntries(Object.entries(RECORD_COLUMNS).map(([name, read]) => [name, read(entry) ?? null])),
    operations: entry.operations,
    source_server_before: entry.before ?? null,
    source_server: entry.answer ?? null,
    cut: entry.cut,
  };
}

/** What the report has of each server, without the SourceServers of MGN. */
export const RECORD_COLUMNS: Readonly<Record<string, (entry: RecordEntry) => string | number | undefined>> = {
  source_server_id: ({ server }) => server,
  hostname: ({ hostname }) => hostname,
  fqdn: ({ fqdn }) => fqdn,
  outcome: ({ outcome }) => outcome,
  time: ({ time }) => time,
  launched_instance_id: ({ launchedInstance }) => launchedInstance,
  account: ({ accountId }) => accountId,
  region: ({ region }) => region,
  stack_name: ({ stackName }) => stackName,
  stack_id: ({ stackId }) => stackId,
  logical_id: ({ logicalId }) => logicalId,
  rule: ({ rule }) => rule,
  reason: ({ reason }) => reason,
  life_cycle_state_before: ({ lifeCycleStateBefore }) => lifeCycleStateBefore,
  data_replication_state_before: ({ replicationStateBefore }) => replicationStateBefore,
  failed_requests: ({ failedRequests }) => failedRequests,
  problem: ({ problem }) => problem,
};
