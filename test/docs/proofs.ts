import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { links, markOf, type Row, rows } from '../../local-aws/test/checklist-rows';
import { DOCS } from './named-tests';

/*
 * docs/proofs.json names, for each rule and for each statement of custody.md and guards.md, what holds it. This makes
 * docs/proofs.md of it, and the parts of the two pages that say what the rules rest on: `npm run docs:proofs`.
 */

/** Titles of tests, by the file that has them. */
type Tests = Readonly<Record<string, readonly string[]>>;

interface Proofs {
  /** `restsOn` has ids of rows of local-aws/CHECKLIST.md. */
  readonly rules: Readonly<Record<string, { readonly restsOn: readonly string[]; readonly tests: Tests }>>;
  /** What AWS does, by the same ids. */
  readonly aws: Readonly<Record<string, string>>;
  readonly statements: Readonly<
    Record<'custody' | 'guards', readonly { readonly says: string; readonly tests: Tests }[]>
  >;
}

export const proofs: Proofs = JSON.parse(readFileSync(join(DOCS, 'proofs.json'), 'utf8'));

const CHECKLIST = '../local-aws/CHECKLIST.md';

export function rowOf(id: string): Row {
  const row = rows.find((one) => one.id === id);
  if (!row) throw new Error(`local-aws/CHECKLIST.md has no row ${id}`);
  return row;
}

/** The switches with which a test can have the other choice. */
export function switchesOf({ line }: Row): string[] {
  const named = [...line.matchAll(/switch(?:es)? (`\w+`(?:, `\w+`)*)/g)].map(([, names = '']) => names);
  return named.flatMap((names) => [...names.matchAll(/\w+/g)].map(String));
}

/** All that is made of the data, by the path of the file. */
export function written(): Map<string, string> {
  return new Map([
    ['docs/proofs.md', proofsPage()],
    ['docs/custody.md', withRests('custody', 'D')],
    ['docs/guards.md', withRests('guards', 'G')],
  ]);
}

/** The page, with its part between the two comments made anew. */
function withRests(page: 'custody' | 'guards', letter: string): string {
  const [begin, end] = ['<!-- made by npm run docs:proofs -->', '<!-- end -->'];
  const text = readFileSync(join(DOCS, `${page}.md`), 'utf8');
  const [before, rest] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || rest < before) throw new Error(`docs/${page}.md has no part between ${begin} and ${end}`);
  return `${text.slice(0, before)}${begin}\n\n${restsOn(letter)}\n\n${text.slice(rest)}`;
}

function restsOn(letter: string): string {
  const rules = Object.entries(proofs.rules).filter(([id]) => id.startsWith(letter));
  const cited = Object.keys(proofs.aws).filter((id) => rules.some(([, rule]) => rule.restsOn.includes(id)));
  return [
    '| Rule | rests on |',
    '|---|---|',
    ...rules.map(([id, rule]) => `| ${id} | ${rule.restsOn.map((row) => `${row} ${markOf(rowOf(row))}`).join(', ')} |`),
    '',
    `| [Row](${CHECKLIST}) | CloudFormation, Lambda, IAM or MGN … | known from | else: switch |`,
    '|---|---|---|---|',
    ...cited.map((id) => `| ${id} | ${proofs.aws[id]} | ${knownFrom(rowOf(id))} | ${codes(switchesOf(rowOf(id)))} |`),
  ].join('\n');
}

const codes = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** The mark of a row, and the sources that it has for that. */
function knownFrom(row: Row): string {
  const mark = markOf(row);
  const [, sources = ''] = new RegExp(`${mark}((?:,? \\[[^\\]]+\\])+)`).exec(row.knownFrom) ?? [];
  const names = [...sources.matchAll(/\[([^\]]+)\]/g)].map(([, name = '']) => name);
  return [mark, ...names.map((name) => `[${name}](${target(name)})`)].join(' ');
}

/** A link of the checklist, as it is from docs/. */
function target(name: string): string {
  const link = links.get(name) ?? '';
  return /^https:/.test(link) ? link : join('../local-aws', link);
}

function proofsPage(): string {
  const { custody, guards } = proofs.statements;
  return `# Proofs: which tests hold which rule

\`npm run docs:proofs\` makes this page from [proofs.json](proofs.json). A test fails when it is not as made, or when a
test that it names is not there or is skipped. Titles are as the code has them: \`%s\` stands for each case of a table.

## D1 to D16: the rules of [how it decides](how-it-decides.md)

${rulesOf('D')}

## What [custody.md](custody.md) says besides

${custody.map(({ says, tests }) => `- ${says}:\n${list(tests, '  ')}`).join('\n')}

## G1 to G14: the rules of [the gate](guards.md#how-the-gate-decides)

${rulesOf('G')}

## What [guards.md](guards.md) says besides

${guards.map(({ says, tests }) => `- ${says}:\n${list(tests, '  ')}`).join('\n')}
`;
}

function rulesOf(letter: string): string {
  const rules = Object.entries(proofs.rules).filter(([id, { tests }]) => id.startsWith(letter) && list(tests, ''));
  return rules.map(([id, { tests }]) => `- **${id}**\n${list(tests, '  ')}`).join('\n');
}

function list(tests: Tests, indent: string): string {
  return Object.entries(tests)
    .flatMap(([file, titles]) => titles.map((title) => `${indent}- [${nameOf(file)}](../${file}): ${plain(title)}`))
    .join('\n');
}

const nameOf = (file: string) => file.replace(/^.*\/|\.test\.ts$/g, '');

/** What Markdown would take for its own. */
const plain = (title: string) => title.replace(/[*_<>[\]]/g, '\\$&');
