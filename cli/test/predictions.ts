import { STACK_TYPE } from '../../lambda/custody/stack-event';
import { GATE_TYPE } from '../../lib/private/contract';
import type { Shape, Template } from '../../testing/app';
import type { Step } from '../../testing/program';
import { isRefusal, isRefusedWithoutAgent, type Trial } from '../../testing/trial';
import { goes, type Row } from '../src/plan/rows';
import { type Planned, planOfAll, type Wish } from './plan-in-process';

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
  /** Stack Two needs stack One, so that `cdk deploy Two` deploys both, and `cdk destroy One` destroys both. */
  readonly dependent?: boolean;
  /** With `--exclusively` they do not. */
  readonly exclusively?: boolean;
  /** The stacks are in a stage. */
  readonly staged?: boolean;
  /** Another pipeline has begun to remove all servers of the stack when the plan is made. */
  readonly underWay?: boolean;
  /** One server is of another provider than the rest: in all deployments, or in some. */
  readonly providers?: 'two' | 'changing';
}

export interface Compared {
  /** Servers in the plan, and those of them whose verdict was not known. */
  readonly predicted: number;
  readonly open: number;
  /** Servers that left. */
  readonly gone: number;
  /** Whether a removal guard has refused the step, as the plan said. */
  readonly refused: boolean;
  readonly problems: readonly string[];
  /** What the plan said of each server. */
  readonly said: readonly string[];
  /** The stacks of the plan, and whether it said that it cannot tell. */
  readonly stacks: number;
  readonly cannotTell: boolean;
}

const NOTHING: Compared = {
  predicted: 0,
  open: 0,
  gone: 0,
  refused: false,
  problems: [],
  said: [],
  stacks: 0,
  cannotTell: false,
};

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
  situation: Situation = {},
): Promise<Compared> {
  const { world } = trial;
  const { wrinkles = {} } = situation;
  world.edit = wrinkles.retainedGate ? retainGates : () => {};
  const { planned, before } = await plan(trial, servers, step, situation);
  const done = await perform(trial, step, situation);
  const gone = before.filter((server) => !world.isConnected(server));
  if (!planned) return NOTHING;
  const kept = before.filter((server) => world.isConnected(server) && !isRefusedWithoutAgent(world, server, step));
  const rows = planned.plan.stacks.flatMap((stack) => stack.rows);
  const problems = [
    ...gone.flatMap((server) => unsaid(server, rows, planned)),
    ...(planned.json.cannot_tell ? [] : unexpected(planned, done, kept)),
  ];
  const isOpen = ({ verdict }: Row) => verdict === 'not-known-until-deploy';
  const open = rows.filter(isOpen).length;
  const said = rows.map(({ server, verdict, reason }) => `${server} ${verdict}: ${reason}`);
  const refused = done.isRefused && planned.code === 1;
  const [stacks, cannotTell] = [planned.plan.stacks.length, planned.json.cannot_tell];
  return { predicted: rows.length, open, gone: gone.length, refused, problems, said, stacks, cannotTell };
}

/** The result of a step, with the steps that the cdk CLI includes. */
type Done = Awaited<ReturnType<typeof perform>>;

async function perform(trial: Trial, step: Step, situation: Situation) {
  let [isWhole, isRefused] = [true, false];
  for (const one of [...takenAlong(step, situation), step]) {
    const { status, events } = await trial.perform(one);
    isRefused ||= events.some(isRefusal);
    // a creation with OnFailure=DELETE leaves nothing either
    const hasCompleted = (one.do === 'destroy' ? /^missing$/ : /^(CREATE|UPDATE)_COMPLETE$/).test(status);
    isWhole = hasCompleted && !events.some((event) => event.ResourceStatus === 'DELETE_FAILED');
    if (!isWhole) break;
  }
  return { isWhole, isRefused, isFaulty: 'fault' in step && step.fault !== undefined };
}

/** What the cdk CLI does before it. */
function takenAlong(step: Step, { wrinkles = {}, others = {} }: Situation): Step[] {
  if (!wrinkles.dependent || wrinkles.exclusively) return [];
  const { One, Two } = others;
  if (step.do === 'deploy' && step.stack === 'Two' && One)
    return [{ do: 'deploy', stack: 'One', shape: One, onFailure: step.onFailure }];
  return step.do === 'destroy' && step.stack === 'One' && Two ? [{ do: 'destroy', stack: 'Two', mended: true }] : [];
}

/** What happens otherwise than the plan predicted for certain. */
function unexpected(planned: Planned, { isWhole, isRefused, isFaulty }: Done, kept: readonly string[]): string[] {
  const { json, code, summary, plan } = planned;
  const rows = plan.stacks.flatMap((stack) => stack.rows);
  const notes = plan.stacks.flatMap((stack) => stack.notes).filter((note) => note.includes('guard'));
  const isOpen = rows.some(({ verdict }) => verdict === 'not-known-until-deploy');
  const problems = isWhole && !isFaulty ? missed(kept, rows) : [];
  if (isWhole && json.will_fail) problems.push(`it goes through, and the plan said that it fails: ${summary}`);
  if (isRefused && !isFaulty && code !== 1 && notes.length === 0 && !isOpen)
    problems.push('a removal guard refuses it, which the plan did not say');
  return problems;
}

/** The absolute property: whenever a server leaves, the plan before it said so, or that it is not known. */
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

/** The plan of a step, and the servers that were connected then. */
async function plan(
  { world }: Trial,
  servers: readonly string[],
  step: Step,
  { wrinkles = {}, others = {} }: Situation,
): Promise<{ planned?: Planned; before: string[] }> {
  const connected = () => servers.filter((server) => world.isConnected(server));
  if (step.do !== 'deploy' && step.do !== 'destroy') return { before: connected() };
  const isRunning = wrinkles.underWay === true && (await begin(world, step.stack));
  // a plan is made when the present state can be seen
  if (!isRunning) await world.clock.sleep(1_000 + Math.max(world.stacks.describeLagMs, world.stacks.listLagMs));
  if (wrinkles.runningJobs) for (const server of connected()) world.startJob(server, 60);
  const before = connected();
  const { servers: declared, guards } = step.do === 'deploy' ? step.shape : { servers: {}, guards: undefined };
  const stacks = { ...others, [step.stack]: { servers: declared, guards } };
  const planned = await planOfAll(world, stacks, wishOf(step, wrinkles));
  if (isRunning) await world.settled(step.stack);
  if (wrinkles.runningJobs) await world.clock.sleep(3_600_000);
  return { planned, before };
}

function wishOf(step: Extract<Step, { do: 'deploy' | 'destroy' }>, wrinkles: Wrinkles): Wish {
  const stage = wrinkles.staged ? 'Live' : undefined;
  const needs = wrinkles.dependent ? { Two: 'One' } : undefined;
  const edit = (template: Template) => {
    if (wrinkles.retainedGate) retainGates(template);
    if (wrinkles.hiddenParameter) hide(template);
    if (wrinkles.foreignNested) forgetNested(template);
  };
  return {
    destroy: step.do === 'destroy',
    patterns: [stage ? `${stage}/${step.stack}` : step.stack],
    exclusively: wrinkles.exclusively,
    ...{ edit, needs, stage },
    // a world deploys by the defaults of a new template
    previousParameters: false,
  };
}

/** Another pipeline removes all servers of the stack. Returns whether CloudFormation shows that in progress. */
async function begin(world: Trial['world'], stack: string): Promise<boolean> {
  const status = await world.status(stack);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return false;
  await world.startDeploy(stack, { servers: {} });
  await world.clock.sleep(world.stacks.describeLagMs);
  return (await world.status(stack)).endsWith('_IN_PROGRESS');
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
  for (const one of Object.values(Resources)) if (one.Type === STACK_TYPE) delete one.Metadata;
}
