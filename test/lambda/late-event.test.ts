import { join } from 'node:path';
import { VirtualClock } from '../../local-aws/src';
import type { HttpRequest } from '../../local-aws/src/kernel/types';
import { InProcessExecutor } from '../../testing/in-process';
import { aboutConnection, aboutStack, deletion, event, eventsOf, json, SERVER, stackOf } from '../lambda/answers';
import { respond } from '../lambda/invocation';

/*
 * One environment of the function answers two Deletes of a stack that is deleted, one after the other. The event of the
 * second deletion becomes visible a moment after a newer one that the first request has read already.
 */

const OTHER = 's-0000000000000000b';
const PAST = [
  aboutStack('CREATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', ''),
  aboutConnection('CREATE_COMPLETE'),
  event('Second', '', 'CREATE_IN_PROGRESS', 'Custom::MgnSourceServerConnection'),
  event('Second', OTHER, 'CREATE_COMPLETE', 'Custom::MgnSourceServerConnection'),
  aboutStack('CREATE_COMPLETE'),
  aboutStack('DELETE_IN_PROGRESS'),
];
const LATE = event('Second', OTHER, 'DELETE_IN_PROGRESS', 'Custom::MgnSourceServerConnection');
const NEWER = aboutConnection('DELETE_IN_PROGRESS');

const VARIABLES = {
  _HANDLER: 'index.handler',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
};

test.each([
  ['another environment', false],
  ['the environment of the first', true],
])('the second server is disconnected too, by %s', async (_, same) => {
  let isLate = true;
  const gone = new Set<string>();
  const answers: Record<string, string>[] = [];
  const clock: VirtualClock = new VirtualClock({ auto: true, busy: () => executor.busy });
  const handle = async ({ method, path, body }: HttpRequest) => {
    if (method === 'PUT') answers.push(JSON.parse(body.toString()));
    if (method === 'PUT') return respond('');
    if (path === '/') {
      if (body.toString().includes('DescribeStacks&')) return stackOf('DELETE_IN_PROGRESS');
      // the ids of events stay the same: LATE has the number between
      const all = eventsOf([...PAST, LATE, NEWER]);
      if (!isLate) return all;
      return respond(all.body.toString().replace(/<member><EventId>7<.*?<\/member>/s, ''));
    }
    const asked = JSON.parse(body.toString());
    const id = asked.sourceServerID ?? asked.filters.sourceServerIDs[0];
    if (path === '/DisconnectFromService') gone.add(id);
    const dataReplicationState = gone.has(id) ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: id, dataReplicationInfo: { dataReplicationState } };
    return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
  };
  const executor: InProcessExecutor = new InProcessExecutor(() => ({ clock, handle }));
  const taskRoot = join(__dirname, '../../dist/handler');
  const start = () => executor.start({ runtime: 'nodejs22.x', taskRoot, variables: VARIABLES } as never, () => {});
  const send = (environment: ReturnType<typeof start>, request: object) => {
    const payload = Buffer.from(JSON.stringify(request));
    const deadlineMs = clock.now() + 900_000;
    return environment.invoke({ payload, requestId: 'r', functionArn: 'arn', remainingMs: 900_000, deadlineMs });
  };
  const first = start();
  await send(first, deletion());
  isLate = false;
  await clock.sleep(3_000);
  await send(same ? first : start(), {
    ...deletion(),
    LogicalResourceId: 'Second',
    PhysicalResourceId: OTHER,
    ResourceProperties: { SourceServerId: OTHER },
  });
  expect({ gone: [...gone], reason: answers.at(-1)?.Reason }).toMatchObject({ gone: [SERVER, OTHER] });
});
