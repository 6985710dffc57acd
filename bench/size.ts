import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/*
 * How much code there is, folder by folder, without comments and blank lines. `npm run size` writes it into
 * CONTRIBUTING.md; `npm run size -- REVISION` prints what a revision had.
 */

const ROOT = join(__dirname, '..');
const [BEGIN, END] = ['<!-- made by npm run size -->', '<!-- end -->'];

/** What ships comes first, then what it is tested with. */
const PARTS = [
  ['lib/', 'the constructs'],
  ['lambda/', 'their function'],
  ['cli/src/', 'the tool'],
  ['local-aws/src/', 'the local AWS'],
  ['bin/', 'the demo'],
  ['bench/', 'measurements'],
  ['testing/', 'what tests and measurements share'],
  ['test/', 'tests of constructs and function'],
  ['cli/test/', 'tests of the tool'],
  ['local-aws/test/', 'tests of the local AWS'],
] as const;

interface Size {
  readonly path: string;
  readonly lines: number;
}

/** The lines of a source text on which there is something besides a comment. */
export function linesOfCode(text: string): number {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest);
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    if (children.length === 0 && node.getEnd() > node.getStart(file)) mark(node.getStart(file), node.getEnd());
    for (const child of children) if (!ts.isJSDoc(child)) visit(child);
  };
  const mark = (start: number, end: number): void => {
    const [first, last] = [start, end].map((at) => file.getLineAndCharacterOfPosition(at).line) as [number, number];
    for (let line = first; line <= last; line++) lines.add(line);
  };
  visit(file);
  return lines.size;
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });

/** Of a revision, or of the working tree. */
function sizesIn(folder: string, revision?: string): Size[] {
  const listed = revision ? git('ls-tree', '-r', '--name-only', revision, folder) : git('ls-files', folder);
  const paths = listed.split('\n').filter((path) => path.endsWith('.ts'));
  const textOf = (path: string) =>
    revision ? git('show', `${revision}:${path}`) : readFileSync(join(ROOT, path), 'utf8');
  return paths.map((path) => ({ path, lines: linesOfCode(textOf(path)) }));
}

function row([folder, what]: (typeof PARTS)[number], revision?: string): string {
  const sizes = sizesIn(folder, revision);
  const all = sizes.reduce((sum, { lines }) => sum + lines, 0);
  const longest = sizes.reduce((one, other) => (other.lines > one.lines ? other : one));
  const name = longest.path.slice(folder.length);
  return `| \`${folder}\` | ${what} | ${sizes.length} | ${all} | \`${name}\`, ${longest.lines} |`;
}

function main(revision = process.argv[2]): void {
  const rows = PARTS.map((part) => row(part, revision));
  const table = ['| | | files | lines of code | longest |', '|---|---|---|---|---|', ...rows].join('\n');
  if (revision === undefined) writeInto(join(ROOT, 'CONTRIBUTING.md'), table);
  console.log(table);
}

function writeInto(page: string, table: string): void {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${page} has no part between ${BEGIN} and ${END}`);
  writeFileSync(page, `${text.slice(0, begin)}${BEGIN}\n\n${table}\n\n${text.slice(end)}`);
}

if (require.main === module) main();
