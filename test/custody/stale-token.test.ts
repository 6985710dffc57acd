import { DESTROYED, event } from '../lambda/answers';
import { playDelete } from '../lambda/played-delete';

/* A page token may be good no more: one of an earlier request, or one that throttling has held up. */

test('a page token that is good no more is no reason to fail a Delete: the events are read anew', async () => {
  const neighbours = Array.from({ length: 25 }, () => event('Other', 'other', 'DELETE_IN_PROGRESS'));
  const events = [...DESTROYED, ...neighbours];
  const answer = await playDelete({ status: 'DELETE_IN_PROGRESS', events, expiredToken: true });
  expect(answer).toMatchObject({
    status: 'SUCCESS',
    disconnects: 1,
    reason: 'disconnected: the stack is being deleted',
  });
});
