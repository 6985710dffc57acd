import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitions, links, MARKS, markOf, CHECKLIST as page, rows } from './checklist-rows';
import * as customResources from './recordings/tables/custom-resources';
import * as nativeResources from './recordings/tables/native-resources';
import * as nestedStacks from './recordings/tables/nested-stacks';
import { type Title, titlesIn } from './titles';

const folder = join(__dirname, '..');

/** A test file's name, and the tests of it that hold the row. */
const tests = rows.flatMap(({ id, heldBy }) =>
  [...heldBy.matchAll(/\[([\w.-]+)\]((?:,? \*[^*]+\*)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ id, file, title })),
  ),
);

const known = new Map<string, readonly Title[]>();
function titlesOf(file: string): readonly Title[] {
  const path = join(folder, links.get(file) ?? `no link [${file}]`);
  const titles = known.get(path) ?? titlesIn(path);
  known.set(path, titles);
  return titles;
}

test('the page has a row for every behaviour of the checklist, and more than a hundred in all', () => {
  const ids = rows.map(({ id }) => id);
  for (let number = 1; number <= 14; number++) expect(ids).toContain(`C${number}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(100);
});

test('every row says that it is recorded, documented, reported or inferred, or is about the local AWS alone', () => {
  expect(rows.filter((row) => markOf(row) === undefined)).toEqual([]);
});

test("the page's head tells how many rows there are of each", () => {
  const [recorded, documented, reported, inferred, own] = MARKS.map(
    (mark) => rows.filter((row) => markOf(row) === mark).length,
  );
  expect(page.replace(/\s+/g, ' ')).toContain(
    `Of ${rows.length} rows ${recorded} are recorded, ${documented} documented, ${reported} reported and ${inferred} inferred; ${own} are about the local AWS alone.`,
  );
});

test('the checklist and the changelog tell how many recordings there are', () => {
  const count = [customResources, nativeResources, nestedStacks].flatMap((tables) => Object.keys(tables)).length;
  const changelog = readFileSync(join(folder, '../CHANGELOG.md'), 'utf8');
  const told = [...`${page} ${changelog}`.matchAll(/(\d+)\s+recordings/g)].map(([, number]) => Number(number));
  expect(told).toEqual([count, count]);
});

test('what is documented, recorded or reported names where', () => {
  const bare = /\b(documented|recorded)\b(?! \[| by)/;
  expect(rows.filter(({ knownFrom, heldBy }) => bare.test(knownFrom) && !/^not imitated/.test(heldBy))).toEqual([]);
});

test('every row names a test that holds it, or says that it is not imitated', () => {
  const held = new Set(tests.map(({ id }) => id));
  const bare = rows.filter(({ id, heldBy }) => !held.has(id) && !/^not imitated/.test(heldBy));
  expect(bare).toEqual([]);
});

test('whatever is in italics in the last column is the name of a test', () => {
  const inItalics = rows.flatMap(({ heldBy }) => [...heldBy.matchAll(/\*([^*]+)\*/g)].map(([, text]) => text));
  expect(inItalics.toSorted()).toEqual(tests.map(({ title }) => title).toSorted());
});

test.each(tests)('$id is held by "$title" of $file', ({ file, title }) => {
  expect(titlesOf(file).filter(({ text }) => text === title)).toEqual([{ text: title, skipped: false }]);
});

test('every name in brackets is a link, and every link is used', () => {
  const text = page.replace(/^\[[^\]]+\]: \S+$/gm, '');
  const used = new Set([...text.matchAll(/\[([^\]]+)\]/g)].map(([, name = '']) => name));
  expect([...used].filter((name) => !links.has(name))).toEqual([]);
  expect([...links.keys()].filter((name) => !used.has(name))).toEqual([]);
});

test('every link has one target, and every file among them is there', () => {
  expect(definitions.length).toBe(links.size);
  const files = definitions.filter(({ target }) => !target.startsWith('https://'));
  expect(files.filter(({ target }) => !existsSync(join(folder, target)))).toEqual([]);
});

test('a test is found by its syntax, and seen to be skipped, by itself or with its block', () => {
  const folder = mkdtempSync(join(tmpdir(), 'titles-'));
  const path = join(folder, 'a.test.ts');
  writeFileSync(
    path,
    `// test('commented', () => {})
    const text = "test('quoted')";
    test('plain', () => {});
    test.each([1])('of %s', () => {});
    test.skip('skipped', () => {});
    test.todo('to do');
    xit('crossed out', () => {});
    describe.skip('block', () => { test.each([1])('within', () => {}); });
    describe('block', () => { it('in a block', () => {}); });`,
  );
  const found = titlesIn(path).map(({ text, skipped }) => `${skipped ? 'skipped: ' : ''}${text}`);
  rmSync(folder, { recursive: true });
  expect(found).toEqual([
    'plain',
    'of %s',
    ...['skipped', 'to do', 'crossed out', 'within'].map((text) => `skipped: ${text}`),
    'in a block',
  ]);
});
