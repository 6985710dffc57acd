import { serverOf as connectionOf, type Steps, stepsIn } from '../../../lambda/event/declared';
import { RESOURCE_TYPE } from '../../../lib/private/contract';
import { NESTED_STACK } from './declared';
import { Evaluator, type Surroundings, type Template } from './evaluate';
import { type Known, known, unknown } from './known';
import { type DeployedParameter, deployedParameters } from './parameters';

export interface DeployedResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** A stack as CloudFormation has it, with the stacks nested in it by their logical id. */
export interface DeployedStack {
  readonly stackId: string;
  readonly stackName: string;
  readonly status: string;
  readonly terminationProtection: boolean;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, DeployedParameter>;
  readonly resources: readonly DeployedResource[];
  readonly nested: ReadonlyMap<string, DeployedStack>;
  /** What the events tell; read only if something has happened since a deployment of the whole tree last completed. */
  readonly past?: Past;
}

export interface Past {
  /** By the logical id of a connection. */
  readonly connections: ReadonlyMap<string, readonly PastId[]>;
  /** Whether an update has failed and was not taken back. */
  readonly hasFailed: boolean;
}

/** A physical id that a connection has, or has had. */
export interface PastId {
  readonly physicalId: string;
  /** Whether a completed deployment gave it to the connection. */
  readonly held: boolean;
  /** Whether CloudFormation has deleted it already. */
  readonly isGone: boolean;
}

export interface ServerRef {
  readonly server: string;
  readonly accountId?: string;
}

/** A connection that a stack has now. */
export interface Held extends ServerRef {
  readonly path: readonly string[];
  readonly logicalId: string;
  /** Whether a completed deployment put it there: what a failed one left is not the stack's to give up. */
  readonly completed: boolean;
  /** Whether CloudFormation keeps the connection, or a nested stack around it, when it is removed; by depth, from the root. */
  readonly retained: readonly Known<boolean>[];
  /** Whether it keeps the old connection when it is replaced. */
  readonly retainedIfReplaced: Known<boolean>;
  /** What a Delete of it does besides the disconnection. */
  readonly steps: Known<Steps>;
  /** Of the function that a Delete asks, as the deployed template has it. */
  readonly serviceToken?: unknown;
}

/** The server that a physical resource id names, or undefined when it is none of a connection's. */
export function serverRefOf(physicalId: string): ServerRef | undefined {
  const found = connectionOf(physicalId);
  return found && { server: found.id, accountId: found.accountId };
}

/** All connections of a stack and of the stacks nested in it. */
export function heldBy(
  stack: DeployedStack,
  where: Surroundings,
  path: readonly string[] = [],
  above: readonly Known<boolean>[] = [],
): Held[] {
  const { template, parameters } = stack;
  const surroundings = { ...where, stackName: stack.stackName, stackId: stack.stackId };
  const evaluator = new Evaluator(template, deployedParameters(template, parameters), surroundings);
  return stack.resources.flatMap((resource): Held[] => {
    const retained = [...above, policyRetains(stack, evaluator, resource.logicalId, 'DeletionPolicy')];
    if (resource.type === RESOURCE_TYPE) return connections(stack, resource, evaluator, path, retained);
    const nested = resource.type === NESTED_STACK ? stack.nested.get(resource.logicalId) : undefined;
    return nested ? heldBy(nested, where, [...path, resource.logicalId], retained) : [];
  });
}

function connections(
  stack: DeployedStack,
  { logicalId, physicalId, status }: DeployedResource,
  evaluator: Evaluator,
  path: readonly string[],
  retained: readonly Known<boolean>[],
): Held[] {
  const past = stack.past?.connections.get(logicalId);
  // of a replacement that did not complete the stack still has the old server to give up
  const ids = past?.filter((one) => !one.isGone && (one.held || one.physicalId === physicalId)) ?? [
    { physicalId, held: true },
  ];
  if (status === 'DELETE_COMPLETE') return [];
  const retainedIfReplaced = policyRetains(stack, evaluator, logicalId, 'UpdateReplacePolicy');
  const { ServiceToken: serviceToken } = evaluator.template.Resources[logicalId]?.Properties ?? {};
  return ids.flatMap(({ physicalId: id, held: completed }): Held[] => {
    const server = serverRefOf(id);
    const steps = stepsOf(stack, evaluator, logicalId, server?.server ?? '');
    return server ? [{ ...server, path, logicalId, completed, retained, retainedIfReplaced, steps, serviceToken }] : [];
  });
}

/** What the properties that were deployed last ask for, as the function reads them in a Delete. */
function stepsOf(stack: DeployedStack, evaluator: Evaluator, logicalId: string, server: string): Known<Steps> {
  const definition = evaluator.template.Resources[logicalId];
  if (!definition || stack.past?.hasFailed) return unknown(FAILED_BEFORE(logicalId));
  const properties: Record<string, unknown> = { SourceServerId: server };
  for (const name of ['AfterDisconnection', 'FinalizeCutover']) {
    const value = evaluator.value(definition.Properties?.[name]);
    if (!value.known) return value;
    if (value.value !== undefined) properties[name] = String(value.value);
  }
  return known(stepsIn(properties));
}

const FAILED_BEFORE = (logicalId: string): string =>
  `whether the deployment that failed has changed the policy of ${logicalId}`;

function policyRetains(
  { past }: DeployedStack,
  evaluator: Evaluator,
  logicalId: string,
  policy: 'DeletionPolicy' | 'UpdateReplacePolicy',
): Known<boolean> {
  const definition = evaluator.template.Resources[logicalId];
  // a deployment that failed without rollback has left its template: perhaps not all of that was carried out, and the cdk
  // CLI rolls it back before the next one
  if (!definition || past?.hasFailed) return unknown(FAILED_BEFORE(logicalId));
  if (definition[policy] === undefined) return known(false);
  const value = evaluator.value(definition[policy]);
  return value.known ? known(String(value.value).startsWith('Retain')) : value;
}
