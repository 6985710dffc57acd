import { isDeepStrictEqual } from 'node:util';
import type { Steps } from '../../../lambda/event/declared';
import type { AccessTag } from '../../../lib/private/contract';
import type { Declaration, DeclaredConnection } from '../model/declared';
import type { Held, ServerRef } from '../model/deployed';
import { any, is, type Known, known, mayBe, unknown } from '../model/known';

/** What a completed deployment, or the deletion of the stack, does to one server of one stack. */
export type Fate =
  | { readonly kind: 'disconnect'; readonly how: 'removed' | 'replaced' | 'stack deleted' }
  | { readonly kind: 'keep'; readonly why: Why }
  /** `open`: what its id, or whether it is there, depends on. */
  | { readonly kind: 'declare'; readonly open?: string; readonly allowsDisconnected?: boolean }
  | { readonly kind: 'unknown'; readonly why: string };

export type Why = 'unchanged' | 'retained' | 'moved within the stack' | 'never completed' | 'terms changed';

export interface Prediction extends Partial<ServerRef> {
  readonly path: readonly string[];
  readonly logicalId: string;
  readonly fate: Fate;
  /** What a Delete does besides the disconnection. Only for a connection that the stack has. */
  readonly steps?: Known<Steps>;
  /** Whether the deployment asks another function than before. CloudFormation changes no ServiceToken in place. */
  readonly otherFunction?: boolean;
  /** Whether its function fails the deletion of the stack for certain. */
  readonly isRefused?: boolean;
  /** Whether its function refuses to disconnect it, for certain, as long as it is connected. */
  readonly isProtected?: boolean;
  /** The tag without which the function may not disconnect it. Only for a new connection. */
  readonly tag?: AccessTag;
}

/** What the deletion of the stack does to the servers it has. */
export function predictDestroy(held: readonly Held[]): Prediction[] {
  return held.map((one) => {
    const fate = leaving(one, 'stack deleted', any(one.retained), known(false));
    const { isRefused = known(false), retained } = one;
    if (fate.kind === 'keep' || is(isRefused, false)) return { ...refOf(one), fate };
    const isAsked = is(isRefused, true) && is(any(retained.slice(0, -1)), false);
    return { ...refOf(one), fate: { kind: 'keep', why: 'terms changed' }, isRefused: isAsked };
  });
}

/** What a deployment that completes does to the servers that the stack has, and to those it declares. */
export function predictDeploy(declaration: Declaration, held: readonly Held[]): Prediction[] {
  const staying = held.map((one) => {
    const next = declaration.connections.find((other) => samePlace(other, one) && mayBe(other.present, true));
    // the template of a failed update may no longer have it
    const isKnown = next !== undefined && one.serviceToken !== undefined;
    const otherFunction = isKnown && !isDeepStrictEqual(next.serviceToken, one.serviceToken);
    return { ...refOf(one), fate: fateOf(one, declaration), otherFunction };
  });
  const added = declaration.connections
    .filter((one) => mayBe(one.present, true) && !held.some((other) => continues(one, other) || moves(one, other)))
    .map((one): Prediction => {
      const { path, logicalId, server, accountId } = one;
      const ref = server.known
        ? { server: server.value, accountId: accountId.known ? accountId.value : undefined }
        : {};
      return { path, logicalId, ...ref, fate: declared(one), tag: one.tag };
    });
  return [...staying, ...added];
}

const refOf = ({ path, logicalId, server, accountId, steps, isProtected }: Held) => ({
  ...{ path, logicalId, server, accountId, steps },
  isProtected: isProtected !== undefined && is(isProtected, true),
});

function declared({ present, server, allowsDisconnected }: DeclaredConnection): Fate {
  const open = [present, server].find((one) => !one.known);
  return { kind: 'declare', open: open && !open.known ? open.why : undefined, allowsDisconnected };
}

/** Whether a declared connection is the one of this logical id that the stack has. */
export const samePlace = (one: DeclaredConnection, other: Held): boolean =>
  one.logicalId === other.logicalId && one.path.join('/') === other.path.join('/');

/** Whether the new connection is the one that the stack has, with the same server as far as is known. */
const continues = (one: DeclaredConnection, other: Held): boolean =>
  samePlace(one, other) && mayBe(one.server, other.server);

const moves = (one: DeclaredConnection, other: Held): boolean => is(one.server, other.server);

function fateOf(one: Held, declaration: Declaration): Fate {
  const unread = one.path.map((_, depth) => pathTo(one, depth)).find((path) => declaration.unread.has(path));
  if (unread)
    return { kind: 'unknown', why: `the template of the nested stack ${unread}, which is not in the assembly` };
  const elsewhere = heldElsewhere(one, declaration);
  const gone = removal(one, declaration);
  if (gone) {
    if (gone.present.known) return leaving(one, 'removed', any(one.retained.slice(gone.depth)), elsewhere);
    // if the removal is open, so are the policies that count; its own counts in any case
    const own = one.retained.at(-1) ?? known(false);
    return is(own, true) ? { kind: 'keep', why: 'retained' } : { kind: 'unknown', why: gone.present.why };
  }
  const next = declaration.connections.find((other) => samePlace(other, one)) as DeclaredConnection;
  if (is(next.server, one.server)) return { kind: 'keep', why: one.completed ? 'unchanged' : 'never completed' };
  const fate = leaving(one, 'replaced', one.retainedIfReplaced, elsewhere);
  return next.server.known || fate.kind === 'keep' ? fate : { kind: 'unknown', why: next.server.why };
}

/** The depth at which the new templates leave the connection out, or may do so; undefined if they have it. */
function removal(one: Held, declaration: Declaration): { depth: number; present: Known<boolean> } | undefined {
  const presences = [
    ...one.path.map((_, depth) => declaration.nestedStacks.get(pathTo(one, depth)) ?? known(false)),
    declaration.connections.find((other) => samePlace(other, one))?.present ?? known(false),
  ];
  const depth = presences.findIndex((present) => mayBe(present, false));
  const present = presences[depth];
  return present && { depth, present };
}

const pathTo = (one: Held, depth: number): string => one.path.slice(0, depth + 1).join('/');

/** Whether another connection of the new templates holds the server. */
function heldElsewhere(one: Held, declaration: Declaration): Known<boolean> {
  const others = declaration.connections.filter((other) => !samePlace(other, one));
  const unread = [...declaration.unread].map(
    (path): Known<boolean> =>
      unknown(`whether it moves to the nested stack ${path}, whose template is not in the assembly`),
  );
  return any([
    ...others.map((other): Known<boolean> => {
      if (other.server.known && other.server.value !== one.server) return known(false);
      return other.server.known || is(other.present, false) ? other.present : other.server;
    }),
    ...unread,
  ]);
}

function leaving(
  one: Held,
  how: 'removed' | 'replaced' | 'stack deleted',
  retained: Known<boolean>,
  elsewhere: Known<boolean>,
): Fate {
  if (!one.completed) return { kind: 'keep', why: 'never completed' };
  if (is(retained, true)) return { kind: 'keep', why: 'retained' };
  if (is(elsewhere, true)) return { kind: 'keep', why: 'moved within the stack' };
  const open = [retained, elsewhere].find((other) => !other.known);
  return open && !open.known ? { kind: 'unknown', why: open.why } : { kind: 'disconnect', how };
}
