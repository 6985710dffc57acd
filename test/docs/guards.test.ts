import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phaseOfChange, phaseOfDelete } from '../../lambda/gate/phase';
import { STATUSES } from '../lambda/statuses';
import { DOCS, expectTest, linksOf, testsNamedBy } from './named-tests';

/* docs/guards.md says what a gate answers in which state, and names the tests that hold it. */

const page = readFileSync(join(DOCS, 'guards.md'), 'utf8')
  .replace(/\n(?=[^\n|#[\d-])/g, ' ')
  .replace(/ +/g, ' ');
const links = linksOf(page);
const rows = [...page.matchAll(/^\| (G\d+) \| (.*) \|$/gm)].map(([, id = '', cells = '']) => ({
  id,
  cells: cells.split(' | '),
}));

const named = testsNamedBy(page);

test.each(named)('"$title" is a test of $file, and not skipped', ({ file, title }) =>
  expectTest(title, links.get(file)),
);

test('the page names tests, and every row but that of a late request names one', () => {
  expect(named.length).toBeGreaterThan(35);
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 14 }, (_, index) => `G${index + 1}`));
  const unnamed = rows.filter(({ cells }) => !/\]( \*[^*]+\*,?)+/.test(cells.at(-1) ?? ''));
  expect(unnamed.map(({ id }) => id)).toEqual(['G10']);
});

test.each(STATUSES)('in %s the gate answers by the row that the page has for it', (status) => {
  const states = { own: status, root: status };
  expect(rowFor(/Create/, status) ?? 'G5').toBe(phaseOfChange(states).rule);
  expect(rowFor(/^Delete$/, status) ?? 'G12').toBe(phaseOfDelete(states).rule);
});

test.each([
  ['G4', phaseOfChange({ own: 'UPDATE_IN_PROGRESS', root: 'UPDATE_IN_PROGRESS' }, false)],
  ['G9', phaseOfDelete({ own: 'DELETE_IN_PROGRESS', root: 'DELETE_IN_PROGRESS' }, { held: false })],
  [
    'G10',
    phaseOfDelete({ own: 'DELETE_IN_PROGRESS', root: 'DELETE_IN_PROGRESS' }, { held: true, status: 'DELETE_COMPLETE' }),
  ],
])('the events of the stack lead to %s', (id, phase) => {
  expect(phase.rule).toBe(id);
  expect(rows.find((row) => row.id === id)?.cells[3]).toBe('passes');
  expect(phase.may).toBe('let go');
});

/** The row for a request whose cell of states names the status. */
function rowFor(request: RegExp, status: string): string | undefined {
  return rows.find(({ cells: [of = '', states = ''] }) => request.test(of) && states.includes(`\`${status}\``))?.id;
}
