import { stateTexts } from '../model/crowd';
import { hostText } from '../model/host';
import { plain } from '../output/markdown';
import { crowdsOfRows, type RowCrowd } from './crowd';
import type { Limit } from './limits';
import type { Plan, StackPlan } from './plan';
import { goes, nameOf, type Row, VERDICTS } from './rows';
import { placeOf, summaryOf } from './text';

/** Finds the earlier comment in a pull request again, to update it instead of adding another. */
export const MARKER = '<!-- mgn-disconnect plan -->';

/** A plan for a pull request. */
export function markdownOf(plan: Plan, limits: readonly Limit[]): string {
  const lines = [MARKER, `### ${summaryOf(plan)}`, ''];
  for (const { name, met, message } of limits)
    lines.push(`- \`--${name}\` is ${met ? 'met' : '**not met**'}: ${plain(message)}`, '');
  for (const stack of plan.stacks) lines.push(...stackMarkdown(stack), '');
  return lines.join('\n').trimEnd();
}

function stackMarkdown(stack: StackPlan): string[] {
  const lines = [`**${plain(stack.id)}** (${plain(placeOf(stack))})`, ''];
  if (stack.running) lines.push(`> **Cannot tell**: ${plain(stack.running)}`, '');
  for (const why of stack.failures) lines.push(`> **Will fail**: ${plain(why)}`, '');
  for (const what of stack.takenAway) lines.push(`> **Guards**: ${plain(what)}`, '');
  for (const note of stack.notes) lines.push(`> ${plain(note)}`, '');
  for (const what of stack.unchecked) lines.push(`> Not checked: ${plain(what)}`, '');
  // nothing can be said of one of them
  if (stack.blind) return lines;
  if (stack.rows.length === 0) return [...lines, 'No source servers.'];
  const { single, crowds } = crowdsOfRows(stack.rows);
  lines.push('| Server | What happens | State |', '|---|---|---|', ...single.map(rowMarkdown), ...crowds.map(crowdRow));
  return lines;
}

function crowdRow(crowd: RowCrowd): string {
  const { servers, verdict, reason } = crowd;
  return `| ${servers} servers | ${VERDICTS[verdict].words}: ${plain(reason)} | ${stateTexts(crowd.states).join('<br>')} |`;
}

function rowMarkdown(row: Row): string {
  const { server, verdict, reason, problem, steps, host } = row;
  const name = server && nameOf(row) !== server ? `${plain(nameOf(row))}<br>\`${server}\`` : `\`${nameOf(row)}\``;
  const { words } = VERDICTS[verdict];
  const what = [
    `${goes(row) ? `**${words}**` : words}: ${plain(reason)}`,
    ...(problem ? [`**${plain(problem)}**`] : []),
    ...(steps.length > 0
      ? ['To keep it connected:', ...steps.map((step, index) => `${index + 1}. ${plain(step)}`)]
      : []),
  ];
  return `| ${name} | ${what.join('<br>')} | ${hostText(host, '<br>')} |`;
}
