import { type AppOptions, readApp } from '../aws/assembly';
import type { AppStack } from '../aws/manifest';
import { type Selection, type Selector, select } from '../aws/selection';
import { findServers, runningJobs } from '../aws/servers';
import type { Sessions } from '../aws/session';
import { explain, UsageError } from '../output/errors';
import type { DeployedStack, ServerRef } from './deployed';
import { askedGate, asksForJobs, gateIn, gateOf, guarded, notesOnGate } from './guards';
import { type Host, hostOf } from './host';
import { type Looked, type LookOptions, lookInto } from './look';
import { givenTo } from './parameters';
import type { Prediction } from './predict';
import { type Row, rowsOf } from './rows';

export interface PlanOptions extends AppOptions, Selector, LookOptions {}

export interface StackPlan {
  readonly id: string;
  readonly stackName: string;
  readonly accountId?: string;
  readonly region?: string;
  /** What CloudFormation says of the stack now; undefined if there is none, or if it could not be read. */
  readonly status?: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  /** What could not be looked up, and so is not part of the plan. */
  readonly unchecked: readonly string[];
  /** Whether the plan of this stack is worth nothing: the deployed stack could not be read. */
  readonly blind: boolean;
}

export interface Plan {
  readonly action: 'deploy' | 'destroy';
  readonly stacks: readonly StackPlan[];
  /** Patterns that match no stack. */
  readonly unmatched: readonly string[];
}

export async function makePlan(options: PlanOptions, sessions: Sessions): Promise<Plan> {
  // the credentials are found while the app runs; what is wrong with them is said of the stacks
  void sessions.to({}).catch(() => {});
  const stacks = await readApp(options);
  const action = options.destroy ? 'destroy' : 'deploy';
  const chosen = select(stacks, options, action);
  if (chosen.stacks.length === 0) throw new UsageError('the app has no stacks to plan');
  const errors = options.destroy ? [] : chosen.stacks.flatMap((stack) => stack.errors);
  if (errors.length > 0) throw new Error(`cdk deploy refuses the app, which reports errors:\n${errors.join('\n')}`);
  const unused = options.parameters.find((one) => !stacks.some((stack) => givenTo(stack, [one]).size > 0));
  if (unused !== undefined) throw new UsageError(`--parameters ${unused}: no stack of the app has such a parameter`);
  const isPlanned = (stack: AppStack) => chosen.stacks.includes(stack);
  const all = await Promise.all(stacks.map((stack) => lookInto(stack, isPlanned(stack), options, sessions)));
  // a stack that is destroyed declares nothing any more
  const remaining = options.destroy ? all.filter(({ app }) => !isPlanned(app)) : all;
  const plans = await Promise.all(
    all.filter(({ app }) => isPlanned(app)).map((stack) => planOf(stack, [...remaining, stack], chosen, options)),
  );
  return { action, stacks: plans, unmatched: chosen.unmatched };
}

async function planOf(
  stack: Looked,
  app: readonly Looked[],
  { added }: Selection,
  { destroy }: PlanOptions,
): Promise<StackPlan> {
  const { deployed, session, failure, untold } = stack;
  const { hosts, trouble } = await lookUp(stack);
  const action = destroy ? 'destroy' : 'deploy';
  const [before, next] = [gateOf(deployed, { ...session }), gateIn(stack.app.tree.template)];
  const gate = askedGate(action, before, next);
  const jobs = session && hosts && asksForJobs(gate) ? await runningJobs(session.mgn) : new Map<string, string>();
  const find = ({ server }: Prediction) =>
    hosts && server !== undefined ? (hosts.get(server) ?? 'absent') : undefined;
  const unchecked = [
    ...(failure ? [`the deployed stack ${stack.app.stackName}: ${failure}`] : []),
    ...(untold ? [`what depends on the deployment, for the change set failed: ${untold}`] : []),
    ...(trouble ? [`the servers in MGN: ${trouble}`] : []),
  ];
  return {
    id: stack.id,
    stackName: stack.app.stackName,
    accountId: session?.accountId ?? stack.app.accountId,
    region: session?.region ?? stack.app.region,
    status: deployed?.status,
    rows: guarded(rowsOf(stack, app, find), gate, jobs, action, Date.now()),
    notes: [
      ...(added.has(stack.app) ? [TAKEN_ALONG[action]] : []),
      ...(deployed ? notesOn(deployed, destroy) : []),
      ...(destroy ? [] : notesOnGate(stack.predictions, before, next)),
      ...stack.notes,
    ],
    unchecked,
    blind: failure !== undefined,
  };
}

/** Why a stack is in the plan that was not asked for. */
const TAKEN_ALONG = {
  deploy: 'cdk deploy takes it along, for a chosen stack depends on it; --exclusively leaves it out',
  destroy: 'cdk destroy takes it along, for it depends on a chosen stack; --exclusively leaves it out',
} as const;

async function lookUp({ predictions, session }: Looked): Promise<{ hosts?: Map<string, Host>; trouble?: string }> {
  const refs = predictions.filter((one): one is Prediction & ServerRef => one.server !== undefined);
  if (!session) return { trouble: refs.length > 0 ? 'there are no credentials for it' : undefined };
  try {
    const servers = await findServers(session.mgn, refs);
    const now = Date.now();
    return { hosts: new Map([...servers].map(([id, server]) => [id, hostOf(server, now)])) };
  } catch (error) {
    return { trouble: explain(error as Error) };
  }
}

function notesOn({ status, terminationProtection }: DeployedStack, destroy: boolean): string[] {
  const notes: string[] = [];
  if (status.endsWith('_IN_PROGRESS')) notes.push(`an operation is running (${status}): plan again when it has ended`);
  if (destroy && terminationProtection)
    notes.push('termination protection is on: CloudFormation refuses to delete the stack');
  if (!destroy && /^(CREATE_FAILED|ROLLBACK_(COMPLETE|FAILED))$/.test(status)) {
    notes.push(`the stack is ${status}: cdk deploy deletes it first, and that disconnects nothing`);
  }
  if (!destroy && /^(UPDATE_ROLLBACK_FAILED|DELETE_FAILED)$/.test(status)) {
    notes.push(`the stack is ${status}: it must be mended before it can be deployed`);
  }
  return notes;
}
