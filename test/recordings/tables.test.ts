import * as custom from '../../local-aws/test/recordings/tables/custom-resources';
import * as native from '../../local-aws/test/recordings/tables/native-resources';
import * as nested from '../../local-aws/test/recordings/tables/nested-stacks';
import { isCustom } from './cloudformation';
import { CASES } from './outcome';
import { asRow, GENERIC, isOwn, type Row, STACK } from './table';

/* Where no recording holds a whole sequence, the tables are composed of what recordings hold, and of nothing else. */

const RECORDINGS = [custom, native, nested].flatMap((one) => Object.values(one));

/** Some recordings begin in the middle. */
const UNKNOWN = 'an unknown phase';

/** What a stack is doing, by its newest event about itself. */
function phaseOf(status: string): string {
  if (status.includes('CLEANUP')) return 'clean-up';
  if (status.includes('ROLLBACK_IN_PROGRESS')) return 'way back';
  return /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status)
    ? status.replace('_IN_PROGRESS', '').toLowerCase()
    : 'rest';
}

interface InPhase {
  readonly row: Row;
  readonly phase: string;
}

function inPhases(rows: readonly Row[]): InPhase[] {
  return rows.map((row, index) => {
    const before = rows.slice(0, index).findLast((one) => one.stack === row.stack && isOwn(one));
    return { row, phase: before ? phaseOf(before.status) : UNKNOWN };
  });
}

/** In which form an event shows: of a stack itself, of a nested stack or of another resource. */
function formOf({ row, phase }: InPhase): string {
  const who = isOwn(row) ? 'the stack itself' : row.type === STACK ? 'a nested stack' : 'a resource';
  const what = row.status.startsWith('DELETE_') ? 'DELETE' : 'another status';
  return `${who}: ${what} in ${isOwn(row) ? 'any phase' : phase} is ${row.shape}`;
}

/** Under which type an event shows a custom resource. */
function typeOf({ row, phase }: InPhase): string {
  const what = row.status.startsWith('DELETE_') ? `DELETE in ${phase}` : 'another status';
  return `${what} has the ${row.type === GENERIC ? 'generic' : 'declared'} type`;
}

const told = RECORDINGS.flatMap((recording) => inPhases(recording.events.map(asRow)));
const RECORDED_FORMS = new Set(
  RECORDINGS.flatMap(({ events }) =>
    inPhases(events.map(asRow)).filter((_, index) => events[index]?.eventId !== undefined),
  ).map(formOf),
);
const RECORDED_TYPES = new Set(told.filter(({ row, phase }) => isCustom(row) && phase !== UNKNOWN).map(typeOf));

test.each(CASES)('$title: events show as in recordings', ({ table }) => {
  const shown = inPhases(table.rows);
  expect(shown.map(formOf).filter((form) => !RECORDED_FORMS.has(form))).toEqual([]);
  // a template may declare the generic type: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
  const generic = new Set(
    table.rows
      .filter(({ type, status }) => type === GENERIC && status.startsWith('CREATE_'))
      .map(({ logicalId }) => logicalId),
  );
  const customs = shown.filter(({ row }) => isCustom(row) && !generic.has(row.logicalId));
  expect(customs.map(typeOf).filter((type) => !RECORDED_TYPES.has(type))).toEqual([]);
});

test('recordings show the generic type in clean-ups, for deletions, and nowhere else', () => {
  const generic = [...RECORDED_TYPES].filter((type) => type.includes('generic'));
  expect(generic).toEqual(['DELETE in clean-up has the generic type']);
  expect(RECORDED_TYPES).not.toContain('DELETE in clean-up has the declared type');
});

test('every sequence names its sources, and says whether it was recorded as a whole', () => {
  const inferred = CASES.filter(({ table }) => table.evidence === 'inferred');
  expect(CASES.filter(({ table }) => table.sources.length === 0)).toEqual([]);
  expect(CASES.length - inferred.length).toBeGreaterThanOrEqual(3);
});
