import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentWith, readResults } from '../../bench/report';

const document = readFileSync(join(__dirname, '../../docs/performance.md'), 'utf8');

test('the numbers of docs/performance.md are those that npm run bench has measured', () => {
  expect(documentWith(readResults(), document)).toBe(document);
});

test('all of them are shown', () => {
  const shown = [...document.matchAll(/^<!-- (\w+) -->$/gm)].map(([, name]) => name);
  expect(shown).toEqual(
    expect.arrayContaining(Object.keys(readResults().tables).filter((name) => name !== 'resources')),
  );
});
