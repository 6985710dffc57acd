import { stateTexts } from '../model/crowd';
import { hostText } from '../model/host';
import { plain } from '../output/markdown';
import type { StatusEntry } from './classify';
import { crowdsOfEntries, type EntryCrowd } from './crowd';
import { type Status, statusSummary, undrainedText } from './text';

/** Finds the comment or issue of an earlier status again. */
const MARKER = '<!-- mgn-disconnect status -->';

export function statusMarkdown(status: Status): string {
  const { single, crowds } = crowdsOfEntries(status.entries);
  const rows = [...single.map(rowMarkdown), ...crowds.map(crowdMarkdown)];
  const table = ['| Server | Condition | Cost (USD) | State |', '|---|---|---|---|', ...rows];
  const undrained = status.undrained.map((one) => `> ${plain(undrainedText(one))}\n`);
  const unchecked = [...status.unchecked, ...status.unread].map((what) => `> Not checked: ${plain(what)}\n`);
  const tests = status.testInstances.map(
    ({ instance, hostname, server, what }) => `- \`${instance}\` (${plain(hostname || server)}): ${plain(what)}`,
  );
  const instances = tests.length > 0 ? ['', 'Instances of tests that are over:', '', ...tests] : [];
  return [MARKER, `### ${statusSummary(status)}`, '', ...undrained, ...unchecked, ...table, ...instances].join('\n');
}

function crowdMarkdown({ entries, states, soFar }: EntryCrowd): string {
  const [{ condition = '', stacks = [], notes = [] } = {}] = entries;
  const what = [condition, ...stacks.map(plain), ...notes.map(plain)].join('<br>');
  return `| ${entries.length} servers | ${what} | ${soFar?.toFixed(2) ?? '-'} | ${stateTexts(states).join('<br>')} |`;
}

function rowMarkdown({ server, region, condition, stacks, notes, repair, commands, cost, host }: StatusEntry): string {
  const name = [host.hostname && plain(host.hostname), `\`${server}\``, region].filter(Boolean).join('<br>');
  const what = [
    condition,
    ...[...stacks, ...notes, ...(repair ? [repair] : [])].map(plain),
    ...commands.map((one) => `\`${one}\``),
  ].join('<br>');
  return `| ${name} | ${what} | ${cost?.soFar.toFixed(2) ?? '-'} | ${hostText(host, '<br>')} |`;
}
