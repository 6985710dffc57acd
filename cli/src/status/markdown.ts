import { plain } from '../output/markdown';
import { hostText } from '../plan/text';
import type { Entry } from './classify';
import { type Status, statusSummary } from './text';

/** Finds the comment or issue again that has an earlier status. */
const MARKER = '<!-- mgn-disconnect status -->';

export function statusMarkdown(status: Status): string {
  const rows = status.entries.map(rowMarkdown);
  const table = ['| Server | Condition | Cost (USD) | State |', '|---|---|---|---|', ...rows];
  const unchecked = status.unchecked.map((what) => `> Not checked: ${plain(what)}\n`);
  return [MARKER, `### ${statusSummary(status)}`, '', ...unchecked, ...table].join('\n');
}

function rowMarkdown({ server, region, condition, stacks, repair, cost, host }: Entry): string {
  const name = [host?.hostname && plain(host.hostname), `\`${server}\``, region].filter(Boolean).join('<br>');
  const what = [condition, ...stacks.map(plain), ...(repair ? [plain(repair)] : [])].join('<br>');
  return `| ${name} | ${what} | ${cost?.soFar.toFixed(2) ?? '-'} | ${hostText(host, '<br>')} |`;
}
