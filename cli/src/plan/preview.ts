import type { ChangeSetPreview, PreviewedChange } from '../aws/change-set';
import type { Declaration, DeclaredConnection } from '../model/declared';
import type { Held } from '../model/deployed';
import { isDynamic } from '../model/evaluate';
import { type Known, known } from '../model/known';
import { samePlace } from './predict';

/** Undefined: the change set does not say. */
type Inside = ChangeSetPreview | 'as before' | undefined;

/** The declaration, with what a change set says of its open values. */
export function withPreview(declaration: Declaration, preview: ChangeSetPreview, held: readonly Held[]): Declaration {
  return {
    ...declaration,
    connections: declaration.connections.map((one) => connection(one, inside(preview, one.path), held)),
    nestedStacks: new Map(
      [...declaration.nestedStacks].map(([path, present]) => {
        const ids = path.split('/');
        const existed = held.some((one) => one.path.slice(0, ids.length).join('/') === path);
        return [path, settled(present, presence(inside(preview, ids.slice(0, -1)), ids.at(-1) ?? '', existed))];
      }),
    ),
  };
}

function inside(preview: ChangeSetPreview, path: readonly string[]): Inside {
  return path.reduce<Inside>((outer, id) => {
    if (outer === undefined || outer === 'as before') return outer;
    return outer.changes.has(id) ? outer.nested.get(id) : 'as before';
  }, preview);
}

function presence(where: Inside, logicalId: string, existed: boolean): Known<boolean> | undefined {
  if (where === undefined) return undefined;
  const change = where === 'as before' ? undefined : where.changes.get(logicalId);
  if (!change) return known(existed);
  return change.action === 'Dynamic' ? undefined : known(change.action !== 'Remove');
}

function connection(one: DeclaredConnection, where: Inside, held: readonly Held[]): DeclaredConnection {
  const before = held.filter((other) => samePlace(one, other));
  const present = settled(one.present, presence(where, one.logicalId, before.length > 0));
  const [same] = before;
  if (!same || before.length > 1 || where === undefined) return { ...one, present };
  const change = where === 'as before' ? undefined : where.changes.get(one.logicalId);
  if (change && change.action !== 'Modify') return { ...one, present };
  return {
    ...one,
    present,
    server: staysAs(one.server, same.server, change, 'SourceServerId'),
    accountId: staysAs(one.accountId, same.accountId, change, 'AccountId'),
  };
}

const settled = <T>(value: Known<T>, told: Known<T> | undefined): Known<T> => (value.known ? value : (told ?? value));

/** A dynamic reference is looked up anew with any change of its resource, and a change set does not show the result. */
function staysAs<T>(next: Known<T>, before: T, change: PreviewedChange | undefined, property: string): Known<T> {
  const mayChange = change && (change.touches(property) || (!next.known && isDynamic(next.why)));
  return next.known || mayChange ? next : known(before);
}
