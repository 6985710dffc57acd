import { GATE_TYPE, GATE_VARIABLE } from '../../lib/private/contract';
import {
  aboutConnection,
  aboutStack,
  CREATED,
  DESTROYED,
  deletion,
  event,
  eventsOf,
  listed,
  REMOVED,
  SERVER,
  STACK,
  type StackEvent,
} from './answers';
import { play } from './play';

/* What CloudFormation shows of a removal gate may be old, or not whole: then no server leaves without its guards. */

const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
const UPDATED = [aboutStack('UPDATE_IN_PROGRESS'), aboutStack(CLEANING_UP)];

test('one old state, of the clean-up before, does not let a server go past the gate that refuses its deletion', async () => {
  const { answer, disconnects } = await playGate(deletion(), {
    events: [...CREATED, ...UPDATED, aboutStack('UPDATE_COMPLETE'), ...DESTROYED.slice(4)],
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
  const { answer, disconnects } = await playGate(deletion(), {
    events: REMOVED,
    states: ['DELETE_IN_PROGRESS'],
    gate: 'DELETE_FAILED',
  });
  expect(answer.Status).toBe('FAILED');
  expect(disconnects).toBe(0);
});

test('a clean-up, by state and events, waits for no gate: it was asked before', async () => {
  const { answer, disconnects, asked } = await playGate(deletion(), {
    events: REMOVED,
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
  expect((await playGate(request, shown)).answer.Reason).toMatch(/^removal guards are not met/);
  const { answer } = await playGate(request, { ...shown, isCut: true });
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(
      /^cannot tell whether the removal guards are met, nothing was disconnected: the stack's events do not show in full .* retain Gate to delete the stack/,
    ),
  });
});

describe('events that are older than the states, and stay so, are no reason to ask no guard', () => {
  const never = { Guards: { Provider: [{ Kind: 'Never' }] } };
  const held = { ...never, Servers: [{ Server: SERVER, Provider: 'Provider' }] };
  const ofGate = { LogicalResourceId: 'Gate', PhysicalResourceId: 'mgn-removal-gate', ResourceType: GATE_TYPE };
  const removal = { ...deletion(), ...ofGate, ResourceProperties: held };
  const change = {
    ...removal,
    RequestType: 'Update',
    OldResourceProperties: held,
    ResourceProperties: { ...never, Servers: [] },
  };
  const about = (status: string) => event('Gate', 'mgn-removal-gate', status, GATE_TYPE);
  const begun = DESTROYED.slice(0, 3);
  const empty = [aboutStack('CREATE_IN_PROGRESS'), aboutStack('CREATE_COMPLETE'), aboutStack('UPDATE_IN_PROGRESS')];
  const added = [...empty, aboutConnection('CREATE_IN_PROGRESS', ''), aboutConnection('CREATE_COMPLETE')];
  const gateAdded = [...added, event('Gate', '', 'CREATE_IN_PROGRESS', GATE_TYPE), about('CREATE_COMPLETE')];

  test.each([
    ['the deletion of a stack whose creation does not show as completed', removal, begun, 'DELETE_IN_PROGRESS'],
    ['the deletion of a stack whose last update does not', removal, gateAdded, 'DELETE_IN_PROGRESS'],
    ['an update of a stack whose creation does not', change, begun, 'UPDATE_IN_PROGRESS'],
    ['an update of a stack whose last update does not', change, gateAdded, 'UPDATE_IN_PROGRESS'],
  ])('guards are asked: %s', async (_, request, events, state) => {
    const shown = { events, states: [state], gate: 'UPDATE_IN_PROGRESS', connection: 'CREATE_COMPLETE' };
    const { answer } = await playGate(request, shown);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^removal guards are not met/) });
  });

  test.each([
    ['the deletion of what was never completed', removal, 'DELETE_IN_PROGRESS'],
    ['an update that takes it out again', change, 'UPDATE_IN_PROGRESS'],
  ])('but once they show it, nothing is in the way of %s', async (_, request, state) => {
    const events = [...gateAdded, aboutStack('UPDATE_FAILED'), aboutStack(state), about(state)];
    const { answer } = await playGate(request, { events, states: [state], gate: state, connection: 'CREATE_COMPLETE' });
    expect(answer.Status).toBe('SUCCESS');
  });
});

interface Shown {
  readonly events: readonly StackEvent[];
  /** What DescribeStacks answers, one after the other; the last again and again. */
  readonly states: readonly string[];
  /** The status of the gate. */
  readonly gate: string;
  /** The status of the connection in the list of resources. */
  readonly connection?: string;
  /** Whether the properties in the events lack their end. */
  readonly isCut?: boolean;
}

function playGate(event: object, { events, states, gate, connection = 'DELETE_IN_PROGRESS', isCut = false }: Shown) {
  const left = [...states];
  const page = eventsOf(events);
  const cut = { ...page, body: String(page.body).replaceAll('"Kind":"Never"}]},', '"Kind":"Ne') };
  return play({
    event,
    stack: () => (left.length > 1 ? left.shift() : left[0]),
    events: () => (isCut ? cut : events),
    resources: () => listed(aboutConnection(connection)),
    resourceStatus: gate,
    variables: { [GATE_VARIABLE]: `${STACK} Gate` },
  });
}
