import type { Handled } from './aws';
import { inForms, OLD } from './case';
import { CASES, expectOutcome } from './outcome';
import { replay, replayOverHttp } from './replay';

/*
 * What the built function decides where AWS shows what it has shown in recordings, without the local AWS: every Delete in
 * the recorded form over HTTP, and in the form that the local AWS had before, in process.
 */

describe('over HTTP, as AWS shows it', () => {
  let outcomes: Handled[] = [];
  // what is doubtful is looked at again for eight seconds of real time: all at once
  beforeAll(async () => {
    outcomes = await replayOverHttp(CASES);
  });

  test.each(CASES.map((one, index) => ({ ...one, index })))('$title', (one) => {
    expectOutcome(outcomes[one.index] as Handled, one);
  });
});

describe('where deletions show the declared type, the properties and ids with a time', () => {
  test.each(CASES)('$title', async (one) => {
    expectOutcome(await replay(inForms(one, () => OLD)), one);
  });
});
