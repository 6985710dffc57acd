import { hostJson } from '../model/host';
import { countedBy } from '../model/lists';
import { isLoose, type StatusEntry } from './classify';
import { FREE_HOURS } from './cost';
import { CONDITIONS } from './findings';
import type { TestInstance } from './test-instances';
import type { Status } from './text';

/** A new minor number only adds members; a new major number changes them. cli/schema/status.schema.json describes it. */
const FORMAT_VERSION = '1.0';

export function statusJson(status: Status, exitCode: number) {
  const { entries, price, unchecked } = status;
  return {
    format_version: FORMAT_VERSION,
    exit_code: exitCode,
    price: { usd_per_hour: price, free_hours: FREE_HOURS },
    summary: countedBy(CONDITIONS, entries, ({ condition }) => condition),
    ignored: status.ignored,
    not_checked: [...unchecked, ...status.unread],
    servers: entries.map(entryJson),
    test_instances: status.testInstances.map(instanceJson),
    staging_areas_not_drained: status.undrained.map(({ stackName, region, logicalId, reason }) => ({
      ...{ stack_name: stackName, region, logical_id: logicalId, reason },
    })),
  };
}

function entryJson(entry: StatusEntry) {
  const { server, region, accountId, condition, stacks, notes, host, cost, repair, commands } = entry;
  return {
    source_server_id: server,
    account: accountId,
    region,
    condition,
    forgotten: isLoose(entry),
    stacks,
    notes,
    repair: repair ?? null,
    commands,
    cost: cost
      ? {
          replication_hours: round(cost.hours),
          billed_hours: round(cost.billedHours),
          usd_so_far: round(cost.soFar),
          usd_per_month: round(cost.perMonth),
        }
      : null,
    host: hostJson(host),
  };
}

const instanceJson = ({ instance, server, region, hostname, job, launched, what }: TestInstance) => ({
  instance_id: instance,
  source_server_id: server,
  hostname,
  region,
  job_id: job,
  launched: launched ?? null,
  what,
});

const round = (value: number): number => Math.round(value * 100) / 100;

export type StatusReport = ReturnType<typeof statusJson>;
