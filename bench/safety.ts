import * as fc from 'fast-check';
import { type Custodian, connections } from '../testing/custodian';
import { programs, SERVERS, type Step } from '../testing/program';
import { type Problem, Trial } from '../testing/trial';
import { awsCustomResource } from './aws-custom-resource';
import { PATHS, type Path } from './paths';
import type { Cell, Tables } from './report';

/*
 * Our construct and AwsCustomResource go the same ways, on the same local AWS, judged by the
 * same model.
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
const PROGRAMS = 300;
const SEED = 2026;

/** Throws if ours gets any of them wrong. */
export async function safety(): Promise<Tables> {
  const paths: Cell[][] = [];
  for (const path of PATHS) {
    paths.push([path.name, await walk(path, connections), await walk(path, awsCustomResource), path.report]);
  }
  const columns = ['', 'cdk-mgn-disconnect', 'AwsCustomResource'];
  const tables = {
    paths: { title: 'what becomes of the servers and the stack', columns: [...columns, 'public report'], rows: paths },
    programs: {
      title: `${PROGRAMS} random programs (seed ${SEED}), of which with a server or a stack`,
      columns,
      rows: await comparePrograms(),
    },
  };
  const flaws = [
    ...paths.filter(([, ours]) => ours !== 'ok'),
    ...tables.programs.rows.filter(([, ours]) => ours !== 0),
  ];
  if (flaws.length > 0) throw new Error(`this construct gets it wrong: ${JSON.stringify(flaws)}`);
  return tables;
}

async function walk(path: Path, custodian: Custodian): Promise<string> {
  const verdicts: string[] = [];
  const trial = await start(path.servers ?? SERVERS, custodian);
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

/** AwsCustomResource passes on control characters of an error, after which nobody can read the stack's events. */
async function start(servers: readonly string[], custodian: Custodian): Promise<Trial> {
  const trial = await Trial.start(servers, { custodian });
  trial.world.stacks.controlCharacters = 'replace';
  return trial;
}

async function begin(trial: Trial, step: Step): Promise<void> {
  const { status } = await trial.perform(step);
  if (status !== 'CREATE_COMPLETE') throw new Error(`the path cannot begin: the stack is ${status}`);
}

function verdictsOf({ problems }: { readonly problems: readonly Problem[] }): string[] {
  return problems.flatMap(({ kind }) => VERDICTS[kind] ?? []);
}

async function comparePrograms(): Promise<Cell[][]> {
  const tallies = CUSTODIANS.map(() => new Map(KINDS.concat('any of these').map((kind) => [kind, 0])));
  const property = fc.asyncProperty(programs(), async (program) => {
    for (const [index, custodian] of CUSTODIANS.entries()) note(tallies[index], await play(program, custodian));
  });
  await fc.assert(property, { numRuns: PROGRAMS, seed: SEED });
  return KINDS.concat('any of these').map((kind) => [kind, ...tallies.map((tally) => tally.get(kind) ?? 0)]);
}

function note(tally: Map<string, number> | undefined, kinds: ReadonlySet<string>): void {
  for (const kind of [...kinds, ...(kinds.size > 0 ? ['any of these'] : [])])
    tally?.set(kind, (tally.get(kind) ?? 0) + 1);
}

/** The kinds of what goes wrong anywhere in a program. */
async function play(program: readonly Step[], custodian: Custodian): Promise<Set<string>> {
  const trial = await start(SERVERS, custodian);
  const kinds = new Set<string>();
  try {
    for (const step of program) for (const kind of verdictsOf(await trial.perform(step))) kinds.add(kind);
  } finally {
    await trial.stop();
  }
  return kinds;
}
