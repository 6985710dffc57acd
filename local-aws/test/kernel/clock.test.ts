import { RealClock, VirtualClock } from '../../src/kernel/clock';

describe.each([
  ['real', () => new RealClock()],
  ['virtual', () => new VirtualClock()],
])('a %s clock', (_name, create) => {
  let clock: RealClock | VirtualClock;
  let fired: string[];
  const at = (ms: number, name: string) => clock.after(ms, () => fired.push(name));
  beforeEach(() => {
    clock = create();
    fired = [];
  });
  afterEach(() => clock.stop());

  test('advancing moves now() by as much', async () => {
    const [began, before] = [Date.now(), clock.now()];
    await clock.advance(3_600_000);
    const moved = clock.now() - before;
    expect(moved).toBeGreaterThanOrEqual(3_600_000);
    expect(moved).toBeLessThanOrEqual(3_600_000 + Date.now() - began);
  });

  test('advancing runs what falls due, earliest first, and nothing else', async () => {
    at(30_000, 'c');
    at(10_000, 'a');
    at(20_000, 'b');
    at(90_000, 'later');
    await clock.advance(60_000);
    expect(fired).toEqual(['a', 'b', 'c']);
  });

  test('timers of one instant run in the order they were set', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    for (const name of ['a', 'b', 'c']) at(10_000, name);
    now.mockRestore();
    await clock.advance(20_000);
    expect(fired).toEqual(['a', 'b', 'c']);
  });

  test('what a timer sets in turn runs in the same move when it falls due within it', async () => {
    clock.after(10_000, () => at(10_000, 'second'));
    void clock
      .sleep(5_000)
      .then(() => clock.sleep(5_000))
      .then(() => fired.push('slept'));
    await clock.advance(30_000);
    expect(fired).toEqual(['slept', 'second']);
  });

  test('a timer sees the time it was set for', async () => {
    const [began, before] = [Date.now(), clock.now()];
    let seen = 0;
    clock.after(10_000, () => {
      seen = clock.now() - before;
    });
    await clock.advance(60_000);
    expect(seen).toBeGreaterThanOrEqual(10_000);
    expect(seen).toBeLessThanOrEqual(10_000 + Date.now() - began);
  });

  test('a cancelled timer does not run', async () => {
    at(10_000, 'a')();
    await clock.advance(60_000);
    expect(fired).toEqual([]);
  });

  test('two moves at once add up', async () => {
    const before = clock.now();
    at(15_000, 'a');
    await Promise.all([clock.advance(10_000), clock.advance(10_000)]);
    expect(clock.now() - before).toBeGreaterThanOrEqual(20_000);
    expect(fired).toEqual(['a']);
  });

  test('a stopped clock runs nothing', async () => {
    at(10_000, 'a');
    clock.stop();
    await clock.advance(60_000);
    expect(fired).toEqual([]);
  });
});

test('a real clock runs timers by itself, also those that an advance brought near', async () => {
  const clock = new RealClock();
  const ran = new Promise<void>((resolve) => clock.after(60_020, resolve));
  await clock.advance(60_000);
  await ran;
  clock.stop();
});

test('a real clock can wait for longer than setTimeout can', () => {
  const setTimeouts = jest.spyOn(global, 'setTimeout');
  const clock = new RealClock();
  clock.after(2 ** 32, () => {});
  expect(setTimeouts.mock.calls.map(([, delay]) => delay)).toEqual([2 ** 31 - 1]);
  clock.stop();
  setTimeouts.mockRestore();
});

test('a virtual clock stands still by itself', async () => {
  const clock = new VirtualClock({ start: 5 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(clock.now()).toBe(5);
});

test('an automatic clock jumps from timer to timer while nothing else happens', async () => {
  const clock = new VirtualClock({ auto: true, start: 0 });
  await clock.sleep(3_600_000);
  await clock.sleep(3_600_000);
  expect(clock.now()).toBe(7_200_000);
});

test('an automatic clock does not jump while something is busy', async () => {
  let busy = true;
  const clock = new VirtualClock({ auto: true, start: 0, busy: () => busy });
  let timedOut = false;
  const cancel = clock.after(3_000, () => {
    timedOut = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  cancel();
  busy = false;
  await clock.sleep(10_000);
  expect([timedOut, clock.now()]).toEqual([false, 10_000]);
});
