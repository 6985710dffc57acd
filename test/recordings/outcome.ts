import type { Handled } from './aws';
import type { Case } from './case';
import { BESIDE_NEIGHBOURS } from './neighbours';
import { IN_NESTED_STACKS } from './nested-stacks';
import { IN_ONE_STACK } from './one-stack';

export const CASES: readonly Case[] = [...IN_ONE_STACK, ...IN_NESTED_STACKS, ...BESIDE_NEIGHBOURS];

/** The answer, and whether MGN was asked to disconnect. */
export function expectOutcome({ answers, disconnected }: Handled, one: Case): void {
  // on a slow machine an answer may be sent again before the first one has been accepted
  const given = [...new Map(answers.map((answer) => [JSON.stringify(answer), answer])).values()];
  const answered = one.deletes.map(() => ({ Status: one.status, Reason: expect.stringMatching(one.reason) }));
  expect({ answers: given, disconnected: [...new Set(disconnected)].sort() }).toMatchObject({
    answers: answered,
    disconnected: one.disconnected,
  });
}
