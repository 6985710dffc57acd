import { ACCOUNT_ID, RESOURCE_TYPE, SOURCE_SERVER_ID } from '../../../lib/private/contract';
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
  /** What has happened since a deployment of the whole stack last completed; read only when that is not the last thing. */
  readonly since?: ReadonlyMap<string, Since>;
}

/** What the events of a stack say of one logical id since the last completed deployment. */
export interface Since {
  /** Its physical id then; undefined if it came only later. */
  readonly before?: string;
  readonly deleted: boolean;
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
}

/** The server that a physical resource id names, or undefined when it is none of a connection's. */
export function serverOf(physicalId: string): ServerRef | undefined {
  const [server = '', accountId, ...others] = physicalId.split('/').reverse();
  if (others.length > 0 || !SOURCE_SERVER_ID.test(server)) return undefined;
  if (accountId === undefined) return { server };
  return ACCOUNT_ID.test(accountId) ? { server, accountId } : undefined;
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
  if (status === 'DELETE_COMPLETE') return [];
  const since = stack.since?.get(logicalId);
  const ids = new Map([[physicalId, !since || since.before === physicalId]]);
  // a replacement that did not complete: the stack still has the old server to give up
  if (since?.before && !since.deleted) ids.set(since.before, true);
  const retainedIfReplaced = policyRetains(stack, evaluator, logicalId, 'UpdateReplacePolicy');
  return [...ids].flatMap(([id, completed]): Held[] => {
    const server = serverOf(id);
    return server ? [{ ...server, path, logicalId, completed, retained, retainedIfReplaced }] : [];
  });
}

function policyRetains(
  { status }: DeployedStack,
  evaluator: Evaluator,
  logicalId: string,
  policy: 'DeletionPolicy' | 'UpdateReplacePolicy',
): Known<boolean> {
  const definition = evaluator.template.Resources[logicalId];
  // a deployment that failed without rollback has left its template: perhaps not all of that was carried out, and the cdk
  // CLI rolls it back before the next one
  const behind = /^UPDATE(_ROLLBACK)?_FAILED$/.test(status);
  if (!definition || behind)
    return unknown(`whether the deployment that failed has changed the policy of ${logicalId}`);
  if (definition[policy] === undefined) return known(false);
  const value = evaluator.value(definition[policy]);
  return value.known ? known(String(value.value).startsWith('Retain')) : value;
}
