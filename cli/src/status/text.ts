import { table } from '../output/table';
import type { Page } from '../output/terminal';
import { hostText } from '../plan/text';
import { CONDITIONS, type Condition, type Entry, isForgotten } from './classify';
import { FREE_HOURS } from './cost';

export interface Status {
  readonly price: number;
  readonly entries: readonly Entry[];
  /** Regions that could not be looked into, and why. */
  readonly unchecked: readonly string[];
}

const TITLES: Readonly<Record<Condition, string>> = {
  'clean-up-failed': 'Clean-up failed: a stack gave them up, and they are connected',
  'held-by-no-stack': 'Connected, and held by no stack of the account',
  held: 'Held by a stack',
  'disconnected-not-archived': 'Disconnected, not archived',
  'not-connected-yet': 'Not connected yet',
};

const COLOUR: Readonly<Record<Condition, 'red' | 'yellow' | 'green' | 'gray'>> = {
  'clean-up-failed': 'red',
  'held-by-no-stack': 'yellow',
  held: 'green',
  'disconnected-not-archived': 'gray',
  'not-connected-yet': 'gray',
};

/** Of those that are in order the dearest are enough. */
const MOST_HELD = 20;

export function statusText(status: Status, page: Page): string {
  const sections = CONDITIONS.flatMap((condition) => {
    const entries = status.entries.filter((entry) => entry.condition === condition);
    if (entries.length === 0) return [];
    const title = page.paint(COLOUR[condition], `${TITLES[condition]} (${entries.length})`);
    const shown = condition === 'held' ? entries.filter((entry, index) => index < MOST_HELD || entry.repair) : entries;
    const rest = entries.length - shown.length;
    const body = table(['Server', 'State', 'Cost (USD)', 'Stack'], shown.map(cellsOf), page.width);
    return [`${title}\n${body}${rest > 0 ? `\nand ${rest} that cost less (--json names each)` : ''}`];
  });
  const unchecked = status.unchecked.map((what) => page.paint('yellow', `Not checked: ${what}`));
  return [...sections, ...unchecked, page.paint('bold', statusSummary(status))].join('\n\n');
}

function cellsOf({ server, region, host, cost, stacks, repair }: Entry): string[] {
  return [
    [host?.hostname, server, region].filter(Boolean).join('\n'),
    hostText(host),
    cost ? `${cost.soFar.toFixed(2)}\n${Math.round(cost.hours)} h` : '-',
    [...stacks, repair].filter(Boolean).join('\n') || '-',
  ];
}

/** What it comes to, in one line. */
export function statusSummary({ entries, price }: Status): string {
  const forgotten = entries.filter(isForgotten);
  const total = (some: readonly Entry[]) => some.reduce((sum, { cost }) => sum + (cost?.soFar ?? 0), 0).toFixed(2);
  const connected = entries.filter(({ cost }) => cost).length;
  const money = `${total(entries)} USD so far beyond ${FREE_HOURS} free hours each, at ${price} USD an hour`;
  const lost = forgotten.length === 0 ? 'none is forgotten' : `${forgotten.length} forgotten (${total(forgotten)} USD)`;
  return `${connected} connected source servers, ${lost}; ${money}.`;
}
