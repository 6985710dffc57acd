import * as fc from 'fast-check';
import { decide, type Facts, type StackState } from '../../lambda/decision';

const USER_DELETES = {
  status: 'DELETE_IN_PROGRESS',
  reason: 'User Initiated',
  operations: ['DELETE_STACK', 'CREATE_STACK'],
};
const CLEANING_UP = { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' };

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

describe('a server is disconnected', () => {
  test('when the user deletes its stack', () => {
    expect(decide(facts(USER_DELETES)).kind).toBe('disconnect');
  });

  test('when a completed update removes it and nothing else holds it', () => {
    expect(decide(facts(CLEANING_UP, { holder: null })).kind).toBe('disconnect');
  });

  test.each([
    ['the root is deleted', USER_DELETES, USER_DELETES, {}],
    ['a completed update of the root removes the nested stack', deletedByParent(), CLEANING_UP, { holder: null }],
    ['a completed update removes it from the nested stack', CLEANING_UP, CLEANING_UP, { holder: null }],
  ])('in a nested stack, when %s', (_, own, root, known) => {
    expect(decide(facts(own, { root: stack(root), ...known })).kind).toBe('disconnect');
  });

  test('when a stack that was created without rollback is deleted, once its events show a completed deployment', () => {
    const own = { ...USER_DELETES, disableRollback: true };
    expect(decide(facts(own))).toEqual({ kind: 'ask', question: 'ownCompleted' });
    expect(decide(facts(own, { ownCompleted: true })).kind).toBe('disconnect');
  });

  test('when CloudFormation does not list its operations, once the events show a completed deployment', () => {
    const own = { ...USER_DELETES, operations: undefined };
    expect(decide(facts(own))).toEqual({ kind: 'ask', question: 'ownCompleted' });
    expect(decide(facts(own, { ownCompleted: true })).kind).toBe('disconnect');
  });
});

describe('a server is kept', () => {
  test.each(STATUSES.filter((status) => !/^(DELETE_IN_PROGRESS|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)$/.test(status)))(
    'while its stack is %s, whatever else is known',
    (status) => {
      const own = stack({ ...USER_DELETES, status });
      expect(decide(facts(own, { ownCompleted: true, holder: null })).kind).toBe('keep');
      expect(
        decide(facts(USER_DELETES, { root: own, ownCompleted: true, rootCompleted: true, holder: null })).kind,
      ).toBe('keep');
      expect(
        decide(facts(CLEANING_UP, { root: own, ownCompleted: true, rootCompleted: true, holder: null })).kind,
      ).toBe('keep');
    },
  );

  test('when CloudFormation itself deletes a stack that could not be created (OnFailure=DELETE, StackSets)', () => {
    const reason = 'The following resource(s) failed to create: [Database]. Delete requested by user.';
    const own = { ...USER_DELETES, reason };
    expect(decide(facts(own, { ownCompleted: true })).kind).toBe('keep');
  });

  test.each([
    ['a rolled back creation', { operations: ['DELETE_STACK', 'ROLLBACK', 'CREATE_STACK'] }],
    ['a deletion after a failed deletion', { operations: ['DELETE_STACK', 'DELETE_STACK', 'CREATE_STACK'] }],
    ['a creation without rollback', { disableRollback: true }],
    ['a deletion for a reason that is not known', { reason: 'Stack creation time exceeded the specified timeout.' }],
  ])('when the stack never completed a deployment: after %s only the events tell', (_, state) => {
    const own = { ...USER_DELETES, ...state };
    expect(decide(facts(own))).toEqual({ kind: 'ask', question: 'ownCompleted' });
    expect(decide(facts(own, { ownCompleted: false })).kind).toBe('keep');
  });

  test('when the nested stack that held it never completed a deployment, though its root did', () => {
    const own = { ...deletedByParent(), disableRollback: true };
    const known = { root: stack(USER_DELETES), ownCompleted: false };
    expect(decide(facts(own, known)).kind).toBe('keep');
    expect(decide(facts(own, { ...known, root: stack(CLEANING_UP), holder: null })).kind).toBe('keep');
  });

  test('when the root never completed a deployment, though the nested stack that held it did', () => {
    const root = stack({ ...USER_DELETES, disableRollback: true });
    expect(decide(facts(deletedByParent(), { root }))).toEqual({ kind: 'ask', question: 'rootCompleted' });
    expect(decide(facts(deletedByParent(), { root, rootCompleted: false })).kind).toBe('keep');
  });

  test('when another connection holds it: a renamed or moved construct', () => {
    expect(decide(facts(CLEANING_UP))).toEqual({ kind: 'ask', question: 'holder' });
    expect(decide(facts(CLEANING_UP, { holder: 'Renamed' }))).toMatchObject({ kind: 'keep', doubtful: false });
  });

  test('and looked at once more when the holder seems to be the deleted connection itself', () => {
    expect(decide(facts(CLEANING_UP, { holder: 'Connection' }))).toMatchObject({ kind: 'keep', doubtful: true });
  });
});

describe('a second look is taken', () => {
  test.each(['UPDATE_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED'])(
    'at %s, which CloudFormation may still show when it has gone on to delete',
    (status) => expect(decide(facts({ status }))).toMatchObject({ doubtful: true }),
  );

  test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_COMPLETE'])(
    'but not at %s, which explains the Delete',
    (status) => expect(decide(facts({ status }))).toMatchObject({ doubtful: false }),
  );
});

describe('whatever the facts', () => {
  test('only a deletion or a clean-up of both the stack and its root disconnects', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        if (decide(known).kind !== 'disconnect') return;
        const states = [known.own.status, known.root?.status ?? known.own.status];
        expect(['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']).toEqual(expect.arrayContaining(states));
        expect(states).not.toEqual(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS']);
      }),
    );
  });

  test('a known holder, or a stack known to have never completed, is never overruled', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        if (decide({ ...known, ownCompleted: false, rootCompleted: false }).kind !== 'disconnect') return;
        expect(known.holder ?? null).toBeNull();
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

function stack(state: Partial<StackState> & { status: string }): StackState {
  return { disableRollback: false, ...state };
}

function facts(own: Partial<StackState> & { status: string }, known: Partial<Facts> = {}): Facts {
  return { logicalId: 'Connection', own: stack(own), ...known };
}

function deletedByParent() {
  return { status: 'DELETE_IN_PROGRESS', operations: ['DELETE_STACK', 'CREATE_STACK'] };
}

function anyFacts(): fc.Arbitrary<Facts> {
  const operation = fc.constantFrom('CREATE_STACK', 'UPDATE_STACK', 'DELETE_STACK', 'ROLLBACK', 'CONTINUE_ROLLBACK');
  const state = fc.record({
    status: fc.constantFrom(...STATUSES, 'DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    reason: fc.constantFrom(undefined, 'User Initiated', 'The following resource(s) failed to create: [X]. '),
    disableRollback: fc.boolean(),
    operations: fc.option(fc.array(operation, { maxLength: 4 }), { nil: undefined }),
  });
  const answer = fc.constantFrom(undefined, true, false);
  return fc.record({
    logicalId: fc.constant('Connection'),
    own: state,
    root: fc.option(state, { nil: undefined }),
    ownCompleted: answer,
    rootCompleted: answer,
    holder: fc.constantFrom(undefined, null, 'Connection', 'Other'),
  });
}
