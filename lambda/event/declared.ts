import {
  ACCOUNT_ID,
  type ConnectionProperties,
  type GateProperties,
  SOURCE_SERVER_ID,
} from '../../lib/private/contract';
import { Failure, type Request } from './request';

/* What CloudFormation's requests say of connections. Every scalar arrives as text, and an event may hold anything. */

/** Which server a connection holds, and in which account if that is not the function's own. */
export interface Server {
  readonly id: string;
  readonly accountId?: string;
}

/** What a connection asks for besides the disconnection. */
export interface Steps {
  readonly finalizeCutover: boolean;
  readonly afterwards?: 'archive' | 'delete';
}

/** Whether the server stays connected when its connection is deleted, and when another one replaces it. */
export interface Retention {
  readonly whenDeleted: boolean;
  readonly whenReplaced: boolean;
}

/** What a connection's properties declare. */
export interface Declared {
  readonly server: Server;
  readonly steps: Steps;
  /** The server may be disconnected already when it comes into the stack. */
  readonly allowsDisconnected: boolean;
}

/** A connection that CloudFormation asks to delete, with what was last deployed of it. */
export interface Deletion {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  /** The server that the physical id names. */
  readonly server: Server;
  readonly steps: Steps;
  readonly retention: Retention;
  /** Whether its last deployment protects the server. */
  readonly isProtected: boolean;
  readonly terms: string;
}

/** What a failed Create answers: there is no connection, so a Delete of it must do nothing. */
export const NOT_CONNECTED = 'not-connected';

/** `s-…`, or `<account>/s-…` for a server of another account. */
export function physicalIdOf(server: Server): string {
  return server.accountId ? `${server.accountId}/${server.id}` : server.id;
}

/** The server that a physical resource id names; undefined for an id that CloudFormation has invented. */
export function serverOf(physicalResourceId: unknown): Server | undefined {
  if (typeof physicalResourceId !== 'string') return undefined;
  const parts = physicalResourceId.split('/');
  const id = parts.pop() ?? '';
  const [accountId] = parts;
  const ours = parts.length < 2 && SOURCE_SERVER_ID.test(id) && (accountId === undefined || ACCOUNT_ID.test(accountId));
  return ours ? { id, accountId } : undefined;
}

/** Throws when the properties are malformed. */
export function declaredIn(properties: unknown): Declared {
  return {
    server: serverIn(properties),
    steps: stepsIn(properties),
    allowsDisconnected: flagIn(properties, 'AllowDisconnected'),
  };
}

type Deleted = Pick<Request, 'stackId' | 'logicalId' | 'physicalId' | 'properties'>;

/** The connection that a Delete is about; undefined if the physical id is not that of a connection. */
export function deletionIn({ stackId, logicalId, physicalId, properties }: Deleted): Deletion | undefined {
  const named = serverOf(physicalId);
  if (!named || !physicalId) return undefined;
  const declared = leniently(() => serverIn(properties));
  // the properties may be those of another server, or malformed: then they ask for nothing
  const isOwn = declared?.id === named.id;
  return {
    stackId,
    logicalId,
    physicalId,
    server: { id: named.id, accountId: (isOwn ? declared.accountId : undefined) ?? named.accountId },
    steps: (isOwn ? leniently(() => stepsIn(properties)) : undefined) ?? { finalizeCutover: false },
    retention: retentionIn(properties),
    isProtected: isOwn && member(properties, 'Protected') === 'true',
    terms: termsOf(properties),
  };
}

/** The account in properties that declare a server. */
export function accountIn(properties: unknown): string | undefined {
  return leniently(() => serverIn(properties))?.accountId;
}

/** A conditional policy is a pair: CloudFormation's own for a deletion, and for a replacement. */
export function retentionIn(properties: unknown): Retention {
  const policy = member(properties, 'RemovalPolicy');
  const [whenDeleted, whenReplaced] = Array.isArray(policy) ? policy : [policy, policy];
  const retains = (value: unknown) => /^retain/i.test(String(value));
  return { whenDeleted: retains(whenDeleted), whenReplaced: retains(whenReplaced) };
}

/** The properties that decide how a connection's server ends, which cannot be undone. */
const TERMS = ['RemovalPolicy', 'Protected', 'AfterDisconnection', 'FinalizeCutover'] as const;

/** These properties in a form that can be compared. */
export function termsOf(properties: unknown): string {
  return JSON.stringify(TERMS.map((name) => member(properties, name) ?? null));
}

/** The properties in the terms. */
export function propertiesIn(terms: string): Readonly<Record<string, unknown>> {
  const values: unknown[] = JSON.parse(terms);
  return Object.fromEntries(TERMS.map((name, index) => [name, values[index] ?? undefined]));
}

/** A property of the contract. The properties may be anything. */
export function member(properties: unknown, name: keyof ConnectionProperties | keyof GateProperties): unknown {
  const known = typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name);
  return known ? (properties as Record<string, unknown>)[name] : undefined;
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

/** Throws when they are malformed. */
export function stepsIn(properties: unknown): Steps {
  const afterwards = member(properties, 'AfterDisconnection');
  if (afterwards !== undefined && afterwards !== 'archive' && afterwards !== 'delete') {
    throw new Failure(`AfterDisconnection must be archive or delete, got ${shown(afterwards)}`);
  }
  return { finalizeCutover: flagIn(properties, 'FinalizeCutover'), afterwards };
}

function flagIn(properties: unknown, name: 'AllowDisconnected' | 'FinalizeCutover'): boolean {
  const value = member(properties, name);
  if (value === undefined || value === 'true' || value === 'false') return value === 'true';
  throw new Failure(`${name} must be true or false, got ${shown(value)}`);
}

function leniently<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** A value as an error shows it. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
