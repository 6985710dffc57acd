import { declarationIn, type Guard } from '../../../lambda/guards/declaration';
import type { Leaver } from '../../../lambda/guards/leaving';
import { type Obstacle, obstacles, type Seen } from '../../../lambda/guards/obstacles';
import { GATE_TYPE } from '../../../lib/private/contract';
import { Evaluator, type Template } from './evaluate';
import type { Row } from './rows';

/*
 * Removal guards, as the templates show them: a custom resource in the root of a tree of stacks has them by provider,
 * with the provider of each server. One guard that is not met fails the whole deployment, or the deletion. Whether one is
 * met, the code of the function itself says.
 */

export interface Gate {
  readonly guards: ReadonlyMap<string, readonly Guard[]>;
  /** The provider of each server whose id is known. */
  readonly providers: ReadonlyMap<string, string>;
}

/** What the templates of a tree say of guards; undefined without a gate. */
export function gateIn(template: Template | undefined): Gate | undefined {
  // whatever is not written down as it is counts as unknown
  const evaluator = new Evaluator(template ?? {}, new Map(), {});
  for (const { Type, Properties = {} } of Object.values(evaluator.template.Resources)) {
    if (Type !== GATE_TYPE) continue;
    const guards = evaluator.value(Properties.Guards);
    const servers = (Properties.Servers ?? []) as readonly { Server: unknown; Provider: string }[];
    const providers = servers.flatMap(({ Server, Provider }): [string, string][] => {
      const id = evaluator.value(Server);
      return id.known ? [[String(id.value).split('/').at(-1) ?? '', Provider]] : [];
    });
    return {
      guards: declarationIn({ Guards: guards.known ? guards.value : {}, Servers: [] }).guards,
      providers: new Map(providers),
    };
  }
  return undefined;
}

/** Jobs that have not ended, by the servers in them. */
export type Jobs = ReadonlyMap<string, string>;

export const asksForJobs = (gate: Gate | undefined): boolean =>
  [...(gate?.guards.values() ?? [])].flat().some(({ kind }) => kind === 'NoRunningJob');

/**
 * The guards that count. A deployment asks those of the new template, and of a provider that is gone the deployed ones;
 * one that takes the gate away asks nobody. A deletion asks the deployed ones.
 */
export function askedGate(action: 'deploy' | 'destroy', deployed?: Gate, next?: Gate): Gate | undefined {
  if (action === 'destroy') return deployed;
  if (!next) return undefined;
  return {
    guards: new Map([...(deployed?.guards ?? []), ...next.guards]),
    providers: deployed?.providers ?? new Map(),
  };
}

/** The rows of a tree of stacks, given its guards: if one is not met, none of its servers leaves. */
export function guarded(rows: readonly Row[], gate: Gate | undefined, jobs: Jobs, action: string, now: number): Row[] {
  if (!gate) return [...rows];
  const leaving = rows.flatMap((row) => (row.disconnects && row.host ? [{ row, leaver: leaverOf(row, gate) }] : []));
  const seen = new Map(leaving.map(({ row, leaver }) => [leaver.server.id, seenOf(row, jobs)]));
  const inTheWay = (leavers: readonly Leaver[]) => obstacles({ leavers, guards: gate.guards }, seen, now);
  const [first] = inTheWay(leaving.map(({ leaver }) => leaver));
  if (!first) return [...rows];
  const own = new Map(leaving.map(({ row, leaver }) => [row, inTheWay([leaver])]));
  const what = action === 'destroy' ? 'the deletion' : 'the deployment';
  return rows.map((row) => {
    if (!row.disconnects) return row;
    return { ...row, verdict: 'kept', disconnects: false, steps: [], reason: reasonOf(what, first, own.get(row)) };
  });
}

function reasonOf(what: string, first: Obstacle, own: readonly Obstacle[] = []): string {
  if (own.length === 0) return `a removal guard fails ${what}: ${first.who} ${first.what}`;
  const all = own.map((one) => one.what).join(', and it ');
  return `a removal guard is not met and fails ${what}: it ${all}`;
}

/** A server that the gate does not name may be of any provider. */
function leaverOf({ server: id = '', accountId }: Row, { guards, providers }: Gate): Leaver {
  const provider = providers.get(id);
  return { server: { id, accountId }, providers: provider === undefined ? [...guards.keys()] : [provider] };
}

const seenOf = ({ server = '', host }: Row, jobs: Jobs): Seen => ({ found: host?.source ?? {}, job: jobs.get(server) });
