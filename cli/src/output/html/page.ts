import { version } from '../../../package.json';
import { type HostReport, lagText } from '../../model/host';
import { amount } from '../words';
import { type Html, html } from './markup';
import type { PageOrigin } from './origin';
import { STYLE } from './style';

interface Content {
  readonly title: string;
  /** What kind of page it is, above its heading. */
  readonly kind: string;
  readonly heading: string;
  readonly lead: Html;
  readonly origin: PageOrigin;
  readonly body: Html;
}

/** A page that stands alone: no script, no font, no picture. A browser may load nothing. */
export function page({ title, kind, heading, lead, origin, body }: Content): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="mgn-disconnect ${version}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="eyebrow">${kind}</p>
<h1>${heading}</h1>
${lead}
${originOf(origin)}
${body}
</main>
</body>
</html>
`.text;
}

function originOf({ time, command, commit, branch, changed }: PageOrigin): Html {
  return html`<dl>
<dt>Made</dt><dd>${time.toISOString().slice(0, 16).replace('T', ' ')} UTC</dd>
<dt>By</dt><dd><code>${command}</code></dd>
${
  commit
    ? html`<dt>Of commit</dt><dd><code>${commit}</code>${branch && html` on ${branch}`}${
        changed && html`, <strong class="amber">with changes that are not committed</strong>`
      }</dd>`
    : html`<dt>Of commit</dt><dd class="quiet">not in a git repository</dd>`
}
</dl>`;
}

/** A table. A telephone shows its cells below each other, each with the title of its column. */
export function tableOf(titles: readonly string[], rows: readonly (readonly Html[])[]): Html {
  const cells = (row: readonly Html[]) =>
    row.map((cell, column) => html`<td data-label="${titles[column]}">${cell}</td>`);
  return html`<table>
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody>
</table>`;
}

type Text = Html | string | false | null | undefined;

/** Lines one below the other. */
export const lines = (...texts: readonly Text[]): Html =>
  html`${texts.filter(Boolean).map((text) => html`<div>${text}</div>`)}`;

/** Lines of words that must not be broken. */
export const whole = (...texts: readonly Text[]): Html => html`<div class="whole">${lines(...texts)}</div>`;

/** Lines that need some room. */
export const wide = (...texts: readonly Text[]): Html => html`<div class="wide">${lines(...texts)}</div>`;

export const note = (text: Html | string): Html => html`<p class="note">${text}</p>`;

/** The name and the id of a server. */
export function serverCell(host: HostReport | null, id: string): Html {
  return host?.hostname
    ? lines(html`<strong>${host.hostname}</strong>`, html`<code>${id}</code>`)
    : html`<code>${id}</code>`;
}

export function stateCell(host: HostReport | null): Html {
  if (!host) return html`<span class="quiet">not known</span>`;
  const { data_replication_state: replication, lag_duration: lag } = host;
  return whole(
    host.life_cycle_state,
    html`<span class="quiet">${replication}${lag && `, ${lagText(lag)}`}</span>`,
    host.archived && html`<span class="quiet">archived</span>`,
  );
}

/** How long a server has been cut over, and which instance runs in its place. */
export function cutoverCell(host: HostReport | null): Html {
  const { days_since_cutover: days = null, launched_instance_id: instance = null } = host ?? {};
  const since = days === null ? html`<span class="quiet">no cutover</span>` : daysAgo(days);
  return whole(since, instance && html`<code>${instance}</code>`);
}

const daysAgo = (days: number): string => (days === 0 ? 'today' : `${amount(days, 'day')} ago`);

/** Many servers in the same situation. */
export const serverNames = (servers: readonly { readonly host: HostReport | null; readonly id: string }[]): Html =>
  html`<ul class="names">
${servers.map(({ host, id }) => html`<li>${host?.hostname && `${host.hostname} `}<code>${id}</code></li>\n`)}</ul>`;
