import { fails, inRoot } from '../testing/app';
import { type Custodian, connections } from '../testing/custodian';
import { serverIds } from '../testing/server-ids';
import { World } from '../testing/world';
import { median } from './project';

/*
 * Many servers of one stack, destroyed at once, on a clock that jumps: neither MGN nor CloudFormation publishes its
 * rates, so 5 and 10 requests a second of each operation are assumed.
 */

export const MGN_RATE = 5;
export const STACKS_RATE = 10;
/** MGN's default quota of active servers. */
export const QUOTA = 150;
/** Who waits how long is drawn by lot: of up to the quota the median is shown. More differ less, and take minutes. */
export const ROUNDS = 5;
export const COLUMNS = [
  'servers',
  'disconnected',
  'seconds',
  '÷ rate',
  'pages of events',
  'MGN throttled',
  'CloudFormation throttled',
];

export interface Circumstances {
  readonly stacks: number;
  readonly mgn?: number;
  /** So many events are in the stack's past. */
  readonly past?: number;
  /** An update removes them, instead of the deletion of their stack. */
  readonly byUpdate?: boolean;
  /** Is given how to count the servers that are left. */
  readonly watch?: (left: () => number) => void;
}

export async function destroyed(count: number, custodian: Custodian, circumstances: Circumstances): Promise<number[]> {
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
  { stacks, mgn = MGN_RATE, past = 0, byUpdate = false, watch }: Circumstances,
): Promise<number[]> {
  const world = await World.start(serverIds(2 * count), custodian);
  try {
    const left = () => serverIds(count).filter((server) => world.isConnected(server)).length;
    watch?.(left);
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
    const seconds = Math.max(...ends) / 1000;
    const ofRate = Math.round((10 * seconds * mgn) / count) / 10;
    return [count - left(), Math.round(seconds), ofRate, pages.length, throttled('mgn'), throttled('cloudformation')];
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
export function isOfFunction({ caller }: { readonly caller: string }): boolean {
  return /Provider|AWS679/.test(caller);
}
