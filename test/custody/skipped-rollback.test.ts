import { aboutConnection, aboutStack, CREATED } from '../lambda/answers';
import { play } from '../lambda/play';

/* ContinueUpdateRollback that skips a connection leaves it as the failed update made it. */

const OLD = 's-0000000000000000b';

const SKIPPED = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE', OLD),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('UPDATE_IN_PROGRESS', OLD),
  aboutConnection('UPDATE_COMPLETE'),
  aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
  aboutConnection('UPDATE_FAILED'),
  aboutStack('UPDATE_ROLLBACK_FAILED'),
  // ContinueUpdateRollback with ResourcesToSkip
  aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
  aboutConnection('UPDATE_COMPLETE'),
  aboutStack('UPDATE_ROLLBACK_COMPLETE'),
];

test('a server that a failed update put into a connection, whose rollback was skipped, stays when the stack is deleted', async () => {
  const events = [...SKIPPED, aboutStack('DELETE_IN_PROGRESS'), aboutConnection('DELETE_IN_PROGRESS')];
  const { disconnects, answer } = await play({ events: () => events });
  expect({ disconnects, reason: answer.Reason }).toMatchObject({ disconnects: 0 });
});

test('nor does a later rollback bring back what was completed: it goes back to what the skipped one has left', async () => {
  const events = [
    ...SKIPPED,
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutStack('UPDATE_ROLLBACK_IN_PROGRESS'),
    aboutStack('UPDATE_ROLLBACK_COMPLETE'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ];
  const { disconnects, answer } = await play({ events: () => events });
  expect({ disconnects, reason: answer.Reason }).toMatchObject({ disconnects: 0 });
});

test('a Delete that comes when the stack is at rest, while its events show that very deletion, is no silent success', async () => {
  const events = [
    ...CREATED,
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    aboutStack('UPDATE_COMPLETE'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ];
  const { answer } = await play({ stack: () => 'UPDATE_COMPLETE', events: () => events });
  expect(answer).toMatchObject({ Status: 'FAILED' });
});
