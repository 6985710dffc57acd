import { A, fails, inRoot, synthesize } from '../testing/app';
import { type Custodian, connections } from '../testing/custodian';
import { serverIds } from '../testing/server-ids';
import { World } from '../testing/world';
import { awsCustomResource } from './aws-custom-resource';
import { median } from './project';
import type { Cell, Tables } from './report';

/*
 * Many servers of one stack, destroyed at once, on a clock that jumps: neither MGN nor CloudFormation publishes its
 * rates, so 5 and 10 requests a second of each operation are assumed.
 */

const MGN_RATE = 5;
const STACKS_RATE = 10;
/** MGN's default quota of active servers. */
const QUOTA = 150;
const COUNTS = [1, 10, 40, 100, QUOTA, 200, 450];
/** Who waits how long is drawn by lot: of up to the quota the median is shown. More differ less, and take minutes. */
const ROUNDS = 5;
/** IAM's quota for the policies of one role ends it there. */
const MOST_OF_PEER = 41;
const CONTENDERS: Readonly<Record<string, Custodian>> = {
  'cdk-mgn-disconnect': connections,
  AwsCustomResource: awsCustomResource,
};
const COLUMNS = [
  'servers',
  'disconnected',
  'seconds',
  '÷ rate',
  'pages of events',
  'MGN throttled',
  'CloudFormation throttled',
];
/** How many times as long the function pauses: what fewer throttled calls would cost. */
const LONGER = [1, 2, 3];
const PAST_EVENTS = 5_000;
const PAST = PAST_EVENTS.toLocaleString('en');
/** What they may allow in a second instead. */
const OTHER_MGN_RATES = [2, 20];
const OTHER_STACKS_RATES = [5, 20];
const stacks = STACKS_RATE;
const MGN_ALONE = Number.POSITIVE_INFINITY;

const OTHERWISE: readonly (readonly [name: string, count: number, circumstances: Circumstances])[] = [
  ['150, removed by an update', QUOTA, { stacks, byUpdate: true }],
  ...OTHER_MGN_RATES.map((mgn) => [`150, MGN takes ${mgn} a second`, QUOTA, { stacks, mgn }] as const),
  ...OTHER_STACKS_RATES.map((rate) => [`150, CloudFormation takes ${rate} a second`, QUOTA, { stacks: rate }] as const),
  ...[MGN_RATE, ...OTHER_MGN_RATES].map(
    (mgn) => [`450, MGN alone is narrow: ${mgn} a second`, 450, { stacks: MGN_ALONE, mgn }] as const,
  ),
  [`100, after ${PAST} events of failed updates`, 100, { stacks, past: PAST_EVENTS }],
];

export async function scale(): Promise<Tables> {
  const rows: Cell[][] = [];
  for (const [name, custodian] of Object.entries(CONTENDERS)) {
    for (const count of COUNTS.filter((number) => custodian === connections || number <= MOST_OF_PEER)) {
      rows.push([`${name}, ${count}`, ...(await destroyed(count, custodian, { stacks }))]);
    }
  }
  const otherwise: Cell[][] = [];
  for (const [name, count, circumstances] of OTHERWISE)
    otherwise.push([name, ...(await destroyed(count, connections, circumstances))]);
  return {
    scale: {
      title: `destroyed at once, MGN takes ${MGN_RATE} and CloudFormation ${STACKS_RATE} requests a second, median of ${ROUNDS} up to ${QUOTA} servers`,
      columns: COLUMNS,
      rows,
    },
    narrow: {
      title: 'the same in other circumstances',
      columns: COLUMNS,
      rows: otherwise,
    },
    pauses: {
      title: 'the same with longer pauses',
      columns: ['pauses', ...[40, QUOTA, 450].map((count) => `seconds of ${count}`), 'CloudFormation throttled, 450'],
      rows: await withLongerPauses(),
    },
    calls: { title: 'the calls of one Delete', columns: ['operation', 'calls'], rows: await callsOfOne() },
    resources: {
      title: 'resources of the template',
      columns: ['servers', ...Object.keys(CONTENDERS)],
      rows: COUNTS.map((count) => [String(count), ...Object.values(CONTENDERS).map((one) => resources(count, one))]),
    },
  };
}

/** The pauses are drawn by lot, so longer lots are longer pauses. */
async function withLongerPauses(): Promise<Cell[][]> {
  const { random } = Math;
  const rows: Cell[][] = [];
  try {
    for (const times of LONGER) {
      Math.random = () => times * random();
      const all: number[][] = [];
      for (const count of [40, QUOTA, 450]) all.push(await destroyed(count, connections, { stacks }));
      const seconds = all.map((cells) => cells[1] ?? Number.NaN);
      rows.push([`× ${times}`, ...seconds, all.at(-1)?.at(-1) ?? Number.NaN]);
    }
  } finally {
    Math.random = random;
  }
  return rows;
}

interface Circumstances {
  readonly stacks: number;
  readonly mgn?: number;
  /** So many events are in the stack's past. */
  readonly past?: number;
  /** An update removes them, instead of the deletion of their stack. */
  readonly byUpdate?: boolean;
}

async function destroyed(count: number, custodian: Custodian, circumstances: Circumstances): Promise<number[]> {
  const rounds = count > QUOTA || circumstances.past ? 1 : ROUNDS;
  const all: number[][] = [];
  for (let round = 0; round < rounds; round++) all.push(await destroyedOnce(count, custodian, circumstances));
  return COLUMNS.slice(1).map((name, column) => {
    const values = all.map((cells) => cells[column] as number);
    // one that is missed in any round shows; the peer's misses are its rule
    return name === 'disconnected' && custodian === connections ? Math.min(...values) : median(values);
  });
}

async function destroyedOnce(
  count: number,
  custodian: Custodian,
  { stacks, mgn = MGN_RATE, past = 0, byUpdate = false }: Circumstances,
): Promise<number[]> {
  const world = await World.start(serverIds(2 * count), custodian);
  try {
    await begin(world, count, past);
    world.mgn.requestsPerSecond = mgn;
    world.stacks.requestsPerSecond = stacks;
    const [before, began] = [world.calls.length, world.clock.now()];
    await (byUpdate ? world.deploy('One', inRoot([])) : world.destroy('One'));
    const calls = world.calls.slice(before).filter(isOfFunction);
    const throttled = (service: string) =>
      calls.filter((call) => call.service === service && /Throttl/.test(call.outcome)).length;
    const pages = calls.filter(({ operation, outcome }) => operation === 'DescribeStackEvents' && outcome === 'ok');
    const ends = [...world.exchanges.values()].map(({ began: start, milliseconds }) => start + milliseconds - began);
    const gone = serverIds(count).filter((server) => !world.isConnected(server)).length;
    const seconds = Math.max(...ends) / 1000;
    const ofRate = Math.round((10 * seconds * mgn) / count) / 10;
    return [gone, Math.round(seconds), ofRate, pages.length, throttled('mgn'), throttled('cloudformation')];
  } finally {
    await world.stop();
  }
}

/** The servers are deployed, and nothing is noted of that. */
async function begin(world: World, count: number, past: number): Promise<void> {
  const status = await world.deploy('One', inRoot(serverIds(count)));
  if (status !== 'CREATE_COMPLETE') throw new Error(`the stack is ${status}`);
  // each adds as many servers again, and takes them back when its neighbour fails
  while (past > 0 && (await world.events('One')).length < past)
    await world.deploy('One', { ...inRoot(serverIds(2 * count)), neighbour: fails('Create') });
  world.exchanges.clear();
}

/** By the function's role, whichever construct it is of. */
function isOfFunction({ caller }: { readonly caller: string }): boolean {
  return /Provider|AWS679/.test(caller);
}

async function callsOfOne(): Promise<Cell[][]> {
  const world = await World.start([A]);
  try {
    await world.deploy('One', inRoot([A]));
    const before = world.calls.length;
    await world.destroy('One');
    const calls = world.calls.slice(before).filter(isOfFunction);
    const operations = [...new Set(calls.map(({ operation }) => operation))];
    return operations.map((name) => [name, calls.filter(({ operation }) => operation === name).length]);
  } finally {
    await world.stop();
  }
}

function resources(count: number, custodian: Custodian): Cell {
  if (custodian !== connections && count > MOST_OF_PEER) return 'not deployable';
  return Object.keys(synthesize(inRoot(serverIds(count)), '', 0, custodian).template.Resources).length;
}
