import type { Events } from '../../lambda/custody/evidence';
import { COMPLETED, lastTime, lastWholeTime } from '../../lambda/custody/history';

/* When a deployment of a whole tree last completed, by the events of the root and of a stack nested in it about themselves. */

const SKIPPED = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_COMPLETE'];

test('a nested stack whose rollback was skipped is not whole when its root completes an update that leaves it alone', async () => {
  const nested = logOf(1, ['CREATE_COMPLETE', ...SKIPPED]);
  expect(await lastWholeTime(ROOT, COMPLETED, [nested])).toBe(1);
});

test('it is whole again when it has completed an update of its own', async () => {
  const nested = logOf(1, ['CREATE_COMPLETE', ...SKIPPED, 'UPDATE_COMPLETE']);
  expect(await lastWholeTime(ROOT, COMPLETED, [nested])).toBe(9);
});

test('a nested stack that was rolled back without trouble is whole', async () => {
  const nested = logOf(1, ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']);
  expect(await lastWholeTime(ROOT, COMPLETED, [nested])).toBe(9);
});

test('a middle stack that is updated alone does not complete what has failed in a stack nested in it', async () => {
  const root = logOf(2, ['CREATE_COMPLETE']);
  const middle = logOf(1, ['CREATE_COMPLETE', '', '', '', '', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE']);
  const failed = logOf(0, ['CREATE_COMPLETE', '', '', 'UPDATE_IN_PROGRESS', 'UPDATE_FAILED']);
  expect(await lastTime([logOf(0, ['CREATE_COMPLETE']), middle, root], COMPLETED)).toBe(7);
  expect(await lastTime([failed, middle, root], COMPLETED)).toBe(2);
});

/** Created at 1, and updated at 9. */
const ROOT = logOf(1, ['CREATE_COMPLETE', ...Array(7).fill('UPDATE_IN_PROGRESS'), 'UPDATE_COMPLETE']);

/** One event of the stack about itself for each moment from the first on, but for the empty ones. */
function logOf(first: number, statuses: readonly string[]): Events {
  const stackId = 'the stack';
  const about = { id: '', type: 'AWS::CloudFormation::Stack', logicalId: '', physicalId: stackId };
  const events = statuses.map((status, index) => ({ ...about, status, time: first + index })).reverse();
  const shown = events.filter(({ status }) => status !== '');
  return {
    stackId,
    async *newestFirst() {
      yield* shown;
    },
  };
}
