import {
  ACCOUNT_ID,
  type GateProperties,
  type GateServer,
  type GuardProperties,
  type Received,
} from '../../lib/private/contract';
import { retentionIn, type Server, serverOf } from '../event/declared';
import { Failure } from '../event/request';

/* What a gate's properties say. Every scalar arrives as text, and an event may hold anything. */

export type Guard =
  | { readonly kind: 'LifeCycleStates'; readonly states: readonly string[] }
  | { readonly kind: 'CutoverFinalizedFor'; readonly seconds: number }
  | { readonly kind: 'LaunchedInstanceProven' }
  | { readonly kind: 'NoRunningJob' }
  | { readonly kind: 'Tagged'; readonly key: string; readonly value: string }
  | { readonly kind: 'AtMost'; readonly servers: number }
  | { readonly kind: 'Never' }
  /** A guard of a newer version of the library than this function. A rollback of both may meet it. */
  | { readonly kind: 'unknown'; readonly name: string };

export interface DeclaredServer {
  readonly server: Server;
  readonly provider: string;
  readonly retained: boolean;
  readonly isProtected: boolean;
}

export interface GateDeclaration {
  readonly guards: ReadonlyMap<string, readonly Guard[]>;
  readonly servers: readonly DeclaredServer[];
}

export const NONE: GateDeclaration = { guards: new Map(), servers: [] };

/** Throws when the properties are malformed. */
export function declarationIn(properties: unknown): GateDeclaration {
  const { Guards, Servers } = record<GateProperties>(properties, 'the properties');
  const guards = Object.entries(record(Guards, 'Guards')).map(([provider, list]): [string, Guard[]] => [
    provider,
    array(list, `the guards of ${provider}`).map(guardIn),
  ]);
  return { guards: new Map(guards), servers: array(Servers, 'Servers').map(serverIn) };
}

/** Nested stacks whose connections are not declared, by logical ids from the root. */
export function otherStacksIn(properties: unknown): ReadonlySet<string> {
  const { OtherStacks = [] } = record<GateProperties>(properties, 'the properties');
  return new Set(array(OtherStacks, 'OtherStacks').map(String));
}

/** What cannot be read is not known. Then CloudFormation's list of resources must say what was there. */
export function declarationBefore(properties: unknown): GateDeclaration {
  try {
    return declarationIn(properties);
  } catch {
    return NONE;
  }
}

/** Both, if it is unclear which of them counts: all guards of a provider, and only the servers that both retain. */
export function together(one: GateDeclaration, other: GateDeclaration): GateDeclaration {
  const guards = [...other.guards].map(([provider, list]): [string, readonly Guard[]] => [
    provider,
    [...(one.guards.get(provider) ?? []), ...list],
  ]);
  return { guards: new Map([...one.guards, ...guards]), servers: [...one.servers, ...other.servers] };
}

function guardIn(value: unknown): Guard {
  const { Kind, States, Seconds, Servers, Key, Value } = record<GuardProperties>(value, 'a guard');
  const kind = Kind as GuardProperties['Kind'];
  switch (kind) {
    case 'LifeCycleStates':
      return { kind, states: array(States, 'States').map(String) };
    case 'CutoverFinalizedFor':
      return { kind, seconds: number(Seconds, 'Seconds') };
    case 'AtMost':
      return { kind, servers: number(Servers, 'Servers') };
    case 'Tagged':
      return { kind, key: text(Key, 'Key'), value: text(Value, 'Value') };
    case 'LaunchedInstanceProven':
    case 'NoRunningJob':
    case 'Never':
      return { kind };
    default:
      return { kind: 'unknown', name: String(Kind) };
  }
}

function serverIn(value: unknown): DeclaredServer {
  const { Server, AccountId, Provider, Protected } = record<GateServer>(value, 'a server');
  const named = serverOf(Server);
  if (!named) throw malformed('Server', Server);
  if (AccountId !== undefined && !(typeof AccountId === 'string' && ACCOUNT_ID.test(AccountId))) {
    throw malformed('AccountId', AccountId);
  }
  return {
    // the physical id has the account of the connection's creation; the declaration may have changed since
    server: { id: named.id, accountId: AccountId },
    provider: String(Provider),
    retained: Object.values(retentionIn(value)).every(Boolean),
    isProtected: Protected === 'true',
  };
}

function record<Properties>(value: unknown, name: string): Received<Properties> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Received<Properties>;
  throw malformed(name, value);
}

function array(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed(name, value);
}

function number(value: unknown, name: string): number {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof parsed === 'number' && Number.isFinite(parsed)) return parsed;
  throw malformed(name, value);
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw malformed(name, value);
}

function malformed(name: string, value: unknown): Failure {
  return new Failure(
    `the properties of the removal gate are malformed: ${name} is ${JSON.stringify(value)?.slice(0, 100)}`,
  );
}
