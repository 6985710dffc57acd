import { groupedBy } from '../model/lists';
import { type Html, html } from '../output/html/markup';
import type { PageOrigin } from '../output/html/origin';
import {
  cutoverCell,
  lines,
  note,
  page,
  serverCell,
  serverNames,
  stateCell,
  tableOf,
  whole,
  wide,
} from '../output/html/page';
import { CONDITIONS } from './findings';
import type { StatusReport } from './json';

/* The status on one page. It is made from the report for programs: cli/schema/status.schema.json. */

type ServerReport = StatusReport['servers'][number];

/** Up to this many servers in the same situation have a row each. */
const MOST = 10;

/** `summary`: the result of the status, in words. */
export function statusHtml(report: StatusReport, summary: string, origin: PageOrigin): string {
  const [heading, ...rest] = summary.split('; ');
  const sections = Object.entries(CONDITIONS).map(([condition, { title }]) => {
    const servers = report.servers.filter((one) => one.condition === condition);
    return servers.length > 0 && section(title, servers);
  });
  return page({
    title: `Status: ${summary}`,
    kind: 'Status of mgn-disconnect',
    heading: `${heading}.`,
    lead: html`<p class="quiet">${rest.join('; ')}</p>`,
    origin,
    body: html`${report.staging_areas_not_drained.map(undrained)}${report.not_checked.map((what) => note(html`<span class="amber">Not checked:</span> ${what}`))}
${sections}${instances(report)}`,
  });
}

function undrained(one: StatusReport['staging_areas_not_drained'][number]): Html {
  const where = html`${one.stack_name} in ${one.region} gave up <code>${one.logical_id}</code>`;
  return note(html`<span class="red">Staging area not drained:</span> ${where}: ${one.reason}`);
}

function section(title: string, servers: readonly ServerReport[]): Html {
  const groups = [...groupedBy(servers, situationOf).values()];
  const rows = groups.flatMap((group) => (group.length > MOST ? [] : group));
  const commands = rows.flatMap((one) => one.commands);
  return html`<section>
<h2>${title} <span class="quiet">(${servers.length})</span></h2>
${rows.length > 0 && tableOf(['Server', 'State', 'Cut over, and runs as', 'Cost (USD)', 'Stack'], rows.map(row))}
${commands.length > 0 && html`<pre>${commands.join('\n')}</pre>`}
${groups.flatMap((group) => (group.length > MOST ? crowd(group) : []))}
</section>`;
}

function row({ source_server_id, region, host, cost, stacks, notes, repair }: ServerReport): Html[] {
  const spent = cost
    ? whole(cost.usd_so_far.toFixed(2), html`<span class="quiet">${Math.round(cost.replication_hours)} h</span>`)
    : html`<span class="quiet">none</span>`;
  return [
    lines(serverCell(host, source_server_id), html`<span class="quiet">${region}</span>`),
    stateCell(host),
    cutoverCell(host),
    spent,
    stacks.length + notes.length > 0 || repair
      ? wide(...stacks, ...notes, repair)
      : html`<span class="quiet">none</span>`,
  ];
}

function crowd(servers: readonly ServerReport[]): Html {
  const [{ region = '', stacks = [], notes = [], repair = null } = {}] = servers;
  const spent = servers.reduce((sum, { cost }) => sum + (cost?.usd_so_far ?? 0), 0).toFixed(2);
  const what = [region, ...stacks, ...notes, repair, `${spent} USD`].filter(Boolean).join(' · ');
  return html`<h3>${servers.length} servers <span class="quiet">${what}</span></h3>
${serverNames(servers.map(({ host, source_server_id }) => ({ host, id: source_server_id })))}`;
}

/** Servers in the same situation. A failed clean-up is always named. */
const situationOf = ({ condition, source_server_id, region, stacks, notes, repair }: ServerReport): string =>
  JSON.stringify([condition === 'clean-up-failed' ? source_server_id : '', region, stacks, notes, repair]);

function instances({ test_instances: all }: StatusReport): Html {
  if (all.length === 0) return html``;
  const rows = all.map(({ instance_id, source_server_id, hostname, launched, what }) => [
    html`<code>${instance_id}</code>`,
    lines(hostname && html`<strong>${hostname}</strong>`, html`<code>${source_server_id}</code>`),
    html`${launched?.slice(0, 10) ?? 'not known'}`,
    html`${what}`,
  ]);
  return html`<section>
<h2>Instances of tests that are over <span class="quiet">(${all.length})</span></h2>
<p class="quiet">MGN does not say whether they still run: EC2 does.</p>
${tableOf(['Instance', 'Server', 'Test of', 'What it is'], rows)}
</section>`;
}
