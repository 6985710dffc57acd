import { Concurrency } from '../../src/lambda/concurrency';
import type { FunctionConfiguration } from '../../src/lambda/configuration';
import { running, start } from './running-lambda';

const named = (name: string, reservedConcurrency?: number) => ({ name, reservedConcurrency }) as FunctionConfiguration;

const throttledFor = (Reason: string) =>
  expect.objectContaining({ code: 'TooManyRequestsException', status: 429, members: { Type: 'User', Reason } });

test('an account runs a thousand invocations at once, and the next one is throttled until one ends', () => {
  const [a, b] = [named('a'), named('b')];
  const concurrency = new Concurrency(() => [a, b]);
  const leave = Array.from({ length: 1000 }, (_, i) => concurrency.enter(i % 2 ? a : b));
  expect(errorOf(() => concurrency.enter(a))).toEqual(throttledFor('ConcurrentInvocationLimitExceeded'));
  leave[0]?.();
  concurrency.enter(a);
  expect(errorOf(() => concurrency.enter(b))).toEqual(throttledFor('ConcurrentInvocationLimitExceeded'));
});

test('what a function reserves is its own: the others have the rest, and it has no more', () => {
  const [own, other] = [named('own', 998), named('other')];
  const concurrency = new Concurrency(() => [own, other]);
  for (let i = 0; i < 2; i++) concurrency.enter(other);
  expect(errorOf(() => concurrency.enter(other))).toEqual(throttledFor('ConcurrentInvocationLimitExceeded'));
  for (let i = 0; i < 998; i++) concurrency.enter(own);
  expect(errorOf(() => concurrency.enter(own))).toEqual(
    throttledFor('ReservedFunctionConcurrentInvocationLimitExceeded'),
  );
});

describe('of a throttled event', () => {
  beforeEach(() => start());
  afterEach(() => running.close());

  test('the tries come after 1, 2, 4, … seconds, at most 5 minutes, until it is 6 hours old', async () => {
    const name = await running.declare('exports.handler = async () => {}', { ReservedConcurrentExecutions: 0 });
    const tries: number[] = [];
    const enter = jest.spyOn(Concurrency.prototype, 'enter').mockImplementation(({ name }) => {
      tries.push(running.clock.now());
      throw new Error(`${name} is throttled`);
    });
    running.lambda.functions.invokeAsync(name, {});
    await running.clock.advance(24 * 3600_000);
    enter.mockRestore();
    const gaps = tries.slice(1).map((time, i) => (time - (tries[i] ?? 0)) / 1000);
    expect(gaps.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(new Set(gaps.slice(9))).toEqual(new Set([300]));
    const age = ((tries.at(-1) ?? 0) - (tries[0] ?? 0)) / 3600_000;
    expect(age).toBeLessThanOrEqual(6);
    expect(age).toBeGreaterThan(6 - 300 / 3600);
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
