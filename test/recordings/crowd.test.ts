import { Deadline } from '../../lambda/aws/deadline';
import { eventsOf } from '../../lambda/aws/events';
import { ServiceServer } from '../lambda/service-server';
import { AS_USUAL, CloudFormation } from './cloudformation';
import { GENERIC, type Row, STACK } from './table';

/* How many connections go at one time: throttled calls of that many are spread over the time that all of them take. */

const service = new ServiceServer();

beforeAll(() => service.start());
afterAll(() => service.stop());

/** What the function counts in a clean-up that deletes these, ten of each. */
async function crowdOf(stack: string, ...goingIds: readonly ((index: number) => string)[]): Promise<number> {
  const deadline = new Deadline(60_000);
  const about = (status: string): Row => rowOf({ stack, logicalId: stack, type: STACK, status, shape: 'own' });
  const going = goingIds.flatMap((idOf, kind) =>
    Array.from({ length: 10 }, (_, index) => {
      const logicalId = `Resource${kind}x${index}`;
      const status = 'DELETE_IN_PROGRESS';
      return rowOf({ stack, logicalId, type: GENERIC, status, physicalId: idOf(index), shape: 'bare' });
    }),
  );
  const rows = [about('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), ...going];
  const shown = { rows, began: deadline.began, idOf: (name: string) => name, propertiesOf: () => ({}) };
  service.answer(new CloudFormation(shown, AS_USUAL).answer(questionAbout(stack)));
  await eventsOf(`stack:${stack}`, deadline);
  deadline.close();
  return deadline.pace.crowd;
}

function rowOf(row: Omit<Row, 'seconds' | 'physicalId' | 'reason'> & Partial<Row>): Row {
  return { seconds: 0, physicalId: `stack:${row.stack}`, reason: '', ...row };
}

function questionAbout(stack: string): URLSearchParams {
  return new URLSearchParams({ Action: 'DescribeStackEvents', StackName: `stack:${stack}` });
}

const serverId = (index: number) => `s-${String(index).padStart(17, '0')}`;
const otherAccount = (index: number) => `123456789012/s-${String(index).padStart(17, '1')}`;
const foreignId = (index: number) => `foreign-${index}`;

test('what a clean-up deletes under the generic type counts where its id is a server', async () => {
  expect(await crowdOf('Servers', serverId, otherAccount)).toBe(20);
});

test('what else a clean-up deletes under the generic type does not count', async () => {
  expect(await crowdOf('Mixed', serverId, foreignId)).toBe(10);
  expect(await crowdOf('Foreign', foreignId)).toBe(1);
});
