import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest } from '../../local-aws/src/kernel/types';
import { DESTROYED, deletion, eventsOf, json, resourcesOf, SERVER, stackOf, THROTTLED } from './answers';
import { environmentOf, respond } from './invocation';
import { batchOf } from './queue';

/* A gate and a Create ask some of their questions with a part of the time only: others of their batch have more. */

const GATE = {
  ...deletion(),
  RequestId: 'request-1',
  ResourceType: 'Custom::MgnRemovalGate',
  LogicalResourceId: 'Gate',
  PhysicalResourceId: 'mgn-removal-gate',
  ResourceProperties: { Guards: {}, Servers: [] },
};
const CREATE = { ...deletion(), RequestId: 'request-1', RequestType: 'Create', PhysicalResourceId: undefined };

test.each<[string, object, number]>([
  ['a gate', GATE, 460_000],
  ['a Create', CREATE, 120_000],
  ['another Delete', { ...deletion(), RequestId: 'request-1' }, 460_000],
])('a Delete that shares a batch with %s has all of its time', async (_, other, busyFor) => {
  const batch = batchOf(4);
  if (batch.Records[1]) batch.Records[1].body = JSON.stringify(other);
  const answers: Record<string, string>[] = [];
  let disconnects = 0;
  let asked = 0;
  let began = 0;
  const reply = (request: HttpRequest, clock: VirtualClock) => {
    const since = clock.now() - began;
    if (request.method === 'PUT') answers.push({ ...JSON.parse(request.body.toString()), since: String(since) });
    if (request.method === 'PUT') return respond('');
    if (request.path === '/DisconnectFromService') disconnects += 1;
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (request.path !== '/') return json(request.path === '/DescribeSourceServers' ? { items: [server] } : server);
    const form = new URLSearchParams(request.body.toString());
    if (form.get('Action') === 'ListStackResources') return resourcesOf();
    if (form.get('Action') === 'DescribeStackEvents') return eventsOf(DESTROYED, Number(form.get('NextToken') ?? 0));
    return asked++ > 0 && since < busyFor ? THROTTLED : stackOf('DELETE_IN_PROGRESS');
  };
  const { send, clock } = environmentOf(reply);
  began = clock.now();
  await send(batch);
  const ofDeletes = answers.filter(({ RequestId }) => RequestId !== 'request-1');
  expect(ofDeletes.map(({ RequestId, Status, since }) => ({ RequestId, Status, since }))).toEqual(
    ofDeletes.map(() => expect.objectContaining({ Status: 'SUCCESS' })),
  );
});
