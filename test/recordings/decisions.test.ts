import type { Outcome } from './aws';
import { type Case, inForms, OLD } from './case';
import { IN_NESTED_STACKS } from './nested-stacks';
import { IN_ONE_STACK } from './one-stack';
import { replay, replayOverHttp } from './replay';

/*
 * What the built function decides where AWS shows what it has shown in recordings, without the local AWS: every Delete in
 * the recorded form over HTTP, and in the form that the local AWS had before, in process.
 */

const CASES = [...IN_ONE_STACK, ...IN_NESTED_STACKS];

describe('over HTTP, as AWS shows it', () => {
  let outcomes: Outcome[] = [];
  // what is doubtful is looked at again for eight seconds of real time: all at once
  beforeAll(async () => {
    outcomes = await replayOverHttp(CASES);
  }, 120_000);

  test.each(CASES.map((one, index) => ({ ...one, index })))('$title', (one) => {
    expectOutcome(outcomes[one.index] as Outcome, one);
  });
});

describe('where deletions show the declared type, the properties and ids with a time', () => {
  test.each(CASES)('$title', async (one) => {
    expectOutcome(
      await replay(
        inForms(one, () => OLD),
        undefined,
      ),
      one,
    );
  });
});

function expectOutcome({ answers, disconnected }: Outcome, one: Case): void {
  const answered = one.deletes.map(() => ({ Status: one.status, Reason: expect.stringMatching(one.reason) }));
  expect({ answers, disconnected: [...new Set(disconnected)].sort() }).toMatchObject({
    answers: answered,
    disconnected: one.disconnected,
  });
}
