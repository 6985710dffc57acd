import { stateTexts } from '../model/crowd';
import { hostText } from '../model/host';
import { countedBy } from '../model/lists';
import { table } from '../output/table';
import type { Page } from '../output/terminal';
import { amount } from '../output/words';
import type { StatusEntry } from './classify';
import { FREE_HOURS } from './cost';
import { crowdsOfEntries, type EntryCrowd } from './crowd';
import { CONDITIONS, type Condition, type Undrained } from './findings';
import type { TestInstance } from './test-instances';

export interface Status {
  readonly price: number;
  readonly entries: readonly StatusEntry[];
  readonly testInstances: readonly TestInstance[];
  readonly undrained: readonly Undrained[];
  /** How many servers were left out because of their tags. */
  readonly ignored: number;
  /** Regions that could not be read, and why. */
  readonly unchecked: readonly string[];
  /** What else could not be read, and what that means. */
  readonly unread: readonly string[];
}

/** How many servers have their commands printed. */
const MOST_COMMANDS = 10;

export function statusText(status: Status, page: Page): string {
  const sections = Object.entries(CONDITIONS).flatMap(([condition, { title, colour }]) => {
    const entries = status.entries.filter((entry) => entry.condition === condition);
    return entries.length > 0 ? [sectionText(page.paint(colour, `${title} (${entries.length})`), entries, page)] : [];
  });
  const undrained = status.undrained.map((one) => page.paint('red', undrainedText(one)));
  const unchecked = [...status.unchecked, ...status.unread].map((what) => page.paint('yellow', `Not checked: ${what}`));
  const tests = status.testInstances.length > 0 ? [testInstancesText(status.testInstances, page)] : [];
  return [...sections, ...tests, ...undrained, ...unchecked, page.paint('bold', statusSummary(status))].join('\n\n');
}

function sectionText(title: string, entries: readonly StatusEntry[], page: Page): string {
  const { single, crowds } = crowdsOfEntries(entries);
  const rows = [...single.map(cellsOf), ...crowds.map(crowdCells)];
  return [title, table(['Server', 'State', 'Cost (USD)', 'Stack'], rows, page.width), ...commandsText(entries)].join(
    '\n',
  );
}

/** One a line, and whole, so that they can be copied. */
function commandsText(entries: readonly StatusEntry[]): string[] {
  const repairable = entries.filter(({ commands }) => commands.length > 0);
  const rest = repairable.length - MOST_COMMANDS;
  const lines = repairable.slice(0, MOST_COMMANDS).flatMap(({ commands }) => commands.map((one) => `  ${one}`));
  return [...lines, ...(rest > 0 ? [`  and those of ${amount(rest, 'more server')}: --json has them`] : [])];
}

function cellsOf({ server, region, host, cost, stacks, notes, repair }: StatusEntry): string[] {
  return [
    [host.hostname, server, region].filter(Boolean).join('\n'),
    hostText(host),
    cost ? `${cost.soFar.toFixed(2)}\n${Math.round(cost.hours)} h` : '-',
    [...stacks, ...notes, repair].filter(Boolean).join('\n') || '-',
  ];
}

function crowdCells({ entries: [first, ...others], states, soFar }: EntryCrowd): string[] {
  const { region = '', stacks = [], notes = [], repair } = first ?? {};
  return [
    `${others.length + 1} servers\n${region}`,
    stateTexts(states).join('\n'),
    soFar === undefined ? '-' : soFar.toFixed(2),
    [...stacks, ...notes, repair, '(--json names each)'].filter(Boolean).join('\n'),
  ];
}

function testInstancesText(instances: readonly TestInstance[], page: Page): string {
  const title = page.paint(
    'yellow',
    `Instances of tests that are over (${instances.length}): MGN does not say whether they run, EC2 does`,
  );
  const rows = instances.map(({ instance, hostname, server, region, launched, job, what }) => [
    `${instance}\n${region}`,
    [hostname, server].filter(Boolean).join('\n'),
    `${launched?.slice(0, 10) ?? '-'}\n${job}`,
    what,
  ]);
  return `${title}\n${table(['Instance', 'Server', 'Launched by', 'What it is'], rows, page.width)}`;
}

/** Until the next update of the stack, CloudFormation says so. */
export function undrainedText({ stackName, region, logicalId, reason }: Undrained): string {
  return `Staging area not drained: ${stackName} in ${region} gave up ${logicalId}: ${reason}`;
}

/** The result in one line. */
export function statusSummary({ entries, price, ignored }: Status): string {
  const total = entries.reduce((sum, { cost }) => sum + (cost?.soFar ?? 0), 0).toFixed(2);
  const connected = entries.filter(({ cost }) => cost);
  const counts = Object.entries(countedBy(CONDITIONS, connected, ({ condition }) => condition))
    .filter(([, count]) => count > 0)
    .map(([condition, count]) => `${count} ${CONDITIONS[condition as Condition].short}`);
  const what = [amount(connected.length, 'connected source server'), counts.join(', ')].filter(Boolean).join(': ');
  const left = ignored > 0 ? `; ${ignored} left out by --ignore-tag` : '';
  return `${what}${left}; ${total} USD so far beyond ${FREE_HOURS} free hours each, at ${price} USD an hour.`;
}
