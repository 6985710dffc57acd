import * as cloudFormation from '../../lambda/aws/cloudformation';
import { Deadline } from '../../lambda/aws/deadline';
import { eventsOf } from '../../lambda/aws/events';

jest.mock('../../lambda/aws/cloudformation');

/* Two who read the events of a stack at a time, as the gate does for a tree of stacks. */

const STACK = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/One/1';
const answers: ((events: readonly string[]) => void)[] = [];
const deadline = new Deadline(60_000);
afterAll(() => deadline.close());

test('a reader asks when the one before it has its answer, so that no older answer comes last', async () => {
  jest.mocked(cloudFormation.ask).mockImplementation(
    () =>
      new Promise((resolve) => {
        answers.push((events) => resolve({ StackEvents: events.map(event) }));
      }),
  );
  const reading = Promise.all([eventsOf(STACK, deadline), eventsOf(STACK, deadline)]);
  await settled();
  expect(answers).toHaveLength(1);
  answers[0]?.(['A']);
  await settled();
  expect(answers).toHaveLength(2);
  answers[1]?.(['B', 'A']);
  const [log] = await reading;
  const ids: string[] = [];
  for await (const { id } of log.newestFirst(deadline)) ids.push(id);
  expect(ids).toEqual(['B', 'A']);
});

const event = (EventId: string) => ({ EventId, StackId: STACK, Timestamp: new Date(0) });

/** When all that waits for no answer has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
