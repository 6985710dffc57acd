import type { SourceServer } from '@aws-sdk/client-mgn';
import { GATE_TYPE } from '../../../lib/private/contract';
import { Evaluator, type Template } from './evaluate';
import type { Host } from './host';
import type { Row } from './rows';

/*
 * Removal guards, as the templates show them: a custom resource in the root of a tree of stacks has them by provider,
 * with the provider of each server. One guard that is not met fails the whole deployment, or the deletion.
 */

/** A guard as the template has it. */
interface Guard {
  readonly Kind: string;
  readonly States?: readonly string[];
  readonly Seconds?: number | string;
  readonly Servers?: number | string;
}

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
    const entries = Object.entries((guards.known ? guards.value : {}) as Record<string, readonly Guard[]>);
    const servers = (Properties.Servers ?? []) as readonly { Server: unknown; Provider: string }[];
    const providers = servers.flatMap(({ Server, Provider }): [string, string][] => {
      const id = evaluator.value(Server);
      return id.known ? [[String(id.value).split('/').at(-1) ?? '', Provider]] : [];
    });
    return { guards: new Map(entries), providers: new Map(providers) };
  }
  return undefined;
}

/** Jobs that have not ended, by the servers in them. */
export type Jobs = ReadonlyMap<string, string>;

export const asksForJobs = (gate: Gate | undefined): boolean =>
  [...(gate?.guards.values() ?? [])].flat().some(({ Kind }) => Kind === 'NoRunningJob');

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
  // a server that the gate does not name may be of any provider
  const providersOf = ({ server = '' }: Row) => {
    const provider = gate.providers.get(server);
    return provider === undefined ? [...gate.guards.keys()] : [provider];
  };
  const leaving = rows.filter((row) => row.disconnects && row.host);
  const obstacles = new Map<Row, string>();
  for (const row of leaving) {
    const guards = providersOf(row).flatMap((provider) => gate.guards.get(provider) ?? []);
    const unmet = guards.flatMap((guard) => obstacle(guard, row.host as Host, jobs.get(row.server ?? ''), now) ?? []);
    if (unmet.length > 0) obstacles.set(row, [...new Set(unmet)].join(', and it '));
  }
  const crowd = tooMany(leaving.map(providersOf), gate);
  const [first] = obstacles;
  if (!first && !crowd) return [...rows];
  const what = action === 'destroy' ? 'the deletion' : 'the deployment';
  const other = crowd ?? `${first?.[0].host?.hostname || first?.[0].server} ${first?.[1]}`;
  return rows.map((row) => {
    if (!row.disconnects) return row;
    const own = obstacles.get(row);
    const reason = own
      ? `a removal guard is not met and fails ${what}: it ${own}`
      : `a removal guard fails ${what}: ${other}`;
    return { ...row, verdict: 'kept', disconnects: false, steps: [], reason };
  });
}

function tooMany(leaving: readonly (readonly string[])[], { guards }: Gate): string | undefined {
  for (const [provider, list] of guards) {
    const count = leaving.filter((providers) => providers.includes(provider)).length;
    const most = Math.min(...list.filter(({ Kind }) => Kind === 'AtMost').map(({ Servers }) => Number(Servers)));
    if (count > most) return `${count} servers of ${provider} would leave, of which at most ${most} may`;
  }
  return undefined;
}

/** What is in the way of one server; undefined if the guard is met. */
function obstacle(
  guard: Guard,
  { lifeCycleState, source }: Host,
  job: string | undefined,
  now: number,
): string | undefined {
  switch (guard.Kind) {
    case 'LifeCycleStates':
      return guard.States?.includes(lifeCycleState)
        ? undefined
        : `is ${lifeCycleState}, must be ${guard.States?.join(' or ')}`;
    case 'CutoverFinalizedFor':
      return isFinalizedFor(Number(guard.Seconds), source, now)
        ? undefined
        : `must be finalized for ${hours(Number(guard.Seconds))}`;
    case 'LaunchedInstanceProven':
      return isProven(source) ? undefined : 'has no launched instance that has passed its checks';
    case 'NoRunningJob':
      return job && `has the job ${job} running`;
    case 'AtMost':
      return undefined;
    case 'Never':
      return 'must never leave';
    default:
      return `has a guard ${guard.Kind}, which this version does not know`;
  }
}

const hours = (seconds: number): string => `${Math.round((seconds / 3_600) * 10) / 10} hours`;

function isFinalizedFor(seconds: number, { lifeCycle }: SourceServer, now: number): boolean {
  const { finalized, reverted } = lifeCycle?.lastCutover ?? {};
  const since = Date.parse(finalized?.apiCallDateTime ?? '');
  return !(Date.parse(reverted?.apiCallDateTime ?? '') >= since) && now - since >= seconds * 1000;
}

/** Newer members than the SDK knows. */
interface Checks {
  readonly lastKnownChecks?: readonly { readonly status?: string }[];
  readonly lastKnownFsxChecksStatus?: string;
}

function isProven({ launchedInstance }: SourceServer): boolean {
  if (!launchedInstance?.ec2InstanceID || launchedInstance.firstBoot !== 'SUCCEEDED') return false;
  const { lastKnownChecks = [], lastKnownFsxChecksStatus = 'PASSED' } = launchedInstance as Checks;
  return [...lastKnownChecks, { status: lastKnownFsxChecksStatus }].every(({ status }) => status === 'PASSED');
}
