import { type AppOptions, type AppStack, readApp } from '../aws/assembly';
import { findServers, runningJobs } from '../aws/servers';
import type { Session, Sessions } from '../aws/session';
import { readStack } from '../aws/stacks';
import { type Declaration, declarationOf } from './declared';
import { type DeployedStack, heldBy, type ServerRef } from './deployed';
import { askedGate, asksForJobs, gateIn, guarded } from './guards';
import { type Host, hostOf } from './host';
import { known } from './known';
import { type DeployedParameter, type ParameterSources, storedNames } from './parameters';
import { type Prediction, predictDeploy, predictDestroy } from './predict';
import { type Foreseen, type Row, rowsOf } from './rows';

export interface PlanOptions extends AppOptions {
  readonly destroy: boolean;
  /** `Key=Value`, or `Stack:Key=Value`. */
  readonly parameters: readonly string[];
  /** Whether a parameter that is not given keeps its deployed value. */
  readonly previousParameters: boolean;
}

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
}

/** A stack of the app beside what is deployed of it. */
interface Known extends Foreseen {
  readonly app: AppStack;
  readonly session?: Session;
  readonly deployed?: DeployedStack;
  readonly failure?: string;
}

export async function makePlan(options: PlanOptions, sessions: Sessions): Promise<Plan> {
  const stacks = await readApp(options);
  const all = await Promise.all(stacks.map((stack) => lookInto(stack, options, sessions)));
  const selected = all.filter(({ app }) => app.selected);
  // a stack that is destroyed declares nothing any more
  const remaining = options.destroy ? all.filter(({ app }) => !app.selected) : all;
  const plans = await Promise.all(selected.map((stack) => planOf(stack, [...remaining, stack], options)));
  return { action: options.destroy ? 'destroy' : 'deploy', stacks: plans };
}

const UNREAD = 'the deployed stack, which could not be read';

async function lookInto(app: AppStack, options: PlanOptions, sessions: Sessions): Promise<Known> {
  let session: Session | undefined;
  try {
    session = await sessions.to(app);
    const deployed = await readStack(session.cloudFormation, app.stackName);
    const declaration = await declared(app, options, session, deployed);
    return { ...foresee(app, options, session, declaration, deployed), app, session, deployed };
  } catch (error) {
    const declaration = await declared(app, options);
    return { ...foresee(app, options, session, declaration, 'unread'), app, session, failure: explain(error as Error) };
  }
}

function foresee(
  app: AppStack,
  { destroy }: PlanOptions,
  session: Session | undefined,
  declaration: Declaration,
  deployed: DeployedStack | 'unread' | undefined,
): Foreseen {
  const held = deployed && deployed !== 'unread' ? heldBy(deployed, { ...session, stackName: app.stackName }) : [];
  const declared = predictDeploy(declaration, held);
  const blind = declared.map((one) => ({ ...one, fate: { kind: 'declare', open: UNREAD } as const }));
  const predictions = deployed === 'unread' ? blind : destroy ? predictDestroy(held) : declared;
  const declares = declaration.connections.flatMap(({ server, present }) =>
    server.known && !(present.known && !present.value) ? [server.value] : [],
  );
  return { id: app.id, predictions, declares: new Set(declares) };
}

async function declared(
  app: AppStack,
  { parameters, previousParameters }: PlanOptions,
  session?: Session,
  deployed?: DeployedStack,
): Promise<Declaration> {
  const given = givenParameters(app, parameters);
  const previous: ReadonlyMap<string, DeployedParameter> | undefined = previousParameters
    ? deployed?.parameters
    : undefined;
  const names = [...storedNames(app.tree.template, { given, previous }), ...nestedNames(app.tree)];
  const store = session ? await session.parameters(names) : new Map<string, string>();
  const where = { stackName: app.stackName, stackId: deployed?.stackId, accountId: app.accountId, region: app.region };
  return declarationOf(app.tree, { given, previous, store }, { ...where, ...pick(session) });
}

const pick = (session?: Session) =>
  session && { accountId: session.accountId, region: session.region, partition: session.partition };

function nestedNames({ nested }: AppStack['tree']): string[] {
  return [...nested.values()].flatMap((child) => [
    ...storedNames(child.template, { given: new Map() }),
    ...nestedNames(child),
  ]);
}

/** `Stack:Key=Value` is for one stack, by its name or its id; `Key=Value` is for each that has such a parameter. */
function givenParameters({ id, stackName }: AppStack, parameters: readonly string[]): ParameterSources['given'] {
  const given = new Map<string, ReturnType<typeof known<unknown>>>();
  for (const text of parameters) {
    const [, stack, key = '', value = ''] = /^(?:([^=]+):)?([^:=]+)=(.*)$/s.exec(text) ?? [];
    if (stack === undefined || stack === id || stack === stackName) given.set(key, known<unknown>(value));
  }
  return given;
}

async function planOf(stack: Known, app: readonly Known[], { destroy }: PlanOptions): Promise<StackPlan> {
  const { deployed, session, failure } = stack;
  const { hosts, trouble } = await lookUp(stack);
  const action = destroy ? 'destroy' : 'deploy';
  const gate = askedGate(action, gateIn(deployed?.template), gateIn(stack.app.tree.template));
  const jobs = session && hosts && asksForJobs(gate) ? await runningJobs(session.mgn) : new Map<string, string>();
  const find = ({ server }: Prediction) =>
    hosts && server !== undefined ? (hosts.get(server) ?? 'absent') : undefined;
  const unchecked = [
    ...(failure ? [`the deployed stack ${stack.app.stackName}: ${failure}`] : []),
    ...(trouble ? [`the servers in MGN: ${trouble}`] : []),
  ];
  return {
    id: stack.id,
    stackName: stack.app.stackName,
    accountId: session?.accountId ?? stack.app.accountId,
    region: session?.region ?? stack.app.region,
    status: deployed?.status,
    rows: guarded(rowsOf(stack, app, find), gate, jobs, action, Date.now()),
    notes: deployed ? notesOn(deployed, destroy) : [],
    unchecked,
    blind: failure !== undefined,
  };
}

async function lookUp({ predictions, session }: Known): Promise<{ hosts?: Map<string, Host>; trouble?: string }> {
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

function explain({ name, message }: Error): string {
  return message.includes(name) || name === 'Error' ? message : `${name}: ${message}`;
}
