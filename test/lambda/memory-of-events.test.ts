import {
  aboutConnection,
  aboutStack,
  CREATED,
  deletion,
  json,
  memberOf,
  pageOf,
  resourcesOf,
  SERVER,
  type StackEvent,
  stackOf,
} from './answers';
import { environmentOf, type Reply, respond } from './invocation';

/* What an environment remembers of events, when one of them shows later than newer ones. */

const OTHER = 's-0000000000000000b';

/** What the list of events shows, newest first. */
interface Shown {
  readonly id: number;
  readonly time: number;
  readonly about: StackEvent;
}

function place() {
  const state = { status: 'DELETE_IN_PROGRESS', shown: [] as readonly Shown[] };
  const gone: string[] = [];
  const answers: Record<string, string>[] = [];
  const reply: Reply = ({ method, path, body }) => {
    if (method === 'PUT') answers.push(JSON.parse(body.toString()));
    if (method === 'PUT') return respond('');
    if (path === '/') {
      const text = body.toString();
      if (text.includes('DescribeStacks&')) return stackOf(state.status);
      if (text.includes('ListStackResources')) return resourcesOf();
      return pageOf(state.shown.map(({ about, id, time }) => memberOf(about, id, time)));
    }
    const asked = JSON.parse(body.toString());
    const id = asked.sourceServerID ?? asked.filters.sourceServerIDs[0];
    if (path === '/DisconnectFromService') gone.push(id);
    const dataReplicationState = gone.includes(id) ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: id, dataReplicationInfo: { dataReplicationState } };
    return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
  };
  const { clock, send } = environmentOf(reply);
  return { state, gone, answers, clock, send };
}

test('a replaced server is not kept by the policy for deletions, since the event of its replacement showed late', async () => {
  const { state, gone, answers, clock, send } = place();
  const now = clock.now();
  const list = [
    aboutStack('CREATE_IN_PROGRESS'),
    aboutConnection('CREATE_IN_PROGRESS', ''),
    aboutConnection('CREATE_IN_PROGRESS', '', 'Second'),
    aboutConnection('CREATE_COMPLETE'),
    aboutConnection('CREATE_COMPLETE', OTHER, 'Second'),
    aboutStack('CREATE_COMPLETE'),
    aboutStack('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_IN_PROGRESS'),
    aboutConnection('UPDATE_COMPLETE', 's-0000000000000000c'),
    aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    aboutConnection('DELETE_IN_PROGRESS', OTHER, 'Second'),
    aboutConnection('DELETE_IN_PROGRESS'),
  ];
  const all = list.map((about, id) => ({ id, time: now - 1000 * (list.length - id), about })).reverse();
  const LATE = 8;
  state.status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  state.shown = all.filter(({ id }) => id !== LATE);
  await send(SECOND);
  expect(gone).toEqual([OTHER]);
  state.shown = all;
  await send(deletion({ RemovalPolicy: ['Retain', 'Delete'] }));
  expect({ gone, last: answers.at(-1)?.Reason }).toMatchObject({ gone: [OTHER, SERVER] });
});

test('of events that are not listed in the order of their times none is lost', async () => {
  const { state, gone, answers, clock, send } = place();
  const old = clock.now();
  const at = (id: number, time: number, about: StackEvent) => ({ id, time, about });
  // the stack is complete; an update without rollback fails that has added the connection, then the stack is deleted
  const past = [
    at(2, old - 3_000_000, aboutStack('CREATE_COMPLETE')),
    at(1, old - 3_600_000, aboutStack('CREATE_IN_PROGRESS')),
  ];
  await clock.sleep(600_000);
  const now = clock.now();
  const added = at(5, now - 50_000, aboutConnection('CREATE_COMPLETE'));
  const begun = at(4, now - 51_000, aboutConnection('CREATE_IN_PROGRESS', ''));
  const update = at(3, now - 62_000, aboutStack('UPDATE_IN_PROGRESS'));
  const failed = at(6, now - 49_000, aboutStack('UPDATE_FAILED'));
  const deleting = at(7, now - 1_000, aboutStack('DELETE_IN_PROGRESS'));
  const going = at(8, now - 900, aboutConnection('DELETE_IN_PROGRESS'));
  // one event with a clock of its own that is a little behind stands before them
  const skewed = at(9, now - 70_000, aboutConnection('CREATE_COMPLETE', OTHER, 'Second'));
  state.shown = [going, deleting, failed, skewed, added, begun, update, ...past];
  await send(deletion());
  expect({ gone, last: answers.at(-1)?.Reason }).toMatchObject({ gone: [], last: expect.stringMatching(/^kept/) });
});

const SECOND = {
  ...deletion(),
  LogicalResourceId: 'Second',
  PhysicalResourceId: OTHER,
  ResourceProperties: { SourceServerId: OTHER },
};

/** Two Deletes of a stack, the second two minutes later: by then the late event has long been there. */
async function afterTwoMinutes(list: readonly StackEvent[], late: number, warm: boolean) {
  const { state, gone, answers, clock, send } = place();
  const now = clock.now();
  const all = list.map((about, id) => ({ id, time: now - 100 * (list.length - id), about })).reverse();
  state.shown = all.filter(({ id }) => id !== late);
  if (warm) await send(deletion());
  state.shown = all;
  await clock.sleep(120_000);
  await send(SECOND);
  return { gone: gone.includes(OTHER), status: answers.at(-1)?.Status, last: answers.at(-1)?.Reason };
}

const ADDED = [
  ...CREATED,
  aboutStack('UPDATE_IN_PROGRESS'),
  aboutConnection('CREATE_IN_PROGRESS', '', 'Second'),
  aboutConnection('CREATE_COMPLETE', OTHER, 'Second'),
];
const DELETED = [
  aboutStack('DELETE_IN_PROGRESS'),
  aboutConnection('DELETE_IN_PROGRESS', OTHER, 'Second'),
  aboutConnection('DELETE_IN_PROGRESS'),
];
const HELD_BY_UPDATE = [
  ...ADDED,
  aboutStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  aboutStack('UPDATE_COMPLETE'),
  ...DELETED,
];

const ADDED_BY_FAILURE = [...ADDED, aboutStack('UPDATE_FAILED'), ...DELETED];

describe.each([
  ['another environment', false],
  ['the environment of the first', true],
])('by %s', (_, warm) => {
  test('a server that an update has added which completed is not missed silently', async () => {
    expect(await afterTwoMinutes(HELD_BY_UPDATE, 8, warm)).toMatchObject({ gone: true });
  });

  test('a server whose deletion showed late is disconnected', async () => {
    expect(await afterTwoMinutes(HELD_BY_UPDATE, 10, warm)).toMatchObject({ gone: true });
  });

  test('a server that only a failed update has added is kept', async () => {
    expect(await afterTwoMinutes(ADDED_BY_FAILURE, 5, warm)).toMatchObject({ gone: false });
  });
});
