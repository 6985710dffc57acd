import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* docs/custody.md names, for each row of the decision, the tests that hold it. */

const docs = join(__dirname, '../../docs');
const page = readFileSync(join(docs, 'custody.md'), 'utf8')
  .replace(/\n +/g, ' ')
  .replace(/\n(?!\n|\||[-\d]|\[|#)/g, ' ');
const links = new Map([...page.matchAll(/\[([^\]]+)\]: (\S+)/g)].map(([, name = '', target = '']) => [name, target]));

const named = [
  ...page.matchAll(
    /\[(disconnected|kept|strays|unknowns|storm|delete|faults|decision|permissions)\]((?:,?\s+\*[^*]+\*)+)/g,
  ),
].flatMap(([, file = '', titles = '']) =>
  [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ file, title })),
);

test('the page names tests', () => expect(named.length).toBeGreaterThan(25));

test.each(named)('"$title" is a test of $file', ({ file, title }) => {
  const source = readFileSync(join(docs, links.get(file) ?? ''), 'utf8');
  expect(source.includes(`'${title}'`) || title).toBe(true);
});

test('every row of the decision names a test', () => {
  const rows = page.split('\n').filter((line) => /^\| .*\| (\*\*disconnected\*\*|kept.*?) \|/.test(line));
  expect(rows).toHaveLength(9);
  expect(rows.filter((row) => !/\*[^*|]+\* \|$/.test(row))).toEqual([]);
});
