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
    ...columnsOf(entry),
    operations: entry.operations,
    source_server_before: entry.before ?? null,
    source_server: entry.answer ?? null,
    cut: entry.cut,
  };
}

/** What the report has of each server, without the SourceServers of MGN. */
export function columnsOf(entry: RecordEntry) {
  return {
    source_server_id: entry.server,
    hostname: entry.hostname ?? null,
    fqdn: entry.fqdn ?? null,
    outcome: entry.outcome,
    time: entry.time,
    launched_instance_id: entry.launchedInstance ?? null,
    account: entry.accountId,
    region: entry.region,
    stack_name: entry.stackName,
    stack_id: entry.stackId,
    logical_id: entry.logicalId,
    rule: entry.rule ?? null,
    reason: entry.reason,
    life_cycle_state_before: entry.lifeCycleStateBefore ?? null,
    data_replication_state_before: entry.replicationStateBefore ?? null,
    failed_requests: entry.failedRequests,
    problem: entry.problem ?? null,
  };
}
