import { groupedBy } from '../model/lists';
import { type Html, html } from '../output/html/markup';
import type { PageOrigin } from '../output/html/origin';
import { cutoverCell, note, page, serverCell, serverNames, stateCell, tableOf, wide } from '../output/html/page';
import { amount } from '../output/words';
import type { PlanReport } from './json';
import { goes } from './rows';

/* The plan for people who approve a change. It is made from the report for programs: cli/schema/plan.schema.json. */

type StackReport = PlanReport['stacks'][number];
type ServerReport = StackReport['servers'][number];

/** `summary`: the result of the plan, in words. */
export function planHtml(report: PlanReport, summary: string, origin: PageOrigin): string {
  const going = report.stacks.flatMap(({ servers }) => servers.filter(goes));
  // the names come below the heading
  const [, heading = summary, names] = /^(.*?): (.*)$/s.exec(summary) ?? [];
  const lead =
    going.length > 0
      ? html`<p><strong class="red">A disconnection cannot be undone.</strong> Replication stops, the agent uninstalls itself, and the replicated data is deleted. The launched instances stay.</p>`
      : html``;
  return page({
    title: `Plan: ${summary}`,
    kind: 'Plan of mgn-disconnect, for the approval of a change',
    heading,
    lead: html`${names && html`<p>${names}</p>`}${lead}${report.exit_code === 1 && REFUSED}`,
    origin,
    body: html`${report.limits.map(limit)}${report.stacks.map(stack)}
<p class="sign"><span>Approved by</span><span>Date</span></p>`,
  });
}

const REFUSED = html`<p class="red">This is not to be carried out as it is: see below.</p>`;

const limit = ({ name, met, message }: PlanReport['limits'][number]): Html =>
  note(
    html`<span class="${met ? 'green' : 'red'}"><code>--${name}</code> is ${met ? 'met' : 'not met'}</span>: ${message}`,
  );

function stack(report: StackReport): Html {
  const { id, stack_name, account, region, status, notes, not_checked, servers } = report;
  const place = [stack_name === id ? undefined : stack_name, account, region, status ?? 'not deployed yet'];
  const told = servers.filter(needsRow);
  const calm = servers.filter((one) => !needsRow(one));
  return html`<section>
<h2>${id}</h2>
<p class="quiet">${place.filter(Boolean).join(' · ')}</p>
${report.cannot_tell && note(html`<span class="red">Cannot tell:</span> ${report.cannot_tell}`)}${report.failures.map((why) => note(html`<span class="red">Will fail:</span> ${why}`))}${report.guards_taken_away.map((what) => note(html`<span class="amber">Guards:</span> ${what}`))}
${notes.map(note)}${not_checked.map((what) => note(html`<span class="amber">Not checked:</span> ${what}`))}
${told.length > 0 && tableOf(['Server', 'What happens, and why', 'State', 'Cut over, and runs as'], told.map(row))}
${[...groupedBy(calm, verdictOf)].map(
  ([what, some]) => html`<h3>${what} <span class="quiet">(${amount(some.length, 'server')})</span></h3>
${serverNames(some.map((one) => ({ host: one.host, id: idOf(one) })))}`,
)}
${servers.length === 0 && html`<p>No source servers.</p>`}
</section>`;
}

const needsRow = (server: ServerReport): boolean =>
  goes(server) || server.verdict === 'refused-by-guard' || server.problem !== null || server.steps.length > 0;

function row(server: ServerReport): Html[] {
  const { verdict, reason, problem, steps, host } = server;
  const colour = !goes(server) ? 'green' : verdict === 'not-known-until-deploy' ? 'amber' : 'red';
  const what = wide(
    html`<strong class="${colour}">${wordsOf(verdict)}</strong>`,
    reason,
    problem && html`<span class="red">${problem}</span>`,
    steps.length > 0 && html`To keep it connected:<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`,
  );
  return [serverCell(host, idOf(server)), what, stateCell(host), cutoverCell(host)];
}

const idOf = ({ source_server_id, account_id, logical_id }: ServerReport): string =>
  source_server_id ? [account_id, source_server_id].filter(Boolean).join('/') : logical_id;

/** A verdict in words. moves-between-stacks is a disconnection. */
function wordsOf(verdict: string): string {
  const words = verdict.replaceAll('-', ' ');
  return verdict === 'moves-between-stacks' ? `will be disconnected: ${words}` : words;
}

/** Kept servers are grouped by it. */
const verdictOf = ({ verdict, reason }: ServerReport): string => `${wordsOf(verdict)}: ${reason}`;
