import { GATE_TYPE, GATE_VARIABLE } from '../../lib/private/contract';
import {
  aboutConnection,
  aboutStack,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  json,
  resourcesOf,
  SERVER,
  STACK,
  type StackEvent,
  stackOf,
} from './answers';
import { invoke, respond } from './invocation';

/* What CloudFormation shows of a removal gate may be old, or not whole: then no server leaves without its guards. */

const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
const UPDATED = [aboutStack('UPDATE_IN_PROGRESS'), aboutStack(CLEANING_UP)];

test('one old state, of the clean-up before, does not let a server go past the gate that refuses its deletion', async () => {
  const { answer, disconnects } = await play(deletion(), {
    events: [...DESTROYED.slice(0, 4), ...UPDATED, aboutStack('UPDATE_COMPLETE'), ...DESTROYED.slice(4)],
    states: ['DELETE_IN_PROGRESS', CLEANING_UP, 'DELETE_IN_PROGRESS'],
    gate: 'DELETE_FAILED',
  });
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(
      /stays connected: the removal guards refuse the deletion of the stack; Gate says why/,
    ),
  });
  expect(disconnects).toBe(0);
});

test('old events do not, either', async () => {
  const { answer, disconnects } = await play(deletion(), {
    events: [...DESTROYED.slice(0, 4), ...UPDATED, aboutConnection('DELETE_IN_PROGRESS')],
    states: ['DELETE_IN_PROGRESS'],
    gate: 'DELETE_FAILED',
  });
  expect(answer.Status).toBe('FAILED');
  expect(disconnects).toBe(0);
});

test('a clean-up, by state and events, waits for no gate: it was asked before', async () => {
  const { answer, disconnects, asked } = await play(deletion(), {
    events: [...DESTROYED.slice(0, 4), ...UPDATED, aboutConnection('DELETE_IN_PROGRESS')],
    states: [CLEANING_UP],
    gate: 'CREATE_COMPLETE',
  });
  expect([answer.Status, disconnects]).toEqual(['SUCCESS', 1]);
  expect(asked).not.toContain('DescribeStackResource');
});

test('guards of the last completed deployment that the events show in part are not taken for none', async () => {
  const properties = { Guards: { Provider: [{ Kind: 'Never' }] }, Servers: [{ Server: SERVER, Provider: 'Provider' }] };
  const aboutGate = (status: string) => ({ ...event('Gate', 'mgn-removal-gate', status, GATE_TYPE), properties });
  const request = {
    ...deletion(),
    LogicalResourceId: 'Gate',
    PhysicalResourceId: 'mgn-removal-gate',
    ResourceType: GATE_TYPE,
    ResourceProperties: { ...properties, Guards: { Provider: [] } },
  };
  const events = [
    ...DESTROYED.slice(0, 3),
    aboutGate('CREATE_COMPLETE'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutGate('UPDATE_COMPLETE'),
    aboutStack('UPDATE_FAILED'),
    aboutStack('DELETE_IN_PROGRESS'),
    aboutGate('DELETE_IN_PROGRESS'),
  ];
  const shown = { events, states: ['DELETE_IN_PROGRESS'], gate: 'DELETE_IN_PROGRESS' };
  expect((await play(request, shown)).answer.Reason).toMatch(/^removal guards are not met/);
  const { answer } = await play(request, { ...shown, isCut: true });
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(
      /^cannot tell whether the removal guards are met, nothing was disconnected: the stack's events do not show in full .* retain Gate to delete the stack/,
    ),
  });
});

interface Shown {
  readonly events: readonly StackEvent[];
  /** What DescribeStacks answers, one after the other; the last again and again. */
  readonly states: readonly string[];
  /** The status of the gate. */
  readonly gate: string;
  /** Whether the properties in the events lack their end. */
  readonly isCut?: boolean;
}

async function play(request: object, { events, states, gate, isCut = false }: Shown) {
  const left = [...states];
  const asked: string[] = [];
  let disconnects = 0;
  const reply = (action: string | null, token: string | null) => {
    if (action === 'ListStackResources') return resourcesOf(CONNECTION);
    if (action === 'DescribeStacks') return stackOf((left.length > 1 ? left.shift() : left[0]) ?? '');
    if (action === 'DescribeStackResource') return respond(detailOf(gate));
    const page = eventsOf(events, Number(token ?? 0));
    return isCut ? { ...page, body: String(page.body).replaceAll('"Kind":"Never"}]},', '"Kind":"Ne') } : page;
  };
  const variables = { [GATE_VARIABLE]: `${STACK} Gate` };
  const { answer } = await invoke(
    request,
    ({ path, body, method }) => {
      if (method === 'PUT') return respond('');
      if (path === '/DisconnectFromService') disconnects += 1;
      const dataReplicationState = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
      const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState } };
      if (path !== '/') return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
      const form = new URLSearchParams(body.toString());
      asked.push(form.get('Action') ?? '');
      return reply(form.get('Action'), form.get('NextToken'));
    },
    variables,
  );
  return { answer, disconnects, asked };
}

const CONNECTION = `<member><LogicalResourceId>Connection</LogicalResourceId><PhysicalResourceId>${SERVER}</PhysicalResourceId><ResourceType>Custom::MgnSourceServerConnection</ResourceType><ResourceStatus>DELETE_IN_PROGRESS</ResourceStatus></member>`;

function detailOf(status: string): string {
  const detail = `<StackResourceDetail><ResourceStatus>${status}</ResourceStatus></StackResourceDetail>`;
  return `<DescribeStackResourceResponse><DescribeStackResourceResult>${detail}</DescribeStackResourceResult></DescribeStackResourceResponse>`;
}
