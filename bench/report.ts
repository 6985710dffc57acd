import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../package.json';

export type Cell = string | number;

/** A table of the documentation. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The tables of a part of the benchmark, by their names in docs/performance.md. */
export type Tables = Readonly<Record<string, Table>>;

export interface Results {
  /** The commit that was measured, with a plus when files were changed. */
  readonly commit: string;
  readonly versions: string;
  readonly tables: Tables;
}

const RESULTS = join(__dirname, 'results.json');
const DOCUMENT = join(__dirname, '../docs/performance.md');

export function readResults(): Results {
  return JSON.parse(readFileSync(RESULTS, 'utf8'));
}

/** Puts the tables into results.json, beside those of parts that have not been run. */
export function writeResults(tables: Tables): Results {
  const results = { commit: commit(), versions: versions(), tables: { ...readResults().tables, ...tables } };
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  return results;
}

export function writeDocument(results: Results): void {
  writeFileSync(DOCUMENT, documentWith(results, readFileSync(DOCUMENT, 'utf8')));
}

/** The document with each table that was measured, and the line of what it was measured of, between its marks. */
export function documentWith({ commit, versions, tables }: Results, document: string): string {
  return document.replace(/(<!-- (\w+) -->\n).*?(<!-- end -->)/gs, (as, begin, name, end) => {
    if (name === 'measured') return `${begin}Measured at commit ${commit}: ${versions}.\n${end}`;
    const table = tables[name];
    return table ? `${begin}${markdown(table)}\n${end}` : as;
  });
}

export function text({ title, columns, rows }: Table): string {
  const lines = [columns, ...rows].map((row) => row.map(shown));
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const padded = lines.map((line) =>
    line.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))),
  );
  return [title, ...padded.map((line) => `  ${line.join('  ')}`)].join('\n');
}

function markdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [columns, rule, ...rows.map((row) => row.map(shown))].map(line).join('\n');
}

function shown(cell: Cell): string {
  return typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 2 }) : cell;
}

function versions(): string {
  const of = (dependency: string) => `${dependency} ${require(`${dependency}/package.json`).version}`;
  return `cdk-mgn-disconnect ${version}, ${of('aws-cdk-lib')}, ${of('@aws-sdk/client-mgn')}, Node ${process.version}`;
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', cwd: __dirname }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no').split('\n');
  const own = /(bench\/results\.json|docs\/performance)/;
  return git('rev-parse', '--short', 'HEAD') + (changed.some((line) => line && !own.test(line)) ? '+' : '');
}
