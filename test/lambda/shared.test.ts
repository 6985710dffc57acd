import { shared } from '../../lambda/runtime/shared';

/* Who asks CloudFormation the same as others, at the same time. */

test('who asks alone gets the answer to that', async () => {
  expect(await shared('q', async () => 1)).toBe(1);
  expect(await shared('q', async () => 2)).toBe(2);
});

test('who asks while the same is asked gets no answer to a question that was asked before, and shares the next', async () => {
  const begun: (() => void)[] = [];
  const ask = () => new Promise<number>((resolve) => begun.push(() => resolve(begun.length)));
  const answers = [shared('q', ask), shared('q', ask), shared('q', ask)];
  expect(begun).toHaveLength(1);
  begun[0]?.();
  expect(await answers[0]).toBe(1);
  expect(begun).toHaveLength(2);
  answers.push(shared('q', ask));
  begun[1]?.();
  expect(await Promise.all(answers.slice(1, 3))).toEqual([2, 2]);
  expect(begun).toHaveLength(3);
  begun[2]?.();
  expect(await answers[3]).toBe(3);
});

test('another question is asked at once', async () => {
  const never = new Promise<never>(() => {});
  void shared('one', () => never);
  expect(await shared('two', async () => 2)).toBe(2);
});

test('a question that fails fails for those who have asked it, and for nobody after them', async () => {
  let fail = () => {};
  const first = shared('f', () => new Promise((_, reject) => (fail = () => reject(new Error('throttled')))));
  const next = shared('f', async () => 2);
  fail();
  await expect(first).rejects.toThrow('throttled');
  expect(await next).toBe(2);
});
