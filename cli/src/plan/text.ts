import { stateTexts } from '../model/crowd';
import { hostText } from '../model/host';
import { table } from '../output/table';
import type { Page } from '../output/terminal';
import { amount } from '../output/words';
import { crowdsOfRows, type RowCrowd } from './crowd';
import type { Limit } from './limits';
import type { Plan, StackPlan } from './plan';
import { goes, nameOf, type Row, surelyDisconnects, VERDICTS } from './rows';

/** A plan for people: a table for each stack, then the result. */
export function planText(plan: Plan, limits: readonly Limit[], page: Page): string {
  const stacks = plan.stacks.map((stack) => stackText(stack, page));
  return [...stacks, ...limits.map((limit) => limitText(limit, page)), summaryOf(plan, page)].join('\n\n');
}

function stackText(stack: StackPlan, page: Page): string {
  const title = `${page.paint('bold', stack.id)}  ${page.paint('gray', placeOf(stack))}`;
  const { single, crowds } = crowdsOfRows(stack.rows);
  const rows = [
    ...single.map((row) => [serverText(row), hostText(row.host), rowText(row, page)]),
    ...crowds.map((crowd) => [`${crowd.servers} servers`, stateTexts(crowd.states).join('\n'), crowdText(crowd, page)]),
  ];
  const body = rows.length > 0 ? table(['Server', 'State', 'What happens'], rows, page.width) : 'no source servers';
  const notes = stack.notes.map((note) => page.paint('yellow', `Note: ${note}`));
  const running = stack.running ? [page.paint('red', `Cannot tell: ${stack.running}`)] : [];
  const failures = stack.failures.map((why) => page.paint('red', `Will fail: ${why}`));
  const taken = stack.takenAway.map((what) => page.paint('yellow', `Guards: ${what}`));
  const unchecked = stack.unchecked.map((what) => page.paint('yellow', `Not checked: ${what}`));
  // nothing can be said of one of them
  return [title, ...running, ...failures, ...taken, ...notes, ...unchecked, ...(stack.blind ? [] : [body])].join('\n');
}

const verdictText = ({ verdict, reason }: Pick<Row, 'verdict' | 'reason'>, page: Page): string =>
  `${page.paint(VERDICTS[verdict].colour, VERDICTS[verdict].words)}: ${reason}`;

const crowdText = (crowd: RowCrowd, page: Page): string => `${verdictText(crowd, page)} (--json names each)`;

/** Where the stack is, and its status in CloudFormation. */
export function placeOf({ stackName, accountId, region, status, blind }: StackPlan): string {
  const state = status ?? (blind ? 'not read' : 'not deployed yet');
  return [stackName, accountId, region, state].filter(Boolean).join(' · ');
}

function serverText(row: Row): string {
  const id = row.server ? [row.accountId, row.server].filter(Boolean).join('/') : row.logicalId;
  return row.host?.hostname ? `${row.host.hostname}\n${id}` : id;
}

function rowText(row: Row, page: Page): string {
  const { problem, steps } = row;
  const lines = [verdictText(row, page)];
  if (problem) lines.push(page.paint('red', problem));
  if (steps.length > 0) lines.push('To keep it connected:', ...steps.map((step, index) => `${index + 1}. ${step}`));
  return lines.join('\n');
}

function limitText({ name, met, message }: Limit, page: Page): string {
  return `${met ? page.paint('green', `--${name} is met`) : page.paint('red', `--${name} is not met`)}: ${message}`;
}

/** The result of the plan in one line: the worst first, and everything that is known. */
export function summaryOf(plan: Plan, page?: Page): string {
  const rows = plan.stacks.flatMap((stack) => stack.rows);
  const command = plan.action === 'destroy' ? 'cdk destroy' : 'cdk deploy';
  const sure = rows.filter(surelyDisconnects);
  const open = rows.filter((row) => row.disconnects && !surelyDisconnects(row));
  const records = rows.filter((row) => !row.disconnects && goes(row));
  const idsOf = (is: (stack: StackPlan) => unknown) => list(plan.stacks.filter(is).map(({ id }) => id));
  const [blind, running] = [idsOf((one) => one.blind), idsOf((one) => one.running && !one.blind)];
  const failing = idsOf(({ failures }) => failures.length > 0);
  const names = sure.length > 0 ? `: ${list(sure.map(nameOf))}` : '';
  const sentences = [
    blind && `Cannot tell what ${command} disconnects: ${blind} could not be read.`,
    running && `Cannot tell what ${command} disconnects: an operation is in progress on ${running}.`,
    !(blind || running) || sure.length > 0
      ? `${command} will disconnect ${sure.length === 0 ? 'no source server' : servers(sure.length)}${names}.`
      : '',
    open.length > 0 && `${servers(open.length)} may be: not known until deploy.`,
    records.length > 0 &&
      `MGN's record of ${servers(records.length)} will be archived or deleted: ${list(records.map(nameOf))}.`,
    failing && `It will fail: ${failing}.`,
  ];
  const text = sentences.filter(Boolean).join(' ');
  return page ? page.paint('bold', text) : text;
}

const servers = (count: number): string => amount(count, 'source server');

/** A few names, and how many more there are. */
function list(names: readonly string[]): string {
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`;
}
