import { Html } from './markup';

/** Readable on light and dark screens, on a telephone and on paper. Nothing is loaded from elsewhere. */
export const STYLE = new Html(`
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1d1d1b; --quiet: #5c5c58; --line: #d9d9d4; --shade: #f3f3f0;
  --red: #a4161a; --amber: #7a4b00; --green: #1d5c33;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #181817; --ink: #ececea; --quiet: #a9a9a4; --line: #3a3a38; --shade: #222221;
    --red: #ff9a94; --amber: #f0c06a; --green: #8fd3a5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: anywhere; hyphens: none;
}
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 650; margin: 0 0 .75rem; max-width: 44rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; margin: 2.75rem 0 .25rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 1.5rem 0 .5rem; }
h3::first-letter { text-transform: uppercase; }
p { margin: 0 0 .75rem; max-width: 44rem; }
.eyebrow { color: var(--quiet); margin-bottom: .5rem; }
.quiet { color: var(--quiet); }
.red { color: var(--red); } .amber { color: var(--amber); } .green { color: var(--green); }
strong { font-weight: 650; }
code, pre { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: .5rem 0 1rem; padding: .75rem 1rem; background: var(--shade); white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 1.25rem 0 0; }
dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .6rem 1.25rem .6rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 500; font-size: .875rem; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
.whole { overflow-wrap: normal; }
.wide { min-width: 11rem; }
td > div + div { margin-top: .1rem; }
ol { margin: .25rem 0 0; padding-left: 1.4rem; }
.names { list-style: none; padding: 0; margin: .25rem 0 1rem; columns: 17rem; column-gap: 2rem; }
.names li { break-inside: avoid; padding: .15rem 0; }
.note { border-left: 3px solid var(--line); padding-left: .9rem; margin: .75rem 0; }
.sign { display: none; }
@media (max-width: 44rem) {
  main { padding: 1.75rem 1.1rem 3rem; }
  h1 { font-size: 1.4rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: .75rem 0; }
  td { border: 0; padding: .15rem 0; }
  td[data-label]::before { content: attr(data-label); display: block; color: var(--quiet); font-size: .8125rem; margin-top: .35rem; }
  td:first-child::before { display: none; }
}
@media print {
  @page { margin: 18mm 16mm; }
  :root {
    --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --shade: #f4f4f4;
    --red: #8c1014; --amber: #5f3a00; --green: #14431f;
  }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 16pt; } h2 { font-size: 12pt; } h2, h3 { break-after: avoid; }
  tr, .note { break-inside: avoid; }
  thead { display: table-header-group; }
  .sign { display: flex; gap: 2rem; margin-top: 18mm; break-inside: avoid; }
  .sign span { flex: 1; border-top: 1px solid #000; padding-top: 2mm; color: #444; }
}
`);
