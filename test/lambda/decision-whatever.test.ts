import * as fc from 'fast-check';
import type { Facts } from '../../lambda/custody/facts';
import { decide } from '../../lambda/custody/rules';
import { CLEANING_UP, DELETING, GOING } from './decision-facts';
import { STATUSES } from './statuses';

describe('whatever the facts', () => {
  test('a server is released only in a deletion or a clean-up of both its stack and the root', () => {
    ifReleased(({ own, root }) => {
      const states = [own, root ?? own];
      expect([DELETING, CLEANING_UP]).toEqual(expect.arrayContaining(states));
      expect(states).not.toEqual([CLEANING_UP, DELETING]);
    });
  });

  test('a server is released only if a completed deployment held it and the connection is being deleted', () => {
    ifReleased(({ history }) => {
      expect(history).toMatchObject({ held: true, status: DELETING, policyChanged: false });
    });
  });

  test('a server of a nested stack is released only if every parent shows why', () => {
    ifReleased(({ root, history }) => expect(root === undefined || history?.explained).toBe(true));
  });

  test('a server that another connection holds is released only with the whole tree', () => {
    ifReleased(({ own, root, holders }) => {
      if ((root ?? own) !== DELETING) expect(holders?.other).toBeUndefined();
    });
  });

  test('every question is about a fact that is missing, so that answering comes to an end', () => {
    fc.assert(
      fc.property(anyFacts(), (known) => {
        const decision = decide(known);
        if ('ask' in decision) expect(known[decision.ask]).toBeUndefined();
      }),
    );
  });
});

function ifReleased(check: (facts: Facts) => void): void {
  fc.assert(
    fc.property(anyFacts(), (known) => {
      const decision = decide(known);
      if ('outcome' in decision && decision.outcome === 'release') check(known);
    }),
    { numRuns: 1_000 },
  );
}

function anyFacts(): fc.Arbitrary<Facts> {
  const likely = [DELETING, CLEANING_UP];
  const status = fc.oneof(fc.constantFrom(...STATUSES), fc.constantFrom(...likely));
  const newest = fc.constantFrom(undefined, DELETING, ...STATUSES);
  const history = fc.record({
    held: fc.option(fc.boolean(), { nil: undefined }),
    status: newest,
    explained: fc.boolean(),
    regained: fc.boolean(),
    givenBack: fc.boolean(),
    retained: fc.boolean(),
    policyChanged: fc.boolean(),
  });
  const other = fc.constantFrom(undefined, 'Other');
  return fc.record({
    own: status,
    root: fc.option(status, { nil: undefined }),
    history: fc.option(fc.oneof(history, fc.constant(GOING)), { nil: undefined }),
    origin: fc.option(fc.record({ held: fc.option(fc.boolean(), { nil: undefined }) }), { nil: undefined }),
    holders: fc.option(fc.record({ other, moved: fc.boolean(), itself: fc.boolean(), fresh: fc.boolean() }), {
      nil: undefined,
    }),
  });
}
