import { DeadlineExceeded } from '../../lambda/runtime/deadline';
import { Shared } from '../../lambda/runtime/shared';

/* Who asks CloudFormation the same as others, at the same time. */

let questions: Shared;
beforeEach(() => {
  questions = new Shared();
});

test('who asks alone gets the answer to that', async () => {
  expect(await questions.ask('q', async () => 1)).toBe(1);
  expect(await questions.ask('q', async () => 2)).toBe(2);
});

test('who asks while the same is asked gets no answer to a question that was asked before, and shares the next', async () => {
  const begun: (() => void)[] = [];
  const ask = () => new Promise<number>((resolve) => begun.push(() => resolve(begun.length)));
  const answers = [questions.ask('q', ask), questions.ask('q', ask), questions.ask('q', ask)];
  expect(begun).toHaveLength(1);
  begun[0]?.();
  expect(await answers[0]).toBe(1);
  expect(begun).toHaveLength(2);
  answers.push(questions.ask('q', ask));
  begun[1]?.();
  expect(await Promise.all(answers.slice(1, 3))).toEqual([2, 2]);
  expect(begun).toHaveLength(3);
  begun[2]?.();
  expect(await answers[3]).toBe(3);
});

test('another question is asked at once', async () => {
  const never = new Promise<never>(() => {});
  void questions.ask('one', () => never);
  expect(await questions.ask('two', async () => 2)).toBe(2);
});

test('a question that fails fails for those who have asked it, and for nobody after them', async () => {
  let fail = () => {};
  const first = questions.ask('f', () => new Promise((_, reject) => (fail = () => reject(new Error('throttled')))));
  const next = questions.ask('f', async () => 2);
  fail();
  await expect(first).rejects.toThrow('throttled');
  expect(await next).toBe(2);
});

test('who shares a question for which the time of the asker is up asks for himself; the asker does not', async () => {
  let giveUp = () => {};
  const first = questions.ask('d', () => new Promise((_, reject) => (giveUp = () => reject(new DeadlineExceeded()))));
  const second = questions.ask('d', async () => Promise.reject(new DeadlineExceeded()));
  const third = questions.ask('d', async () => 3);
  giveUp();
  await expect(first).rejects.toThrow('the time is up');
  await expect(second).rejects.toThrow('the time is up');
  expect(await third).toBe(3);
});
