import { aboutConnection, aboutStack, CREATED, deletion } from '../lambda/answers';
import { play } from '../lambda/play';

/* RETAIN that only a failed update without rollback has deployed: it is unknown which policy CloudFormation follows. */

test('RETAIN of an update that failed does not keep a server without a word', async () => {
  const events = [
    ...CREATED,
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_COMPLETE'),
    aboutStack('UPDATE_FAILED'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ];
  const { answer, disconnects } = await play({ event: deletion({ RemovalPolicy: 'retain' }), events: () => events });
  expect(disconnects).toBe(0);
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^cannot tell .* removal policy/) });
});
