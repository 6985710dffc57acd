import { GATE_TYPE } from '../../lib/private/contract';
import type { Shape, Template } from '../../testing/app';
import type { Step } from '../../testing/program';
import { isRefusal, type Trial } from '../../testing/trial';
import { NESTED_STACK } from '../src/model/declared';
import { goes, type Row } from '../src/plan/rows';
import { type Planned, planOfAll } from './plan-in-process';

/* Holds what `plan` says of a step against what the step then does. */

/** What makes a program harder to predict. */
export interface Wrinkles {
  /** A policy of the whole stack retains the gate as well. */
  readonly retainedGate?: boolean;
  /** The templates of nested stacks are not in the assembly. */
  readonly foreignNested?: boolean;
  /** The id that comes by a parameter is one that the plan cannot read. */
  readonly hiddenParameter?: boolean;
  /** A launch job with each server runs while the plan is made, and the deployment comes an hour later. */
  readonly runningJobs?: boolean;
}

export interface Compared {
  /** Servers that the plan was about, and those of which it said that nobody knows yet. */
  readonly predicted: number;
  readonly open: number;
  /** Servers that went. */
  readonly gone: number;
  /** Whether a removal guard has refused the step, as the plan said. */
  readonly refused: boolean;
  readonly problems: readonly string[];
  /** What the plan said of each server. */
  readonly said: readonly string[];
}

const NOTHING: Compared = { predicted: 0, open: 0, gone: 0, refused: false, problems: [], said: [] };

/** `others`: what the app declares in its other stacks. */
export interface Situation {
  readonly wrinkles?: Wrinkles;
  readonly others?: Readonly<Record<string, Shape>>;
}

/** Plans a step, performs it, and compares. */
export async function compare(
  trial: Trial,
  servers: readonly string[],
  step: Step,
  { wrinkles = {}, others = {} }: Situation = {},
): Promise<Compared> {
  const { world } = trial;
  world.edit = wrinkles.retainedGate ? retainGates : () => {};
  const planned = await plan(trial, servers, step, wrinkles, others);
  const before = servers.filter((server) => world.isConnected(server));
  const { status, events } = await trial.perform(step);
  const gone = before.filter((server) => !world.isConnected(server));
  if (!planned) return NOTHING;
  const rows = planned.plan.stacks.flatMap((stack) => stack.rows);
  const isOpen = ({ verdict }: Row) => verdict === 'not-known-until-deploy';
  // a creation with OnFailure=DELETE leaves nothing either
  const hasCompleted = (step.do === 'destroy' ? /^missing$/ : /^(CREATE|UPDATE)_COMPLETE$/).test(status);
  const isWhole = hasCompleted && !events.some((event) => event.ResourceStatus === 'DELETE_FAILED');
  const isRefused = events.some(isRefusal);
  const isFaulty = 'fault' in step && step.fault !== undefined;
  const notes = planned.plan.stacks.flatMap((stack) => stack.notes).filter((note) => note.includes('guard'));
  const problems = gone.flatMap((server) => unsaid(server, rows, planned));
  const kept = before.filter((server) => world.isConnected(server) && !world.isRefusedWithoutAgent(server));
  if (isWhole && !isFaulty) problems.push(...missed(kept, rows));
  if (isWhole && planned.json.will_fail)
    problems.push(`it goes through, and the plan said that it fails: ${planned.summary}`);
  if (isRefused && !isFaulty && planned.code !== 1 && notes.length === 0 && !rows.some(isOpen))
    problems.push('a removal guard refuses it, which the plan did not say');
  const open = rows.filter(isOpen).length;
  const said = rows.map(({ server, verdict, reason }) => `${server} ${verdict}: ${reason}`);
  return { predicted: rows.length, open, gone: gone.length, refused: isRefused && planned.code === 1, problems, said };
}

/** The absolute property: whenever a server goes, the plan before it said so, or that nobody knows. */
function unsaid(server: string, rows: readonly Row[], { code, json }: Planned): string[] {
  const isSaid = rows.some((row) => goes(row) && (row.server === server || row.server === undefined));
  if (!isSaid && !json.cannot_tell) return [`${server} is disconnected, which the plan did not say`];
  return code === 0 ? [`${server} is disconnected, and the plan exited with 0`] : [];
}

function missed(kept: readonly string[], rows: readonly Row[]): string[] {
  const sure = rows.filter((row) => row.disconnects && row.verdict !== 'not-known-until-deploy');
  const unsaid = kept.filter((server) => sure.some((row) => row.server === server));
  return unsaid.map((server) => `${server} is kept, which the plan did not say`);
}

async function plan(
  { world }: Trial,
  servers: readonly string[],
  step: Step,
  wrinkles: Wrinkles,
  others: Situation['others'],
): Promise<Planned | undefined> {
  if (step.do !== 'deploy' && step.do !== 'destroy') return undefined;
  // whoever plans does so when what is there can be seen
  await world.clock.sleep(1_000 + Math.max(world.stacks.describeLagMs, world.stacks.listLagMs));
  if (wrinkles.runningJobs) for (const server of servers) if (world.isConnected(server)) world.startJob(server, 60);
  const { servers: declared, guards } = step.do === 'deploy' ? step.shape : { servers: {}, guards: undefined };
  const stacks = { ...others, [step.stack]: { servers: declared, guards } };
  const edit = (template: Template) => {
    if (wrinkles.retainedGate) retainGates(template);
    if (wrinkles.hiddenParameter) hide(template);
    if (wrinkles.foreignNested) forgetNested(template);
  };
  // a world deploys by the defaults of a new template
  const wish = { destroy: step.do === 'destroy', patterns: [step.stack], edit, previousParameters: false };
  const planned = await planOfAll(world, stacks, wish);
  if (wrinkles.runningJobs) await world.clock.sleep(3_600_000);
  return planned;
}

function retainGates({ Resources }: Template): void {
  for (const one of Object.values(Resources))
    if (one.Type === GATE_TYPE) Object.assign(one, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
}

/** As a parameter of the Parameter Store that may not be read. */
function hide({ Parameters = {} }: Template): void {
  if (Parameters.IdChosen) Parameters.IdChosen = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/chosen' };
}

function forgetNested({ Resources }: Template): void {
  for (const one of Object.values(Resources)) if (one.Type === NESTED_STACK) delete one.Metadata;
}
