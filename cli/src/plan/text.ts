import { table } from '../output/table';
import type { Page } from '../output/terminal';
import { type Crowd, crowdsIn } from './crowd';
import { type Gate, nameOf } from './gates';
import type { Host } from './host';
import type { Plan, StackPlan } from './plan';
import type { Row, Verdict } from './rows';

/** A plan for people: a table a stack, then what it comes to. */
export function textOf(plan: Plan, gates: readonly Gate[], page: Page): string {
  const stacks = plan.stacks.map((stack) => stackText(stack, page));
  return [...stacks, ...gates.map((gate) => gateText(gate, page)), summaryOf(plan, page)].join('\n\n');
}

const COLOUR: Readonly<Record<Verdict, 'red' | 'yellow' | 'green' | 'gray' | 'cyan'>> = {
  'will-be-disconnected': 'red',
  'moves-between-stacks': 'red',
  'not-known-until-deploy': 'yellow',
  'declared-twice': 'yellow',
  'newly-declared': 'cyan',
  'nothing-to-disconnect': 'gray',
  kept: 'green',
};

export const WORDS: Readonly<Record<Verdict, string>> = {
  'will-be-disconnected': 'will be disconnected',
  'moves-between-stacks': 'will be disconnected: moves between stacks',
  'not-known-until-deploy': 'not known until deploy',
  'declared-twice': 'declared twice',
  'newly-declared': 'newly declared',
  'nothing-to-disconnect': 'nothing to disconnect',
  kept: 'kept',
};

function stackText(stack: StackPlan, page: Page): string {
  const title = `${page.paint('bold', stack.id)}  ${page.paint('gray', placeOf(stack))}`;
  const { single, crowds } = crowdsIn(stack.rows);
  const rows = [
    ...single.map((row) => [serverText(row), hostText(row.host), verdictText(row, page)]),
    ...crowds.map((crowd) => [`${crowd.servers} servers`, crowdStates(crowd).join('\n'), crowdText(crowd, page)]),
  ];
  const body = rows.length > 0 ? table(['Server', 'State', 'What happens'], rows, page.width) : 'no source servers';
  const notes = stack.notes.map((note) => page.paint('yellow', `Note: ${note}`));
  const unchecked = stack.unchecked.map((what) => page.paint('yellow', `Not checked: ${what}`));
  // nothing can be said of one of them
  return [title, ...notes, ...unchecked, ...(stack.blind ? [] : [body])].join('\n');
}

export const crowdStates = ({ states }: Crowd): string[] => states.map(([state, servers]) => `${state}: ${servers}`);

const crowdText = ({ verdict, reason }: Crowd, page: Page): string =>
  `${page.paint(COLOUR[verdict], WORDS[verdict])}: ${reason} (--json names each)`;

/** Where the stack is and what CloudFormation says of it. */
export function placeOf({ stackName, accountId, region, status, blind }: StackPlan): string {
  const state = status ?? (blind ? 'not read' : 'not deployed yet');
  return [stackName, accountId, region, state].filter(Boolean).join(' · ');
}

function serverText(row: Row): string {
  const id = row.server ? [row.accountId, row.server].filter(Boolean).join('/') : row.logicalId;
  return row.host?.hostname ? `${row.host.hostname}\n${id}` : id;
}

export function hostText(host: Host | undefined, separator = '\n'): string {
  if (!host) return '-';
  const { lifeCycleState, replicationState, lag, launchedInstance, daysSinceCutover, archived } = host;
  const lines = [lifeCycleState, lag ? `${replicationState}, lag ${lag}` : replicationState];
  if (launchedInstance) lines.push(launchedInstance);
  if (daysSinceCutover !== undefined) lines.push(`cutover ${daysSinceCutover} d ago`);
  if (archived) lines.push('archived');
  return lines.join(separator);
}

function verdictText({ verdict, reason, problem, steps }: Row, page: Page): string {
  const lines = [`${page.paint(COLOUR[verdict], WORDS[verdict])}: ${reason}`];
  if (problem) lines.push(page.paint('red', problem));
  if (steps.length > 0) lines.push('To keep it connected:', ...steps.map((step, index) => `${index + 1}. ${step}`));
  return lines.join('\n');
}

function gateText({ name, met, message }: Gate, page: Page): string {
  return `${met ? page.paint('green', `--${name} is met`) : page.paint('red', `--${name} is not met`)}: ${message}`;
}

/** What the plan comes to, in one line. */
export function summaryOf(plan: Plan, page?: Page): string {
  const rows = plan.stacks.flatMap((stack) => stack.rows);
  const sure = rows.filter((row) => row.disconnects && row.verdict !== 'not-known-until-deploy');
  const open = rows.filter((row) => row.disconnects && row.verdict === 'not-known-until-deploy');
  const command = plan.action === 'destroy' ? 'cdk destroy' : 'cdk deploy';
  const blind = plan.stacks.filter((stack) => stack.blind).map(({ id }) => id);
  if (blind.length > 0) return `Nobody can tell what ${command} disconnects: ${blind.join(', ')} could not be read.`;
  const names = sure.length > 0 ? `: ${list(sure.map(nameOf))}` : '';
  const may = open.length > 0 ? ` ${servers(open.length)} may be: not known until deploy.` : '';
  const failing = rows.filter(({ problem }) => problem?.startsWith('the deployment will fail:'));
  const fails = failing.length > 0 ? ` It will fail at ${servers(failing.length)}: ${list(failing.map(nameOf))}.` : '';
  const text = `${command} will disconnect ${sure.length === 0 ? 'no source server' : servers(sure.length)}${names}.${may}${fails}`;
  return page ? page.paint('bold', text) : text;
}

const servers = (count: number): string => `${count} source server${count === 1 ? '' : 's'}`;

/** A few names, and how many more there are. */
function list(names: readonly string[]): string {
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`;
}
