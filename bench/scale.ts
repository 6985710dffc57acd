import { A, inRoot, synthesize } from '../testing/app';
import { type Custodian, connections } from '../testing/custodian';
import { serverIds } from '../testing/server-ids';
import { World } from '../testing/world';
import { awsCustomResource } from './aws-custom-resource';
import {
  type Circumstances,
  COLUMNS,
  destroyed,
  isOfFunction,
  MGN_RATE,
  QUOTA,
  ROUNDS,
  STACKS_RATE,
} from './destroyed';
import { pauses } from './pauses';
import type { Cell, Tables } from './report';

/* What it takes to destroy many servers of one stack at once, ours beside the peer's, and in other circumstances. */

const COUNTS = [1, 10, 40, 100, QUOTA, 200, 450];
/** IAM's quota for the policies of one role ends it there. */
const MOST_OF_PEER = 41;
const CONTENDERS: Readonly<Record<string, Custodian>> = {
  'cdk-mgn-disconnect': connections,
  AwsCustomResource: awsCustomResource,
};
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
  const own = new Map<number, number[]>();
  for (const [name, custodian] of Object.entries(CONTENDERS)) {
    for (const count of COUNTS.filter((number) => custodian === connections || number <= MOST_OF_PEER)) {
      const cells = await destroyed(count, custodian, { stacks });
      rows.push([`${name}, ${count}`, ...cells]);
      if (custodian === connections) own.set(count, cells);
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
    pauses: await pauses(own),
    calls: { title: 'the calls of one Delete', columns: ['operation', 'calls'], rows: await callsOfOne() },
    resources: {
      title: 'resources of the template',
      columns: ['servers', ...Object.keys(CONTENDERS)],
      rows: COUNTS.map((count) => [String(count), ...Object.values(CONTENDERS).map((one) => resources(count, one))]),
    },
  };
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
