import { type AppOptions, readApp } from '../aws/assembly';
import type { AppStack } from '../aws/manifest';
import { type Selector, selectStacks } from '../aws/selection';
import type { Sessions } from '../aws/session';
import type { DeployedStack } from '../model/deployed';
import { givenTo } from '../model/parameters';
import { UsageError } from '../output/errors';
import { type Fleet, fleetsOf } from './fleet';
import { underGuard } from './guarded';
import { isEmptied, type Looked, type LookOptions, lookInto } from './look';
import type { Prediction } from './predict';
import { nameOf, type Row, rowsOf } from './rows';

export interface PlanOptions extends AppOptions, Selector, LookOptions {}

export interface StackPlan {
  readonly id: string;
  readonly stackName: string;
  readonly accountId?: string;
  readonly region?: string;
  /** What CloudFormation says of the stack now; undefined if it does not exist, or if it could not be read. */
  readonly status?: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  /** What could not be looked up, and so is not part of the plan. */
  readonly unchecked: readonly string[];
  /** Whether the plan of this stack is worthless: the deployed stack could not be read. */
  readonly blind: boolean;
  /** The operation in progress on the stack. Its end is not known. */
  readonly running?: string;
  /** Why the deployment, or the deletion, will fail. */
  readonly failures: readonly string[];
  /** Removal guards that the deployment takes away from servers that stay, or that do not meet them. */
  readonly takenAway: readonly string[];
}

export interface Plan {
  readonly action: 'deploy' | 'destroy';
  readonly stacks: readonly StackPlan[];
  /** Patterns that match no stack. */
  readonly unmatched: readonly string[];
}

export async function makePlan(options: PlanOptions, sessions: Sessions): Promise<Plan> {
  // the credentials are found while the app runs; each stack reports what is wrong with them
  void sessions.to({}).catch(() => {});
  const stacks = await readApp(options);
  const action = options.destroy ? 'destroy' : 'deploy';
  const chosen = selectStacks(stacks, options, action);
  if (chosen.stacks.length === 0) throw new UsageError('the app has no stacks to plan');
  const errors = options.destroy ? [] : chosen.stacks.flatMap((stack) => stack.errors);
  if (errors.length > 0) throw new Error(`cdk deploy refuses the app, which reports errors:\n${errors.join('\n')}`);
  const unused = options.parameters.find((one) => !stacks.some((stack) => givenTo(stack, [one]).size > 0));
  if (unused !== undefined)
    throw new UsageError(
      `--parameters ${unused}: no stack of the app has such a parameter; Stack is the name that CloudFormation knows`,
    );
  const isPlanned = (stack: AppStack) => chosen.stacks.includes(stack);
  const all = await Promise.all(stacks.map((stack) => lookInto(stack, isPlanned(stack), options, sessions)));
  // a destroyed stack declares nothing
  const remaining = options.destroy ? all.filter(({ app }) => !isPlanned(app)) : all;
  const planned = all.filter(({ app }) => isPlanned(app));
  const fleet = await fleetsOf(planned);
  const plans = await Promise.all(
    planned.map((stack) => planOf(stack, [...remaining, stack], fleet(stack), chosen.added.has(stack.app))),
  );
  return { action, stacks: plans, unmatched: chosen.unmatched };
}

async function planOf(stack: Looked, app: readonly Looked[], fleet: Fleet, isAdded: boolean): Promise<StackPlan> {
  const { deployed, session, failure, untold, action } = stack;
  const { hosts, trouble } = fleet;
  const find = ({ server }: Prediction) =>
    hosts && server !== undefined ? (hosts.get(server) ?? 'absent') : undefined;
  const { rows, notes, failures, takenAway } = await underGuard(stack, rowsOf(stack, app, find), fleet);
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
    rows,
    notes: [
      ...(isAdded ? [TAKEN_ALONG[action]] : []),
      ...(deployed ? notesOn(stack, deployed) : []),
      ...notes,
      ...stack.notes,
    ],
    unchecked,
    blind: failure !== undefined,
    running: deployed && runningIn(deployed),
    failures: [...(deployed ? refusalsOf(stack, deployed, rows) : []), ...failures, ...failuresOf(rows)],
    takenAway,
  };
}

/** Why the plan has a stack that was not asked for. */
const TAKEN_ALONG = {
  deploy: 'cdk deploy takes it along, for a chosen stack depends on it; --exclusively leaves it out',
  destroy: 'cdk destroy takes it along, for it depends on a chosen stack; --exclusively leaves it out',
} as const;

/** The operation in progress on a stack, or on one nested in it: that of another pipeline. */
function runningIn({ stackName, status, nested }: DeployedStack): string | undefined {
  if (status.endsWith('_IN_PROGRESS')) return `an operation is in progress: ${stackName} is ${status}`;
  for (const child of nested.values()) {
    const running = runningIn(child);
    if (running) return running;
  }
  return undefined;
}

function notesOn({ action, app }: Looked, { status }: DeployedStack): string[] {
  const notes: string[] = [];
  if (action === 'destroy' && isEmptied(app))
    notes.push('the app leaves it no resources: cdk deploy deletes such a stack');
  if (action === 'deploy' && /^(CREATE_FAILED|ROLLBACK_(COMPLETE|FAILED))$/.test(status))
    notes.push(`the stack is ${status}: cdk deploy deletes it first, and that disconnects nothing`);
  if (action === 'deploy' && status === 'UPDATE_FAILED')
    notes.push('the stack is UPDATE_FAILED: cdk deploy may roll it back first, and that disconnects nothing');
  return notes;
}

/** What CloudFormation refuses at once. */
function refusalsOf(
  { action }: Looked,
  { status, terminationProtection }: DeployedStack,
  rows: readonly Row[],
): string[] {
  if (action === 'destroy')
    return terminationProtection
      ? ['termination protection is on: CloudFormation refuses to delete the stack, and nothing changes']
      : [];
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return ['the stack is UPDATE_ROLLBACK_FAILED: CloudFormation refuses to update it; cdk rollback first'];
  if (status !== 'DELETE_FAILED') return [];
  const held = rows.filter(({ verdict }) => verdict !== 'newly-declared').map(({ logicalId }) => logicalId);
  const retained = held.length > 0 ? `; with --retain-resources ${held.join(' ')} its servers stay connected` : '';
  return [
    `the stack is DELETE_FAILED: CloudFormation refuses to update it. It can only be deleted: cdk destroy, or aws cloudformation delete-stack${retained}`,
  ];
}

/** The servers at which the deployment fails, the first one with the reason. */
function failuresOf(rows: readonly Row[]): string[] {
  const failing = rows.filter(({ fails }) => fails);
  return failing.map((row) => `${nameOf(row)}: ${row.problem}`);
}
