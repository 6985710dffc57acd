import { declarationIn, type Guard } from '../../../lambda/guards/declaration';
import type { Leaver } from '../../../lambda/guards/leaving';
import { type Obstacle, obstacles, type Seen } from '../../../lambda/guards/obstacles';
import { GATE_TYPE } from '../../../lib/private/contract';
import type { DeployedStack } from './deployed';
import { Evaluator, type Surroundings, type Template } from './evaluate';
import { deployedParameters } from './parameters';
import type { Prediction } from './predict';
import type { Row } from './rows';

/*
 * Removal guards, as the templates show them: a custom resource in the root of a tree of stacks has them by provider,
 * with the provider of each server. One guard that is not met fails the whole deployment, or the deletion. Whether one is
 * met, the code of the function itself says.
 */

export interface Gate {
  readonly logicalId: string;
  readonly guards: ReadonlyMap<string, readonly Guard[]>;
  /** The providers of each server whose id is known. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
}

/** The gate of a stack as it was deployed; undefined without one. */
export function gateOf(stack: DeployedStack | undefined, where: Surroundings): Gate | undefined {
  if (!stack) return undefined;
  const { template, parameters, stackName, stackId } = stack;
  const evaluator = new Evaluator(template, deployedParameters(template, parameters), { ...where, stackName, stackId });
  return find(evaluator, (expression) => withPhysicalIds(expression, stack));
}

/** What a new template says of guards; undefined without a gate. What only the deployment knows is taken for nothing. */
export function gateIn(template: Template | undefined): Gate | undefined {
  return find(new Evaluator(template ?? {}, new Map(), {}), (expression) => expression);
}

/** A server that was a token is named by its connection, in a nested stack by an output of that. */
function withPhysicalIds(expression: unknown, stack: DeployedStack): unknown {
  if (Array.isArray(expression)) return expression.map((item) => withPhysicalIds(item, stack));
  if (typeof expression !== 'object' || expression === null) return expression;
  const { Ref, 'Fn::GetAtt': attribute } = expression as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  const referred = stack.resources.find(({ logicalId }) => logicalId === Ref);
  if (referred) return referred.physicalId;
  const [logicalId = '', name = ''] = attribute ?? [];
  const nested = stack.nested.get(logicalId);
  const output = nested?.template.Outputs?.[name.replace('Outputs.', '')];
  if (nested && output) return withPhysicalIds(output.Value, nested);
  return Object.fromEntries(Object.entries(expression).map(([key, value]) => [key, withPhysicalIds(value, stack)]));
}

function find(evaluator: Evaluator, named: (expression: unknown) => unknown): Gate | undefined {
  const resources = Object.entries(evaluator.template.Resources);
  const [logicalId, { Properties = {} } = {}] = resources.find(([, { Type }]) => Type === GATE_TYPE) ?? [];
  if (logicalId === undefined) return undefined;
  const guards = evaluator.value(Properties.Guards);
  const providers = new Map<string, string[]>();
  for (const expression of (Properties.Servers ?? []) as readonly unknown[]) {
    const entry = evaluator.value(named(expression));
    const { Server, Provider } = ((entry.known && entry.value) || {}) as { Server?: string; Provider?: string };
    const id = Server?.split('/').at(-1);
    if (id && Provider) providers.set(id, [...(providers.get(id) ?? []), Provider]);
  }
  const declaration = declarationIn({ Guards: guards.known ? guards.value : {}, Servers: [] });
  return { logicalId, guards: declaration.guards, providers };
}

/** Jobs that have not ended, by the servers in them. */
export type Jobs = ReadonlyMap<string, string>;

export const asksForJobs = (gate: Gate | undefined): boolean =>
  [...(gate?.guards.values() ?? [])].flat().some(({ kind }) => kind === 'NoRunningJob');

/**
 * The guards that count. A deployment asks those of the new template, and of a provider that is gone the deployed ones;
 * one that takes the gate away asks nobody. A deletion asks the deployed ones.
 */
export function askedGate(action: 'deploy' | 'destroy', deployed?: Gate, next?: Gate): Gate | undefined {
  if (action === 'destroy') return deployed;
  if (!next || isNew(deployed, next)) return next && { ...next, providers: new Map() };
  return {
    ...next,
    guards: new Map([...(deployed?.guards ?? []), ...next.guards]),
    providers: deployed?.providers ?? new Map(),
  };
}

/** One that comes with this deployment, or moves to another provider, knows neither whose a server is nor which are retained. */
const isNew = (deployed: Gate | undefined, next: Gate): boolean => deployed?.logicalId !== next.logicalId;

/** What guards may be asked for though it stays connected. */
export function notesOnGate(predictions: readonly Prediction[], deployed?: Gate, next?: Gate): string[] {
  const retained = predictions.filter(({ fate }) => fate.kind === 'keep' && fate.why === 'retained');
  if (!next || !isNew(deployed, next) || retained.length === 0) return [];
  return [
    'the removal guards are new, and are asked for the retained servers that leave too: bring the guards first, and remove servers in the next deployment',
  ];
}

/** The rows of a tree of stacks, given its guards: if one is not met, none of its servers leaves. */
export function guarded(rows: readonly Row[], gate: Gate | undefined, jobs: Jobs, action: string, now: number): Row[] {
  if (!gate) return [...rows];
  const leaving = rows.flatMap((row) => (row.disconnects && row.host ? [{ row, leaver: leaverOf(row, gate) }] : []));
  const seen = new Map(leaving.map(({ row, leaver }) => [leaver.server.id, seenOf(row, jobs)]));
  const inTheWay = (leavers: readonly Leaver[]) => obstacles({ leavers, guards: gate.guards }, seen, now);
  const [first] = inTheWay(leaving.map(({ leaver }) => leaver));
  if (!first) return [...rows];
  const own = new Map(leaving.map(({ row, leaver }) => [row, inTheWay([leaver])]));
  const what = action === 'destroy' ? 'the deletion' : 'the deployment';
  return rows.map((row) => {
    if (!row.disconnects) return row;
    return { ...row, verdict: 'kept', disconnects: false, steps: [], reason: reasonOf(what, first, own.get(row)) };
  });
}

function reasonOf(what: string, first: Obstacle, own: readonly Obstacle[] = []): string {
  if (own.length === 0) return `a removal guard fails ${what}: ${first.who} ${first.what}`;
  const all = own.map((one) => one.what).join(', and it ');
  return `a removal guard is not met and fails ${what}: it ${all}`;
}

/** A server that the gate does not name may be of any provider. */
function leaverOf({ server: id = '', accountId }: Row, { guards, providers }: Gate): Leaver {
  return { server: { id, accountId }, providers: providers.get(id) ?? [...guards.keys()] };
}

const seenOf = ({ server = '', host }: Row, jobs: Jobs): Seen => ({ found: host?.source ?? {}, job: jobs.get(server) });
