import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';
import { type Custodian, connections } from '../testing/custodian';
import { destroyed, QUOTA, STACKS_RATE } from './destroyed';
import type { Cell, Table } from './report';

/* What fewer throttled calls would cost: the same function pauses longer, or knows what no Delete can know. */

const COUNTS = [40, QUOTA, 450];
/** So much longer that CloudFormation throttles about 3,000 calls of 450 servers. */
const LONGER = 3;
const LONGER_IF_TOLD = 1.5;

/** Beside what was measured with the function's own pauses, by the number of servers. */
export async function pauses(own: ReadonlyMap<number, readonly number[]>): Promise<Table> {
  const told = toldHowMany();
  const rows: Cell[][] = [
    ['× 1', ...shown(COUNTS.map((count) => own.get(count) ?? []))],
    [`× ${LONGER}`, ...(await longer(LONGER, connections))],
    ['of a function that knows how many are left', ...(await measured(told))],
    [`of that function, × ${LONGER_IF_TOLD}`, ...(await longer(LONGER_IF_TOLD, told))],
  ];
  return {
    title: 'the same with other pauses',
    columns: ['pauses', ...COUNTS.map((count) => `seconds of ${count}`), 'CloudFormation throttled, 450'],
    rows,
  };
}

/** The pauses are drawn by lot, so longer lots are longer pauses. */
async function longer(times: number, custodian: Custodian): Promise<number[]> {
  const { random } = Math;
  Math.random = () => times * random();
  try {
    return await measured(custodian);
  } finally {
    Math.random = random;
  }
}

async function measured(custodian: Custodian): Promise<number[]> {
  const all: number[][] = [];
  for (const count of COUNTS) all.push(await destroyed(count, custodian, { stacks: STACKS_RATE, watch }));
  return shown(all);
}

/** The seconds of each, and how many calls CloudFormation throttled of the last. */
function shown(all: readonly (readonly number[])[]): number[] {
  return [...all.map((cells) => cells[1] ?? Number.NaN), all.at(-1)?.at(-1) ?? Number.NaN];
}

/** See told.ts. */
function watch(serversLeft: () => number): void {
  Object.assign(globalThis, { serversLeft });
}

/** The same function, with the pauses of told.ts. */
function toldHowMany(): Custodian {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, '../lambda/index.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    inject: [join(__dirname, 'told.ts')],
  });
  return { ...connections, code: zipSync({ 'index.js': outputFiles[0]?.contents ?? new Uint8Array() }, { level: 0 }) };
}
