import { hostJson } from '../model/host';
import { countedBy } from '../model/lists';
import type { Limit } from './limits';
import type { Plan, StackPlan } from './plan';
import { type Row, VERDICTS } from './rows';

/** A new minor number only adds members; a new major number changes them. cli/schema/plan.schema.json describes it. */
export const FORMAT_VERSION = '2.0';

/** A plan for programs. */
export function jsonOf(plan: Plan, limits: readonly Limit[], exitCode: number) {
  const rows = plan.stacks.flatMap((stack) => stack.rows);
  return {
    format_version: FORMAT_VERSION,
    action: plan.action,
    exit_code: exitCode,
    will_fail: plan.stacks.some(({ failures }) => failures.length > 0),
    cannot_tell: plan.stacks.some(({ blind, running }) => blind || running !== undefined),
    summary: countedBy(VERDICTS, rows, ({ verdict }) => verdict),
    limits: limits.map(({ name, met, message }) => ({ name, met, message })),
    stacks: plan.stacks.map(stackJson),
  };
}

function stackJson(stack: StackPlan) {
  const { id, stackName, accountId, region, status, rows, notes, unchecked, failures, blind, running } = stack;
  return {
    id,
    stack_name: stackName,
    account: accountId ?? null,
    region: region ?? null,
    status: status ?? null,
    will_fail: failures.length > 0,
    failures,
    cannot_tell: running ?? (blind ? 'the deployed stack could not be read' : null),
    guards_taken_away: stack.takenAway,
    notes,
    not_checked: unchecked,
    servers: rows.map(rowJson),
  };
}

function rowJson(row: Row) {
  return {
    source_server_id: row.server ?? null,
    account_id: row.accountId ?? null,
    logical_id: row.logicalId,
    nested_stacks: row.path,
    verdict: row.verdict,
    disconnects: row.disconnects,
    calls: row.calls,
    reason: row.reason,
    problem: row.problem ?? null,
    fails: row.fails,
    steps: row.steps,
    host: row.host ? hostJson(row.host) : null,
  };
}

export type PlanReport = ReturnType<typeof jsonOf>;
