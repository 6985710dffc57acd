import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phaseOfChange, phaseOfDelete } from '../../lambda/gate/phase';
import { titlesIn } from '../../local-aws/test/titles';
import { STATUSES } from '../lambda/statuses';

/* docs/guards.md says what a gate answers in which state, and names the tests that hold it. */

const docs = join(__dirname, '../../docs');
const page = readFileSync(join(docs, 'guards.md'), 'utf8')
  .replace(/\n(?=[^\n|#[\d-])/g, ' ')
  .replace(/ +/g, ' ');
const links = new Map([...page.matchAll(/^\[([^\]]+)\]: (\S+)/gm)].map(([, name = '', target = '']) => [name, target]));
const rows = [...page.matchAll(/^\| (G\d+) \| (.*) \|$/gm)].map(([, id = '', cells = '']) => ({
  id,
  cells: cells.split(' | '),
}));

const named = [...page.matchAll(/\[([\w-]+)\]((?:,?\s+\*[^*]+\*)+)/g)].flatMap(([, file = '', titles = '']) =>
  [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ file, title })),
);

test.each(named)('"$title" is a test of $file, and not skipped', ({ file, title }) => {
  const found = titlesIn(join(docs, links.get(file) ?? `no link [${file}]`)).filter(({ text }) => text === title);
  expect(found).toEqual([{ text: title, skipped: false }]);
});

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
