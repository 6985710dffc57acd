import { aboutConnection, aboutStack } from '../lambda/answers';
import { playDelete } from '../lambda/played-delete';

/* RETAIN that only a failed update without rollback has deployed: it is unknown which policy CloudFormation follows. */

test('RETAIN of an update that failed does not keep a server without a word', async () => {
  const events = [
    aboutStack('CREATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_COMPLETE'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_COMPLETE'),
    aboutStack('UPDATE_FAILED'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ];
  const answer = await playDelete({ status: 'DELETE_IN_PROGRESS', events }, { RemovalPolicy: 'retain' });
  expect(answer).toMatchObject({
    status: 'FAILED',
    disconnects: 0,
    reason: expect.stringMatching(/^cannot tell .* removal policy/),
  });
});
