import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { startCdk } from '../../../local-aws/test/cdk-cli';
import type { Shape } from '../../../testing/app';
import { length, randomly } from '../../../testing/length';
import { SERVERS, shapes } from '../../../testing/program';
import { makeProject } from '../project';
import { ServedWorld } from '../served-world';
import { Tool } from '../tool';

/*
 * A sample of random programs by processes alone: the packed tool, the cdk CLI of the project and an app, on a local AWS
 * whose clock jumps. The stacks of the programs are those of one app, so that the cdk CLI starts once for all of them.
 */

const STACKS = [
  { name: 'One', id: 'One' },
  { name: 'Two', id: 'Two', dependsOn: 'One' },
  { name: 'Three', id: 'Live/Three', stage: 'Live' },
];

/** What one start of the cdk CLI does. */
interface Round {
  readonly destroys: boolean;
  readonly shapes: readonly Shape[];
  readonly chosen: readonly string[];
  readonly exclusively: boolean;
  readonly rollback: boolean;
  readonly change: { readonly server: number; readonly state: string };
}

const choices = () =>
  fc.record({
    shapes: fc.tuple(...STACKS.map(shapes)),
    chosen: fc.constantFrom<string[]>(['**'], ['**'], ['Two', 'Live/*'], ['One', 'Live/Three']),
    exclusively: fc.boolean(),
    rollback: fc.boolean(),
    change: fc.record({
      server: fc.nat({ max: SERVERS.length * STACKS.length - 1 }),
      state: fc.constantFrom('READY_FOR_TEST', 'READY_FOR_CUTOVER'),
    }),
  });

/** A program begins with a deployment of all and ends with a deletion. */
const programs = () =>
  fc
    .tuple(choices(), fc.array(fc.tuple(choices(), fc.nat({ max: 3 })), MIDDLE), choices())
    .map(([first, middle, last]): Round[] => [
      { ...first, chosen: ['**'], exclusively: false, rollback: true, destroys: false },
      ...middle.map(([one, kind]) => ({ ...one, destroys: kind === 0 })),
      { ...last, destroys: true },
    ]);

const MIDDLE = { minLength: length(2, 3), maxLength: length(2, 3) };
const { numRuns, seed } = randomly(length(1, 3), 2);
const samples = fc.sample(programs(), { numRuns, seed });

/** Each stack has servers of its own, and the last one in common with the others. */
const owned = (id: string, index: number) => (id === SERVERS.at(-1) ? id : id.replace('s-0', `s-${index + 1}`));
const FLEET = [...new Set(STACKS.flatMap((_, index) => SERVERS.map((id) => owned(id, index))))];

let served: ServedWorld;
let tool: Tool;
/** The number of servers that left. */
let gone = 0;

beforeEach(async () => {
  served = await ServedWorld.start(FLEET);
  const { folder } = makeProject(served.tool.folder);
  const { env } = served.tool;
  tool = new Tool({ environment: () => env }, folder, join(folder, 'node_modules', '.bin', 'mgn-disconnect'));
  copyFileSync(join(__dirname, '..', 'apps', 'sample.cjs'), join(folder, 'app.cjs'));
  writeFileSync(join(folder, 'cdk.json'), '{ "app": "node app.cjs", "context": { "stacks": "stacks.json" } }');
  tool.env.NEIGHBOUR = (await served.world.describe('Support'))?.Outputs?.[0]?.OutputValue ?? '';
});

afterEach(() => served.stop());

test.each(samples.map((program, index) => ({ name: `program ${index + 1} of ${numRuns}`, program })))(
  'whenever a server goes by the real cdk CLI, the plan of the packed tool before it said so: $name',
  async ({ program }) => {
    const [first, ...rounds] = program;
    write(first as Round);
    await deploy(first as Round);
    const unsaid: string[] = [];
    for (const round of rounds) {
      write(round);
      served.world.bring(FLEET[round.change.server % FLEET.length] as string, round.change.state);
      const before = served.world.connected;
      const told = await plan(round);
      await deploy(round);
      const lost = before.filter((id) => !served.world.isConnected(id));
      gone += lost.length;
      unsaid.push(...lost.filter((id) => !told(id)).map((id) => `${id}, by ${JSON.stringify(round)}`));
    }
    expect(unsaid).toEqual([]);
  },
  1_800_000,
);

test('of a sample at least one server goes', () => {
  expect(gone).toBeGreaterThan(0);
});

function write({ shapes }: Round): void {
  const stacks = STACKS.map((stack, index) => ({ ...stack, shape: ownedIn(shapes[index] as Shape, index) }));
  writeFileSync(join(tool.folder, 'stacks.json'), JSON.stringify(stacks));
}

const ownedIn = (shape: Shape, index: number): Shape => ({
  ...shape,
  servers: Object.fromEntries(Object.entries(shape.servers).map(([id, one]) => [owned(id, index), one])),
});

const wordsOf = ({ chosen, exclusively }: Round) => [...chosen, ...(exclusively ? ['--exclusively'] : [])];

/** Whether the plan named a server, and did not exit with 0. */
async function plan(round: Round): Promise<(id: string) => boolean> {
  const { code, stdout, stderr } = await tool.run(
    ...['plan', '--json', ...wordsOf(round), ...(round.destroys ? ['--destroy'] : [])],
  );
  if (stdout === '') throw new Error(stderr);
  const { stacks, cannot_tell } = JSON.parse(stdout);
  const rows = stacks.flatMap(({ servers }: any) => servers);
  const goes = ({ disconnects, calls }: any) => disconnects || calls.length > 0;
  const isOf = (id: string) => (row: any) => row.source_server_id === id || row.source_server_id === null;
  return (id) => code !== 0 && (cannot_tell || rows.some((row: any) => isOf(id)(row) && goes(row)));
}

/** Deploys one stack after the other, or destroys. That it may fail is part of the program. */
async function deploy(round: Round): Promise<void> {
  const { destroys, rollback } = round;
  const words = destroys
    ? ['destroy', ...wordsOf(round), '--force']
    : ['deploy', ...wordsOf(round), '--force', '--require-approval', 'never'];
  const more = destroys || rollback ? [] : ['--no-rollback'];
  await startCdk([...words, ...more], { cwd: tool.folder, env: tool.env }).ended;
}
