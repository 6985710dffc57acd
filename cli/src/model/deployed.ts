import { STACK_TYPE } from '../../../lambda/custody/stack-event';
import { serverOf as connectionOf, type Retention, type Steps, stepsIn } from '../../../lambda/event/declared';
import { RESOURCE_TYPE } from '../../../lib/private/contract';
import { unlessMacro } from './declared';
import { Evaluator, type Surroundings, type Template } from './evaluate';
import { is, type Known, known, mayBe, unknown } from './known';
import { type DeployedParameter, deployedParameters } from './parameters';

export interface DeployedResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** A stack as CloudFormation has it, with its nested stacks by their logical id. */
export interface DeployedStack {
  readonly stackId: string;
  readonly stackName: string;
  readonly status: string;
  readonly terminationProtection: boolean;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, DeployedParameter>;
  readonly resources: readonly DeployedResource[];
  readonly nested: ReadonlyMap<string, DeployedStack>;
  /**
   * What the events say. They are read only if something has happened since a deployment of the whole tree last
   * completed.
   */
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
  /** The terms of the deployment that last completed or was taken back; undefined if no event shows them. */
  readonly terms?: { readonly retention: Retention; readonly steps: Steps; readonly isProtected: boolean };
  /** Whether the function will find that an operation which did not complete has changed the terms, and refuse. */
  readonly changed: { readonly inCleanUp: Known<boolean>; readonly inDeletion: Known<boolean> };
}

export interface ServerRef {
  readonly server: string;
  readonly accountId?: string;
}

/** A connection that a stack has now. */
export interface Held extends ServerRef {
  readonly path: readonly string[];
  readonly logicalId: string;
  /** Whether a completed deployment put it there. The stack does not own what a failed deployment left. */
  readonly completed: boolean;
  /**
   * Whether CloudFormation retains the connection, or a nested stack around it, when it is removed; by depth, from the
   * root.
   */
  readonly retained: readonly Known<boolean>[];
  /** Whether CloudFormation retains the old connection when it is replaced. */
  readonly retainedIfReplaced: Known<boolean>;
  /** What a Delete of it does besides the disconnection. */
  readonly steps: Known<Steps>;
  /** The function that a Delete asks, as the deployed template has it. */
  readonly serviceToken?: unknown;
  /** Whether the function refuses to delete it with the stack, unless CloudFormation does not ask the function. */
  readonly isRefused?: Known<boolean>;
  /** Whether the function refuses to disconnect it as long as it is connected. */
  readonly isProtected?: Known<boolean>;
}

/** The server in a physical resource id; undefined if it is not that of a connection. */
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
    if (resource.type === RESOURCE_TYPE) return connections(stack, resource, evaluator, path, above);
    const nested = resource.type === STACK_TYPE ? stack.nested.get(resource.logicalId) : undefined;
    if (!nested) return [];
    const retained = policyOfNested(stack, evaluator, resource.logicalId);
    return heldBy(nested, where, [...path, resource.logicalId], [...above, retained]);
  });
}

function connections(
  stack: DeployedStack,
  { logicalId, physicalId, status }: DeployedResource,
  evaluator: Evaluator,
  path: readonly string[],
  above: readonly Known<boolean>[],
): Held[] {
  const past = stack.past?.connections.get(logicalId);
  // if a replacement did not complete, the stack still has the old server to give up
  const ids = past?.filter((one) => !one.isGone && (one.held || one.physicalId === physicalId)) ?? [
    { physicalId, held: true },
  ];
  if (status === 'DELETE_COMPLETE') return [];
  const properties = evaluator.template.Resources[logicalId]?.Properties ?? {};
  const { ServiceToken: serviceToken } = properties;
  return ids.flatMap((id): Held[] => {
    const server = withAccount(serverRefOf(id.physicalId), properties, evaluator);
    const terms = server && termsOf(stack, evaluator, logicalId, { ...id, ...server });
    if (!terms) return [];
    const { retained, ...others } = terms;
    return [
      { ...server, path, logicalId, completed: id.held, retained: [...above, retained], ...others, serviceToken },
    ];
  });
}

/** A connection keeps its physical id when it gets an account. The function asks MGN for that of the properties. */
function withAccount(
  ref: ServerRef | undefined,
  { SourceServerId, AccountId }: Readonly<Record<string, unknown>>,
  evaluator: Evaluator,
): ServerRef | undefined {
  const account = evaluator.value(AccountId);
  const isMeant = ref !== undefined && mayBe(evaluator.value(SourceServerId), ref.server);
  return isMeant && account.known && account.value !== undefined ? { ...ref, accountId: String(account.value) } : ref;
}

type Terms = Pick<Held, 'retainedIfReplaced' | 'steps' | 'isProtected' | 'isRefused'> & {
  readonly retained: Known<boolean>;
};

/** What becomes of the server when its connection is deleted. */
function termsOf(
  { past }: DeployedStack,
  evaluator: Evaluator,
  logicalId: string,
  id: Pick<PastId, 'terms'> & Partial<PastId> & ServerRef,
): Terms {
  const retained = retainedBy(evaluator, logicalId, 'DeletionPolicy');
  const retainedIfReplaced = retainedBy(evaluator, logicalId, 'UpdateReplacePolicy');
  const isCertain = evaluator.template.Resources[logicalId] !== undefined && !past?.hasFailed;
  if (isCertain || !id.changed) {
    const isProtected = protectionIn(evaluator, logicalId);
    return { retained, retainedIfReplaced, steps: stepsOf(evaluator, logicalId, id.server), isProtected };
  }
  const { terms, changed } = id;
  const unsure = unknown(FAILED_BEFORE(logicalId));
  const since = (before: boolean | undefined, now: Known<boolean>): Known<boolean> => {
    // the previous template retains it: whichever template CloudFormation follows, the function keeps it
    if (before) return known(true);
    return before === false && is(changed.inCleanUp, false) && is(now, false) ? known(false) : unsure;
  };
  return {
    retained: since(terms?.retention.whenDeleted, retained),
    retainedIfReplaced: since(terms?.retention.whenReplaced, retainedIfReplaced),
    steps: terms && is(changed.inCleanUp, false) ? known(terms.steps) : unsure,
    isProtected: terms && is(changed.inCleanUp, false) ? known(terms.isProtected) : unsure,
    isRefused: !is(changed.inDeletion, true) ? known(false) : is(retained, false) ? known(true) : unsure,
  };
}

/** What the last deployed properties ask for, as the function reads them in a Delete. */
function stepsOf(evaluator: Evaluator, logicalId: string, server: string): Known<Steps> {
  const definition = evaluator.template.Resources[logicalId];
  if (!definition) return unknown(FAILED_BEFORE(logicalId));
  const properties: Record<string, unknown> = { SourceServerId: server };
  for (const name of ['AfterDisconnection', 'FinalizeCutover']) {
    const value = evaluator.value(definition.Properties?.[name]);
    if (!value.known) return value;
    if (value.value !== undefined) properties[name] = String(value.value);
  }
  return known(stepsIn(properties));
}

function protectionIn(evaluator: Evaluator, logicalId: string): Known<boolean> {
  const value = evaluator.value(evaluator.template.Resources[logicalId]?.Properties?.Protected);
  return value.known ? known(String(value.value) === 'true') : value;
}

/** Whether a policy of the deployed template retains a resource. */
export function retainedBy(
  evaluator: Evaluator,
  logicalId: string,
  name: 'DeletionPolicy' | 'UpdateReplacePolicy',
): Known<boolean> {
  const expression = evaluator.template.Resources[logicalId]?.[name];
  const value = evaluator.value(expression);
  return unlessMacro(evaluator.template, value.known ? known(/^Retain/.test(String(value.value))) : value);
}

/**
 * No event shows the policy of a nested stack. A failed update has left its template, and the previous policy may
 * count: then a server may stay although the plan says that it leaves.
 */
function policyOfNested({ past }: DeployedStack, evaluator: Evaluator, logicalId: string): Known<boolean> {
  const isDeclared = evaluator.template.Resources[logicalId] !== undefined;
  const retained = retainedBy(evaluator, logicalId, 'DeletionPolicy');
  return isDeclared && (!past?.hasFailed || is(retained, false)) ? retained : unknown(FAILED_BEFORE(logicalId));
}

const FAILED_BEFORE = (logicalId: string): string =>
  `whether the deployment that failed has changed the policy of ${logicalId}`;
