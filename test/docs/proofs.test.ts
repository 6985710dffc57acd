import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RULES } from '../../lambda/custody/rules';
import { cloudFormationDefaults } from '../../local-aws/src/cloudformation/behaviour';
import { mgnDefaults } from '../../local-aws/src/mgn/behaviour';
import { markOf } from '../../local-aws/test/checklist-rows';
import { DOCS, expectTest } from './named-tests';
import { proofs, rowOf, switchesOf, written } from './proofs';

const gateRules = Array.from({ length: 14 }, (_, index) => `G${index + 1}`);
const rules = Object.entries(proofs.rules);
const statements = Object.values(proofs.statements).flat();
const named = [...rules.map(([, { tests }]) => tests), ...statements.map(({ tests }) => tests)].flatMap((tests) =>
  Object.entries(tests).flatMap(([file, titles]) => titles.map((title) => ({ file, title }))),
);

test.each(named)('"$title" is a test of $file, and not skipped', ({ file, title }) => expectTest(title, file));

test('every rule names a test, but for that of a late request to the gate', () => {
  expect(rules.map(([id]) => id)).toEqual([...RULES.map(({ id }) => id), ...gateRules]);
  expect(rules.filter(([, { tests }]) => Object.values(tests).flat().length === 0).map(([id]) => id)).toEqual(['G10']);
  expect(statements.filter(({ tests }) => Object.values(tests).flat().length === 0)).toEqual([]);
});

test.each([...written()])('%s is as npm run docs:proofs makes it', (path, text) => {
  expect(readFileSync(join(DOCS, '..', path), 'utf8')).toBe(text);
});

test.each([
  ['custody.md', RULES.map(({ id }) => id)],
  ['guards.md', gateRules],
])('%s says of each rule which rows of the checklist it rests on, with the marks that these have', (page, ids) => {
  const text = readFileSync(join(DOCS, page), 'utf8');
  for (const id of ids) {
    const [, cited = ''] = new RegExp(`^\\| ${id} \\| ((?:[A-Z]\\d+b? \\w+(?:, )?)+) \\|$`, 'm').exec(text) ?? [];
    const marks = cited.split(', ').map((one) => one.split(' '));
    expect(marks).toEqual(proofs.rules[id]?.restsOn.map((row) => [row, markOf(rowOf(row))]));
  }
});

test('no rule rests on what is only inferred, unless a switch of CloudFormation tries the other choice', () => {
  const cited = [...new Set(rules.flatMap(([, { restsOn }]) => restsOn))].map(rowOf);
  const inferred = cited.filter((row) => markOf(row) === 'inferred');
  expect(inferred.length).toBeGreaterThan(3);
  const bare = inferred.filter((row) => !switchesOf(row).some((name) => name in cloudFormationDefaults));
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test('custody.md says which rows the calls of MGN rest on, and a switch tries the other choice of each that is inferred', () => {
  const [, cited = ''] =
    /This rests on rows of the \[checklist\]\S+ too: ([^.]+)\./.exec(readFileSync(join(DOCS, 'custody.md'), 'utf8')) ??
    [];
  const marks = cited.split(/,\s+/).map((one) => one.split(' ') as [string, string]);
  expect(marks).toEqual(marks.map(([id]) => [id, markOf(rowOf(id))]));
  const inferred = marks.filter(([, mark]) => mark === 'inferred').map(([id]) => rowOf(id));
  expect(inferred.length).toBeGreaterThan(2);
  const bare = inferred.filter((row) => !switchesOf(row).some((name) => name in mgnDefaults));
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test('what AWS does is said for each row that a rule rests on, and for no other', () => {
  const cited = new Set(rules.flatMap(([, { restsOn }]) => restsOn));
  expect(Object.keys(proofs.aws).toSorted()).toEqual([...cited].toSorted());
  expect(rules.filter(([, { restsOn }]) => restsOn.length === 0)).toEqual([]);
});

test.each(['how-it-decides', 'custody', 'guards', 'proofs'])('every file that %s.md links to is there', (name) => {
  const page = readFileSync(join(DOCS, `${name}.md`), 'utf8');
  const targets = [...page.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)/gm)].map(
    ([, inline, below]) => inline ?? below ?? '',
  );
  const files = targets.filter((one) => !one.startsWith('https://')).map((one) => one.replace(/#.*/, ''));
  expect(files.filter((one) => one && !existsSync(join(DOCS, dirname(`${name}.md`), one)))).toEqual([]);
});
