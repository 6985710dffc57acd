import type { Connected } from '../custody/connections';
import type { Server } from '../event/declared';
import { type GateDeclaration, type Guard, NONE } from './declaration';

/* Which servers leave by a deployment or a deletion, and which guards they must meet. Pure. docs/guards.md says why. */

/** A server that leaves, with the providers whose guards it must meet. */
export interface Leaver {
  readonly server: Server;
  readonly providers: readonly string[];
  /** Whether it must not leave, whatever the guards say. */
  readonly isProtected?: boolean;
}

export interface Departure {
  readonly leavers: readonly Leaver[];
  readonly guards: ReadonlyMap<string, readonly Guard[]>;
}

/**
 * What leaves by a deployment: the servers that the last one declared or CloudFormation shows, without those that this
 * one declares. If a provider stays, its new guards count; if it goes, its old ones. A server is protected if the last
 * deployment said so, or the last completed one.
 */
export function changed(
  next: GateDeclaration,
  before: GateDeclaration,
  shown: Connected,
  completed: GateDeclaration = NONE,
): Departure {
  const stays = new Set(next.servers.map(({ server }) => server.id));
  const guards = new Map([...before.guards, ...next.guards]);
  const going = leavers(before, shown, stays, [...next.guards.keys()]);
  const isProtected = protectedIn(before, completed);
  return { leavers: going.map((one) => ({ ...one, isProtected: isProtected.has(one.server.id) })), guards };
}

/** What leaves by the deletion of the stack: everything that is not retained. */
export function deleted(last: GateDeclaration, shown: Connected): Departure {
  const going = leavers(last, shown, new Set(), [...last.guards.keys()]);
  const isProtected = protectedIn(last);
  return {
    leavers: going.map((one) => ({ ...one, isProtected: isProtected.has(one.server.id) })),
    guards: last.guards,
  };
}

function protectedIn(...declarations: readonly GateDeclaration[]): ReadonlySet<string> {
  const servers = declarations.flatMap((one) => one.servers);
  // a retained server stays connected, by whichever operation it is removed
  return new Set(servers.filter((one) => one.isProtected && !one.retained).map(({ server }) => server.id));
}

/** If only CloudFormation knows a server, any provider may have it, so all guards are asked. */
function leavers(
  before: GateDeclaration,
  { held, added }: Connected,
  stays: ReadonlySet<string>,
  all: readonly string[],
): Leaver[] {
  const retained = new Set(before.servers.filter((one) => one.retained).map(({ server }) => server.id));
  const known = new Map<string, Leaver>();
  for (const { server, provider, retained: isRetained } of before.servers) {
    const providers = new Set([...(known.get(server.id)?.providers ?? []), provider]);
    known.set(server.id, { server, providers: [...providers] });
    // if two connections have one server, both must retain it
    if (!isRetained) retained.delete(server.id);
  }
  for (const server of held) if (!known.has(server.id)) known.set(server.id, { server, providers: all });
  const leaves = (id: string) => !retained.has(id) && !stays.has(id) && !added.has(id);
  return [...known.values()].filter(({ server }) => leaves(server.id));
}
