import type { Gate } from './gates';
import type { Host } from './host';
import type { Plan, StackPlan } from './plan';
import { type Row, VERDICTS } from './rows';

/** A new minor number only adds members; a new major number changes them. cli/schema/plan.schema.json describes it. */
export const FORMAT_VERSION = '1.0';

/** A plan for programs. */
export function jsonOf(plan: Plan, gates: readonly Gate[], exitCode: number): object {
  const rows = plan.stacks.flatMap((stack) => stack.rows);
  return {
    format_version: FORMAT_VERSION,
    action: plan.action,
    exit_code: exitCode,
    summary: Object.fromEntries(VERDICTS.map((one) => [one, rows.filter(({ verdict }) => verdict === one).length])),
    gates: gates.map(({ name, met, message }) => ({ name, met, message })),
    stacks: plan.stacks.map(stackJson),
  };
}

function stackJson({ id, stackName, accountId, region, status, rows, notes, unchecked }: StackPlan): object {
  return {
    id,
    stack_name: stackName,
    account: accountId ?? null,
    region: region ?? null,
    status: status ?? null,
    notes,
    not_checked: unchecked,
    servers: rows.map(rowJson),
  };
}

function rowJson({
  server,
  accountId,
  path,
  logicalId,
  verdict,
  reason,
  disconnects,
  steps,
  problem,
  host,
}: Row): object {
  return {
    source_server_id: server ?? null,
    account_id: accountId ?? null,
    logical_id: logicalId,
    nested_stacks: path,
    verdict,
    disconnects,
    reason,
    problem: problem ?? null,
    steps,
    host: host ? hostJson(host) : null,
  };
}

export function hostJson(host: Host): object {
  return {
    hostname: host.hostname,
    life_cycle_state: host.lifeCycleState,
    data_replication_state: host.replicationState,
    lag_duration: host.lag ?? null,
    launched_instance_id: host.launchedInstance ?? null,
    days_since_cutover: host.daysSinceCutover ?? null,
    archived: host.archived,
  };
}
