import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phaseOfChange, phaseOfDelete } from '../../lambda/gate/phase';
import { RemovalGuard } from '../../lib';
import { STATUSES } from '../lambda/statuses';
import { DOCS } from './named-tests';

/* docs/guards.md says what a gate answers in which state, as the code does. */

const page = readFileSync(join(DOCS, 'guards.md'), 'utf8')
  .replace(/\n(?=[^\n|#[\d-])/g, ' ')
  .replace(/ +/g, ' ');
const rows = [...page.matchAll(/^\| (G\d+) \| (.*) \|$/gm)].map(([, id = '', cells = '']) => ({
  id,
  cells: cells.split(' | '),
}));

test('the page has the rules G1 to G14', () => {
  const ids = rows.filter(({ cells }) => cells.length > 2).map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: 14 }, (_, index) => `G${index + 1}`));
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
  expect(phase.may).toBe('pass');
});

const GUARDS = Object.getOwnPropertyNames(RemovalGuard).filter(
  (name) => !['length', 'name', 'prototype'].includes(name),
);

describe.each(['../README.md', 'guards.md'])('the table of %s', (file) => {
  const text = readFileSync(join(DOCS, file), 'utf8');
  const told = [...text.matchAll(/^\| `(\w+)\(.*\)` \|/gm)].map(([, name]) => name);

  test('has a row for each removal guard, and for nothing else', () => {
    expect(GUARDS.length).toBeGreaterThan(6);
    expect(told.sort()).toEqual([...GUARDS].sort());
  });
});

/** The row for a request whose cell of states names the status. */
function rowFor(request: RegExp, status: string): string | undefined {
  return rows.find(({ cells: [of = '', states = ''] }) => request.test(of) && states.includes(`\`${status}\``))?.id;
}
