import { Deadline } from '../../lambda/aws/deadline';
import { retrying } from '../../lambda/aws/retry';

/* How long a throttled call waits before its next try; chance is at its most. */

let deadline: Deadline;
let pauses: number[];

beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(1);
  deadline = new Deadline(900_000);
  pauses = [];
  deadline.pause = async (milliseconds) => {
    pauses.push(milliseconds);
  };
});
afterEach(() => {
  deadline.close();
  jest.restoreAllMocks();
});

test('each throttled try waits twice as long as the last one, up to 40 seconds', async () => {
  await retrying(deadline, throttled(5));
  expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 40_000]);
});

test('what one call has learned the next one knows, and forgets little by little', async () => {
  await retrying(deadline, throttled(3));
  await retrying(deadline, throttled(1));
  for (let calls = 0; calls < 20; calls++) await retrying(deadline, throttled(0));
  await retrying(deadline, throttled(1));
  expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000 / 1.2, 5_000]);
});

test.each([
  [45_000, [5_000, 5_000, 5_000]],
  [200_000, [5_000, 10_000, 10_000]],
])('where %d milliseconds are left there is time for many tries', async (left, expected) => {
  jest.spyOn(deadline, 'remaining', 'get').mockReturnValue(left);
  await retrying(deadline, throttled(3));
  expect(pauses).toEqual(expected);
});

test('a failure that is no throttling waits from half a second on', async () => {
  await retrying(deadline, throttled(2));
  let failures = 0;
  await retrying(deadline, async () => {
    if (failures++ < 3) throw new Error('no answer');
  });
  expect(pauses.slice(2)).toEqual([500, 1_000, 2_000]);
});

test('a service that names a longer time is left alone for that, but not for all the time', async () => {
  await retrying(deadline, throttled(2, 7_000));
  await retrying(deadline, throttled(1, 3_600_000));
  expect(pauses).toEqual([7_000, 10_000, 20_000]);
});

/** A call that is throttled so often. */
function throttled(times: number, retryAfter = 0): () => Promise<void> {
  let left = times;
  return async () => {
    if (left-- > 0) throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling', retryAfter });
  };
}
