import type { Server } from '../identity';
import type { Declaration, Guard } from './declaration';

/* Which servers a deployment, or a deletion, lets go, and by which guards. Pure. docs/guards.md says why so. */

/** A server that leaves, with the providers whose guards are its own. */
export interface Leaver {
  readonly server: Server;
  readonly providers: readonly string[];
}

export interface Departure {
  readonly leavers: readonly Leaver[];
  readonly guards: ReadonlyMap<string, readonly Guard[]>;
}

/**
 * What a deployment lets go: what the last one declared and what CloudFormation still lists, without what this one
 * declares. Of a provider that is still there the new guards count, of one that is gone the old ones.
 */
export function changed(next: Declaration, before: Declaration, listed: readonly Server[]): Departure {
  const stays = new Set(next.servers.map(({ server }) => server.id));
  const guards = new Map([...before.guards, ...next.guards]);
  return { leavers: leavers(before, listed, stays, [...next.guards.keys()]), guards };
}

/** What the deletion of the stack lets go: everything that is not retained. */
export function deleted(last: Declaration, listed: readonly Server[]): Departure {
  return { leavers: leavers(last, listed, new Set(), [...last.guards.keys()]), guards: last.guards };
}

/** A server that is listed only may be of any provider, so all guards are asked. */
function leavers(
  before: Declaration,
  listed: readonly Server[],
  stays: ReadonlySet<string>,
  all: readonly string[],
): Leaver[] {
  const retained = new Set(before.servers.filter((one) => one.retained).map(({ server }) => server.id));
  const known = new Map<string, Leaver>();
  for (const { server, provider, retained: isRetained } of before.servers) {
    const providers = new Set([...(known.get(server.id)?.providers ?? []), provider]);
    known.set(server.id, { server, providers: [...providers] });
    // of two connections to one server both must retain it
    if (!isRetained) retained.delete(server.id);
  }
  for (const server of listed) if (!known.has(server.id)) known.set(server.id, { server, providers: all });
  return [...known.values()].filter(({ server }) => !retained.has(server.id) && !stays.has(server.id));
}
