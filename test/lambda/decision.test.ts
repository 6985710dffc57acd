import * as fc from 'fast-check';
import { decide, type Facts } from '../../lambda/decision/rules';

const DELETING = 'DELETE_IN_PROGRESS';
const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
const GOING = { held: true, status: DELETING, regained: false };
const NOBODY = { itself: false };

/** Every status of the API model: docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html */
const STATUSES = [
  ...['CREATE', 'DELETE', 'UPDATE', 'ROLLBACK', 'UPDATE_ROLLBACK', 'IMPORT', 'IMPORT_ROLLBACK'].flatMap((operation) => [
    `${operation}_IN_PROGRESS`,
    `${operation}_FAILED`,
    `${operation}_COMPLETE`,
  ]),
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'REVIEW_IN_PROGRESS',
  'missing',
  'SOMETHING_NEW',
];
const OTHERS = STATUSES.filter((status) => status !== DELETING && status !== CLEANING_UP);

describe('a server is disconnected', () => {
  test.each([
    ['its stack is deleted', { own: DELETING }],
    ['the root is deleted, and the nested stack with it', { own: DELETING, root: DELETING }],
    ['a completed update removes it', { own: CLEANING_UP, holders: NOBODY }],
    ['a completed update removes it from a nested stack', { own: CLEANING_UP, root: CLEANING_UP, holders: NOBODY }],
    ['a completed update of the root removes the nested stack', { own: DELETING, root: CLEANING_UP, holders: NOBODY }],
  ])('when %s, a completed deployment held it, and its connection is being deleted', (_, states) => {
    expect(decide(facts({ ...states, history: GOING })).kind).toBe('disconnect');
    expect(decide(facts({ ...states, history: undefined }))).toEqual({ kind: 'ask', question: 'history' });
    expect(decide(facts({ ...states, history: { ...GOING, held: false } })).kind).toBe('keep');
    expect(decide(facts({ ...states, history: { ...GOING, status: undefined } })).kind).toBe('unclear');
  });
});

describe('a server is kept', () => {
  test.each(OTHERS)('while its stack is %s, whatever else is known', (own) => {
    expect(decide(facts({ own })).kind).toBe('keep');
    expect(decide(facts({ own, root: DELETING })).kind).toBe('keep');
    expect(decide(facts({ own, root: CLEANING_UP })).kind).toBe('keep');
  });

  test.each(OTHERS)('while the root of its stack is %s, or nobody can tell', (root) => {
    expect(decide(facts({ own: CLEANING_UP, root })).kind).toBe('keep');
    expect(['keep', 'unclear']).toContain(decide(facts({ own: DELETING, root })).kind);
  });

  test.each(['DELETE_COMPLETE', 'DELETE_SKIPPED'])(
    'when the connection is %s already: the Delete comes late',
    (status) => {
      const late = { own: DELETING, history: { ...GOING, status } };
      expect(decide(facts(late))).toMatchObject({ kind: 'keep', doubtful: false });
    },
  );

  test('when another connection holds it, also at a second look: a renamed or moved construct', () => {
    expect(decide(facts({ own: CLEANING_UP, holders: undefined }))).toEqual({ kind: 'ask', question: 'holders' });
    const moved = facts({ own: CLEANING_UP, holders: { other: 'Renamed', itself: false } });
    expect(decide(moved)).toMatchObject({ kind: 'keep', doubtful: true });
  });

  test('when the connection holds it again: its events show that, and the list of resources too', () => {
    const history = { ...GOING, regained: true };
    const holders = { itself: true };
    expect(decide(facts({ own: CLEANING_UP, history, holders })).kind).toBe('keep');
    expect(decide(facts({ own: CLEANING_UP, history, holders: NOBODY })).kind).toBe('disconnect');
    expect(decide(facts({ own: CLEANING_UP, holders })).kind).toBe('disconnect');
  });
});

describe('nobody can tell', () => {
  test.each([undefined, 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED'])(
    'while the newest event of the connection is %s',
    (status) => expect(decide(facts({ own: DELETING, history: { ...GOING, status } })).kind).toBe('unclear'),
  );

  test.each(['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_FAILED', 'missing'])(
    'when its nested stack is deleted alone: the root is %s',
    (root) => expect(decide(facts({ own: DELETING, root })).kind).toBe('unclear'),
  );
});

describe('a second look is taken', () => {
  test.each(['UPDATE_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED'])(
    'at %s, which CloudFormation may still show when it has gone on to delete',
    (own) => expect(decide(facts({ own }))).toMatchObject({ doubtful: true }),
  );

  test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_COMPLETE'])(
    'but not at %s, which explains the Delete',
    (own) => expect(decide(facts({ own }))).toMatchObject({ doubtful: false }),
  );
});

describe('whatever the facts', () => {
  test('a server is disconnected only in a deletion or a clean-up of both its stack and the root', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        if (decide(known).kind !== 'disconnect') return;
        const states = [known.own, known.root ?? known.own];
        expect([DELETING, CLEANING_UP]).toEqual(expect.arrayContaining(states));
        expect(states).not.toEqual([CLEANING_UP, DELETING]);
      }),
    );
  });

  test('a server is disconnected only if a completed deployment held it and the connection is being deleted', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        if (decide(known).kind === 'disconnect') expect(known.history).toMatchObject({ held: true, status: DELETING });
      }),
    );
  });

  test('a server that another connection holds is disconnected only with the whole tree', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        if (decide(known).kind !== 'disconnect' || (known.root ?? known.own) === DELETING) return;
        expect(known.holders?.other).toBeUndefined();
      }),
    );
  });

  test('every question is about a fact that is missing, so that answering comes to an end', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        const decision = decide(known);
        if (decision.kind === 'ask') expect(known[decision.question]).toBeUndefined();
      }),
    );
  });
});

/** Those of a connection that must go, but for what is said otherwise. */
function facts(known: Partial<Facts> & { own: string }): Facts {
  return { history: GOING, holders: NOBODY, ...known };
}

function anyFacts(): fc.Arbitrary<Facts> {
  const likely = [DELETING, CLEANING_UP];
  const status = fc.oneof(fc.constantFrom(...STATUSES), fc.constantFrom(...likely));
  const newest = fc.constantFrom(undefined, DELETING, ...STATUSES);
  const history = fc.record({ held: fc.boolean(), status: newest, regained: fc.boolean() });
  const holders = fc.record({ other: fc.constantFrom(undefined, 'Other'), itself: fc.boolean() });
  return fc.record({
    own: status,
    root: fc.option(status, { nil: undefined }),
    history: fc.option(fc.oneof(history, fc.constant(GOING)), { nil: undefined }),
    holders: fc.option(holders, { nil: undefined }),
  });
}
