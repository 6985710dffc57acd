import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phaseOfChange, phaseOfDelete } from '../../lambda/gate/phase';

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

const named = [...page.matchAll(/\[(back|destroy|kinds|strays|update)\]((?:,?\s+\*[^*]+\*)+)/g)].flatMap(
  ([, file = '', titles = '']) => [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ file, title })),
);

const STATUSES = [
  ...[
    'CREATE_COMPLETE',
    'CREATE_FAILED',
    'CREATE_IN_PROGRESS',
    'DELETE_COMPLETE',
    'DELETE_FAILED',
    'DELETE_IN_PROGRESS',
  ],
  ...['IMPORT_COMPLETE', 'IMPORT_IN_PROGRESS', 'IMPORT_ROLLBACK_COMPLETE', 'IMPORT_ROLLBACK_FAILED'],
  ...[
    'IMPORT_ROLLBACK_IN_PROGRESS',
    'REVIEW_IN_PROGRESS',
    'ROLLBACK_COMPLETE',
    'ROLLBACK_FAILED',
    'ROLLBACK_IN_PROGRESS',
  ],
  ...['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS'],
  ...['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED'],
  ...['UPDATE_ROLLBACK_IN_PROGRESS', 'missing'],
];

test.each(named)('"$title" is a test of $file', ({ file, title }) => {
  const source = readFileSync(join(docs, links.get(file) ?? ''), 'utf8');
  expect(source.includes(`'${title}'`) || title).toBe(true);
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
