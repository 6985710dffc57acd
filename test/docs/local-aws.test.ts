import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'local-aws.md'), 'utf8');
const links = new Map(
  [...page.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', target = '']) => [name, target]),
);

interface Row {
  readonly id: string;
  readonly heldBy: string;
}

const rows: Row[] = page.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim());
  return /^[A-Z]\d+b?$/.test(cells[1] ?? '') ? [{ id: cells[1] as string, heldBy: cells.at(-2) as string }] : [];
});

/** A test file's name, and the tests of it that hold the row. */
const tests = rows.flatMap(({ id, heldBy }) =>
  [...heldBy.matchAll(/\[([\w.-]+)\]((?:,? \*[^*]+\*)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ id, file, title })),
  ),
);

test('the page has a row for every behaviour of the checklist, and more than a hundred in all', () => {
  const ids = rows.map(({ id }) => id);
  for (let number = 1; number <= 14; number++) expect(ids).toContain(`C${number}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(100);
});

test('every row names a test that holds it, or says that it is not imitated', () => {
  const held = new Set(tests.map(({ id }) => id));
  const bare = rows.filter(({ id, heldBy }) => !held.has(id) && !/^not imitated/.test(heldBy));
  expect(bare).toEqual([]);
});

test.each(tests)('$id is held by "$title" of $file', ({ file, title }) => {
  const source = readFileSync(join(docs, links.get(file) ?? `no link [${file}]`), 'utf8');
  const literals = [`'${title}'`, `"${title}"`, `\`${title}\``];
  expect(literals.some((literal) => source.includes(literal)) || title).toBe(true);
});

test('every name in brackets is a link, and every link is used', () => {
  const text = page.replace(/^\[[^\]]+\]: \S+$/gm, '');
  const used = new Set([...text.matchAll(/\[([^\]]+)\]/g)].map(([, name = '']) => name));
  expect([...used].filter((name) => !links.has(name))).toEqual([]);
  expect([...links.keys()].filter((name) => !used.has(name))).toEqual([]);
});
