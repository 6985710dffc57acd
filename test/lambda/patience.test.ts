import { Deadline } from '../../lambda/aws/deadline';
import { retrying } from '../../lambda/aws/retry';

/* How a throttled call is repeated; chance is at its most, and a pause takes no time but on the deadline's clock. */

let deadline: Deadline;
let pauses: number[];
let elapsed: number;

beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(1);
  deadline = new Deadline(900_000);
  pauses = [];
  elapsed = 0;
  jest.spyOn(deadline, 'elapsed', 'get').mockImplementation(() => elapsed);
  jest.spyOn(deadline, 'remaining', 'get').mockImplementation(() => 900_000 - elapsed);
  deadline.pause = async (milliseconds) => {
    pauses.push(Math.round(milliseconds));
    elapsed += milliseconds;
  };
});
afterEach(() => {
  deadline.close();
  jest.restoreAllMocks();
});

test('a throttled try waits nine seconds at most, and longer the longer it lasts, as long as there is time', async () => {
  await retrying(deadline, throttled(8));
  expect(pauses).toEqual([9_000, 9_000, 10_800, 17_280, 27_648, 44_237, 52_136, 48_660]);
});

test('what one call has waited the next one knows', async () => {
  await retrying(deadline, throttled(4));
  await retrying(deadline, throttled(0));
  await retrying(deadline, throttled(1));
  expect(pauses).toEqual([9_000, 9_000, 10_800, 17_280, 27_648]);
});

test.each([
  [45_000, [5_000, 5_000, 5_000]],
  [120_000, [8_000, 8_000, 8_000]],
  [200_000, [9_000, 9_000, 10_800]],
])('where %d milliseconds are left there is time for many tries', async (left, expected) => {
  jest.spyOn(deadline, 'remaining', 'get').mockReturnValue(left);
  await retrying(deadline, throttled(3));
  expect(pauses).toEqual(expected);
});

test('a failure that is no throttling waits from half a second on', async () => {
  await retrying(deadline, throttled(2));
  await retrying(deadline, failing(3));
  expect(pauses.slice(2)).toEqual([500, 1_000, 2_000]);
});

test('a service that names a longer time is left alone for that, but not for all the time', async () => {
  await retrying(deadline, throttled(2, 12_000));
  await retrying(deadline, throttled(1, 3_600_000));
  expect(pauses).toEqual([12_000, 12_000, 20_000]);
});

describe('two calls of one request that are throttled', () => {
  test('make the tries of one: the second waits until the first gets through, then goes at once', async () => {
    const tries: string[] = [];
    await Promise.all([
      retrying(
        deadline,
        throttled(3, 0, () => tries.push('first')),
      ),
      retrying(
        deadline,
        throttled(1, 0, () => tries.push('second')),
      ),
    ]);
    expect(tries).toEqual(['first', 'second', 'first', 'first', 'first', 'second']);
    expect(pauses).toHaveLength(3);
  });

  test('try each by itself where it does not help the second that the first got through', async () => {
    await Promise.all([retrying(deadline, throttled(1)), retrying(deadline, throttled(3))]);
    expect(pauses).toHaveLength(3);
  });

  test('go on alone if the first is refused for good', async () => {
    const first = retrying(deadline, async () => {
      throw Object.assign(
        new Error(),
        pauses.length > 0 ? { $metadata: { httpStatusCode: 400 } } : { name: 'Throttling' },
      );
    });
    await expect(Promise.all([first, retrying(deadline, throttled(1))])).rejects.toMatchObject({ $metadata: {} });
    await retrying(deadline, throttled(1));
    expect(pauses).toEqual([9_000, 9_000]);
  });

  test('go on as soon as the first is no longer throttled, though it goes on failing', async () => {
    const first = retrying(
      deadline,
      throttled(1, 0, () => {}, failing(5)),
    );
    await retrying(deadline, throttled(1));
    expect(pauses.length).toBeLessThan(6);
    await first;
    expect(pauses).toHaveLength(6);
  });

  test('do not hold up a third that fails otherwise', async () => {
    const done: string[] = [];
    const note = (what: string) => () => void done.push(what);
    await Promise.all([
      retrying(deadline, throttled(4)).then(note('throttled')),
      retrying(deadline, failing(1)).then(note('failed once')),
    ]);
    expect(done).toEqual(['failed once', 'throttled']);
  });
});

/** A call that is throttled so often, and then goes on as another. */
function throttled(times: number, retryAfter = 0, tried = () => {}, then = async () => {}): () => Promise<void> {
  let left = times;
  return async () => {
    tried();
    if (left-- > 0) throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling', retryAfter });
    return then();
  };
}

/** A call that gets no answer so often. */
function failing(times: number): () => Promise<void> {
  let left = times;
  return async () => {
    if (left-- > 0) throw new Error('no answer');
  };
}
