import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { type Custodian, connections } from '../testing/custodian';
import { programs, SERVERS, type Step } from '../testing/program';
import { type Problem, Trial } from '../testing/trial';
import { awsCustomResource } from './aws-custom-resource';
import { PATHS, type Path } from './paths';
import { versions } from './versions';

/*
 * npm run bench:safety: our construct and AwsCustomResource go the same ways, on the same local AWS, judged by the
 * same model. Fails if ours gets any of them wrong.
 */

/** What counts for a user: his server is gone, is forgotten, or his stack is blocked. */
const VERDICTS: Partial<Record<Problem['kind'], string>> = {
  'WRONGLY DISCONNECTED': 'WRONGLY DISCONNECTED',
  MISSED: 'MISSED',
  BLOCKED: 'STUCK',
  STUCK: 'STUCK',
};
const KINDS = [...new Set(Object.values(VERDICTS))];
const CUSTODIANS = [connections, awsCustomResource] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { programs: { type: 'string', default: '300' }, seed: { type: 'string', default: '2026' } },
  });
  const [count, seed] = [Number(values.programs), Number(values.seed)];
  console.log(`${versions()}\nA: cdk-mgn-disconnect   B: AwsCustomResource, least privilege\n`);
  const flaws = (await comparePaths()) + (await comparePrograms(count, seed));
  process.exitCode = flaws === 0 ? 0 : 1;
}

/** Returns how many of the named paths ours gets wrong. */
async function comparePaths(): Promise<number> {
  let flaws = 0;
  row('path', 'A', 'B', 'public report');
  for (const path of PATHS) {
    const [ours, theirs] = [await walk(path, connections), await walk(path, awsCustomResource)];
    row(path.name, ours, theirs, path.report);
    if (ours !== 'ok') flaws += 1;
  }
  return flaws;
}

function row(path: string, ours: string, theirs: string, report: string): void {
  console.log(`${path.padEnd(53)}${ours.padEnd(5)}${theirs.padEnd(21)}${report}`.trimEnd());
}

async function walk(path: Path, custodian: Custodian): Promise<string> {
  const verdicts: string[] = [];
  const trial = await Trial.start(path.servers ?? SERVERS, custodian);
  try {
    if (path.given) await begin(trial, path.given);
    path.arrange?.(trial.world);
    for (const step of path.steps) verdicts.push(...verdictsOf(await trial.perform(step)));
  } finally {
    await trial.stop();
  }
  const told = KINDS.filter((kind) => verdicts.includes(kind)).map((kind) => {
    const times = verdicts.filter((verdict) => verdict === kind).length;
    return times > 1 && path.servers ? `${kind} ${times} of ${path.servers.length}` : kind;
  });
  return told.join(', ') || 'ok';
}

async function begin(trial: Trial, step: Step): Promise<void> {
  const { status } = await trial.perform(step);
  if (status !== 'CREATE_COMPLETE') throw new Error(`the path cannot begin: the stack is ${status}`);
}

function verdictsOf({ problems }: { readonly problems: readonly Problem[] }): string[] {
  return problems.flatMap(({ kind }) => VERDICTS[kind] ?? []);
}

/** Returns how many of the random programs ours gets wrong. */
async function comparePrograms(count: number, seed: number): Promise<number> {
  const tallies = CUSTODIANS.map(() => new Map(KINDS.concat('any of these').map((kind) => [kind, 0])));
  const property = fc.asyncProperty(programs(), async (program) => {
    for (const [index, custodian] of CUSTODIANS.entries()) note(tallies[index], await play(program, custodian));
  });
  await fc.assert(property, { numRuns: count, seed });
  const [ours, theirs] = tallies as [Map<string, number>, Map<string, number>];
  console.log(`\n${count} random programs (seed ${seed}), of which with a server or a stack`);
  for (const [kind, number] of ours) row(`  ${kind}`, String(number), String(theirs.get(kind)), '');
  return ours.get('any of these') ?? 0;
}

function note(tally: Map<string, number> | undefined, kinds: ReadonlySet<string>): void {
  for (const kind of [...kinds, ...(kinds.size > 0 ? ['any of these'] : [])])
    tally?.set(kind, (tally.get(kind) ?? 0) + 1);
}

/** The kinds of what goes wrong anywhere in a program. */
async function play(program: readonly Step[], custodian: Custodian): Promise<Set<string>> {
  const trial = await Trial.start(SERVERS, custodian);
  const kinds = new Set<string>();
  try {
    for (const step of program) for (const kind of verdictsOf(await trial.perform(step))) kinds.add(kind);
  } finally {
    await trial.stop();
  }
  return kinds;
}

void main();
