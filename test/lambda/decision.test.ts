import type { Facts, Verdict } from '../../lambda/custody/facts';
import { decide } from '../../lambda/custody/rules';
import { CLEANING_UP, DELETING, GOING, NOBODY } from './decision-facts';
import { STATUSES } from './statuses';

/** Of a stack in which CloudFormation deletes nothing. */
const STANDING = { ...GOING, status: 'CREATE_COMPLETE' };

const OTHERS = STATUSES.filter((status) => status !== DELETING && status !== CLEANING_UP);

describe('a server is released', () => {
  test.each([
    ['its stack is deleted', { own: DELETING }],
    ['the root is deleted, and the nested stack with it', { own: DELETING, root: DELETING }],
    ['a completed update removes it', { own: CLEANING_UP }],
    ['a completed update removes it from a nested stack', { own: CLEANING_UP, root: CLEANING_UP }],
    ['a completed update of the root removes the nested stack', { own: DELETING, root: CLEANING_UP }],
  ])('when %s, a completed deployment held it, and its connection is being deleted', (_, states) => {
    expect(outcome({ ...states })).toBe('release');
    expect(decide(facts({ ...states, history: undefined }))).toEqual({ ask: 'history' });
    expect(outcome({ ...states, history: { ...GOING, held: false } })).toBe('keep');
    expect(outcome({ ...states, history: { ...GOING, status: undefined } })).toBe('unclear');
    expect(outcome({ ...states, history: { ...GOING, retained: true } })).toBe('keep');
  });
});

describe('a server is kept', () => {
  test.each(OTHERS)('while its stack is %s, whatever else is known', (own) => {
    for (const root of [undefined, DELETING, CLEANING_UP]) {
      expect(outcome({ own, root, history: STANDING })).toBe('keep');
      // unless its events show that very deletion, which that state does not explain
      expect(outcome({ own, root })).toBe(isRollingBack(own) ? 'keep' : 'unclear');
      expect(outcome({ own, root, history: { ...GOING, held: false } })).toBe('keep');
    }
  });

  test.each(OTHERS)('while the root of its stack is %s, or its state is unclear', (root) => {
    expect(outcome({ own: CLEANING_UP, root })).not.toBe('release');
    expect(outcome({ own: DELETING, root })).not.toBe('release');
  });

  test.each(['DELETE_COMPLETE', 'DELETE_SKIPPED'])(
    'when the connection is %s already: the Delete comes late',
    (status) => {
      const late = { own: DELETING, history: { ...GOING, status } };
      expect(decide(facts(late))).toMatchObject({ outcome: 'keep', looks: 'once' });
    },
  );

  test('when this deployment has given it to another connection: a renamed or moved construct', () => {
    expect(decide(facts({ own: CLEANING_UP, holders: undefined }))).toEqual({ ask: 'holders' });
    const moved = facts({ own: CLEANING_UP, holders: { ...NOBODY, other: 'Renamed', moved: true } });
    expect(decide(moved)).toMatchObject({ outcome: 'keep', looks: undefined });
  });

  test('when the same update has given it back to the connection', () => {
    expect(outcome({ own: CLEANING_UP, history: { ...GOING, regained: true } })).toBe('keep');
  });
});

describe('nobody can tell', () => {
  test.each([undefined, 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED'])(
    'while the newest event of the connection is %s',
    (status) => expect(outcome({ own: DELETING, history: { ...GOING, status } })).toBe('unclear'),
  );

  test.each(['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_FAILED', 'UPDATE_IN_PROGRESS', 'missing'])(
    'when its nested stack is deleted or updated alone: the root is %s',
    (root) => {
      expect(outcome({ own: DELETING, root })).toBe('unclear');
      expect(outcome({ own: CLEANING_UP, root })).toBe('unclear');
    },
  );

  test('when its parents do not show that this operation is theirs, unless no completed deployment held it', () => {
    const history = { ...GOING, explained: false };
    expect(decide(facts({ own: DELETING, root: DELETING, history, origin: undefined }))).toEqual({ ask: 'origin' });
    expect(outcome({ own: DELETING, root: DELETING, history })).toBe('unclear');
    expect(outcome({ own: DELETING, root: DELETING, history, origin: { held: false } })).toBe('keep');
  });

  test.each([DELETING, CLEANING_UP])(
    'when the events are older than the states, %s among them: they may lack the deployment that held it',
    (own) => {
      const history = { ...GOING, held: undefined };
      expect(decide(facts({ own, history }))).toMatchObject({ rule: 'D8', outcome: 'unclear', looks: 'often' });
      const alone = facts({ own, root: DELETING, history: { ...history, explained: false }, origin: {} });
      expect(decide(alone)).toMatchObject({ rule: 'D7', outcome: 'unclear' });
    },
  );

  test('when a deployment that did not complete has changed the removal policy, whatever it is now', () => {
    expect(outcome({ own: DELETING, history: { ...GOING, policyChanged: true } })).toBe('unclear');
    expect(outcome({ own: DELETING, history: { ...GOING, policyChanged: true, retained: true } })).toBe('unclear');
  });

  test('when another connection holds it as well, since before this deployment', () => {
    const both = facts({ own: CLEANING_UP, holders: { ...NOBODY, other: 'Other' } });
    expect(decide(both)).toMatchObject({ outcome: 'unclear', looks: 'often' });
  });

  test('when a failed deployment gave it back to the connection, which is listed as if it were not deleted', () => {
    const history = { ...GOING, givenBack: true };
    expect(outcome({ own: CLEANING_UP, history, holders: { ...NOBODY, itself: true } })).toBe('unclear');
    expect(outcome({ own: CLEANING_UP, history })).toBe('release');
  });
});

describe('a second look is taken', () => {
  test.each(['UPDATE_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED'])(
    'at %s, which CloudFormation may still show when it has gone on to delete',
    (own) => expect(decide(facts({ own, history: STANDING }))).toMatchObject({ looks: 'often' }),
  );

  test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'once at %s, after which the stack may have been deleted',
    (own) => expect(decide(facts({ own }))).toMatchObject({ looks: 'once' }),
  );

  test('but not at DELETE_COMPLETE, which explains the Delete', () => {
    expect(decide(facts({ own: 'DELETE_COMPLETE', history: STANDING }))).toMatchObject({ looks: undefined });
  });

  test('when the lists of resources may be older than what is new in the tree', () => {
    const old = facts({ own: CLEANING_UP, holders: { ...NOBODY, fresh: false } });
    expect(decide(old)).toMatchObject({ outcome: 'release', looks: 'once' });
  });
});

/** Those of a connection that must go, but for what is said otherwise. */
function facts(known: Partial<Facts> & { own: string }): Facts {
  return { history: GOING, origin: { held: true }, holders: NOBODY, ...known };
}

function isRollingBack(status: string): boolean {
  return status.includes('ROLLBACK') && status.endsWith('_IN_PROGRESS');
}

function outcome(known: Partial<Facts> & { own: string }): string {
  return (decide(facts(known)) as Verdict).outcome;
}
