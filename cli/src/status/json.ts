import { hostJson } from '../plan/json';
import { CONDITIONS, type Entry, isForgotten } from './classify';
import { FREE_HOURS } from './cost';
import type { Status } from './text';

/** A new minor number only adds members; a new major number changes them. cli/schema/status.schema.json describes it. */
const FORMAT_VERSION = '1.0';

export function statusJson({ entries, price, unchecked }: Status, exitCode: number): object {
  return {
    format_version: FORMAT_VERSION,
    exit_code: exitCode,
    price: { usd_per_hour: price, free_hours: FREE_HOURS },
    summary: Object.fromEntries(
      CONDITIONS.map((one) => [one, entries.filter(({ condition }) => condition === one).length]),
    ),
    not_checked: unchecked,
    servers: entries.map(entryJson),
  };
}

function entryJson(entry: Entry): object {
  const { server, region, accountId, condition, stacks, host, cost, repair } = entry;
  return {
    source_server_id: server,
    account: accountId,
    region,
    condition,
    forgotten: isForgotten(entry),
    stacks,
    repair: repair ?? null,
    cost: cost
      ? {
          replication_hours: round(cost.hours),
          billed_hours: round(cost.billedHours),
          usd_so_far: round(cost.soFar),
          usd_per_month: round(cost.perMonth),
        }
      : null,
    host: host ? hostJson(host) : null,
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
