import { ACCOUNT_ID, SOURCE_SERVER_ID } from '../../lib/private/contract';
import { Failure } from './failure';

/** Which server a connection holds, and in which account when that is not the function's own. */
export interface Server {
  readonly id: string;
  readonly accountId?: string;
}

/** A connection that CloudFormation asks to delete. */
export interface Deletion {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  /** The server that the physical id names. */
  readonly server: Server;
  /** As they were last deployed. */
  readonly properties: unknown;
}

/** What a failed Create answers: no connection came to be, so a Delete of it must do nothing. */
export const NOT_CONNECTED = 'not-connected';

/** `s-…`, or `<account>/s-…` for a server of another account. */
export function physicalIdOf(server: Server): string {
  return server.accountId ? `${server.accountId}/${server.id}` : server.id;
}

/** The server a physical resource id names, or undefined when the id is none of ours (CloudFormation invents some). */
export function serverOf(physicalResourceId: unknown): Server | undefined {
  if (typeof physicalResourceId !== 'string') return undefined;
  const parts = physicalResourceId.split('/');
  const id = parts.pop() ?? '';
  const [accountId] = parts;
  const ours = parts.length < 2 && SOURCE_SERVER_ID.test(id) && (accountId === undefined || ACCOUNT_ID.test(accountId));
  return ours ? { id, accountId } : undefined;
}

/** The server that a connection's properties declare. Throws when they are malformed. */
export function serverIn(properties: unknown): Server {
  const id = member(properties, 'SourceServerId');
  const accountId = member(properties, 'AccountId');
  if (typeof id !== 'string' || !SOURCE_SERVER_ID.test(id)) {
    throw new Failure(`SourceServerId must be "s-" followed by 17 letters or digits, got ${shown(id)}`);
  }
  if (accountId !== undefined && (typeof accountId !== 'string' || !ACCOUNT_ID.test(accountId))) {
    throw new Failure(`AccountId must be the 12 digits of an AWS account, got ${shown(accountId)}`);
  }
  return { id, accountId };
}

/** The account that properties name; with an id, only if they are about that server. */
export function accountIn(properties: unknown, sourceServerId?: string): string | undefined {
  try {
    const server = serverIn(properties);
    return sourceServerId === undefined || server.id === sourceServerId ? server.accountId : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether properties say that the server stays when its connection is deleted, or is replaced. CloudFormation then sends
 * no Delete, unless the policy comes with the removal. A conditional policy is a pair of CloudFormation's own.
 */
export function isRetainedBy(properties: unknown, replaced: boolean): boolean {
  const policy = member(properties, 'RemovalPolicy');
  const own = Array.isArray(policy) ? policy[replaced ? 1 : 0] : policy;
  return /^retain/i.test(String(own));
}

/** A member of something that may be anything. */
export function member(properties: unknown, name: string): unknown {
  const known = typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name);
  return known ? (properties as Record<string, unknown>)[name] : undefined;
}

/** A value as an error shows it. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
