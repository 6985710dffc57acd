import type { SourceServer } from '@aws-sdk/client-mgn';
import { readable } from '../answer/text';
import { isGuarded } from '../custody/steps';
import type { Guard } from './declaration';
import type { Departure, Leaver } from './leaving';

/* Whether guards are met, by what MGN shows of the servers. Pure. */

/** What MGN shows of a server. */
export interface Seen {
  readonly found: SourceServer;
  /** The id of a job that is not completed. */
  readonly job?: string;
}

/** A guard that is not met: by which server, and what was found instead of what is wanted. */
export interface Obstacle {
  readonly who: string;
  readonly what: string;
  /** The command that meets the guard, if there is one. */
  readonly command?: string;
  /** Whether waiting does not help: only another deployment can meet the guard. */
  readonly lasts?: true;
  /** Whether this is the protection of the server, and no guard. */
  readonly isProtection?: true;
}

/** Members that the SDK of this function does not know yet. */
export interface Checks {
  readonly lastKnownChecks?: readonly { readonly name?: string; readonly type?: string; readonly status?: string }[];
  readonly lastKnownFsxChecksStatus?: string;
}

/** What stands in the way of the servers that are still connected in MGN. */
export function obstacles({ leavers, guards }: Departure, seen: ReadonlyMap<string, Seen>, now: number): Obstacle[] {
  const connected = leavers.filter(({ server }) => isGuarded(seen.get(server.id)?.found));
  const ofServers = connected.flatMap((leaver) => obstaclesTo(leaver, guards, seen.get(leaver.server.id) as Seen, now));
  return [...tooMany(connected, guards), ...ofServers];
}

function obstaclesTo(
  { server, providers, isProtected }: Leaver,
  guards: Departure['guards'],
  seen: Seen,
  now: number,
): Obstacle[] {
  const hostname = printable(seen.found.sourceProperties?.identificationHints?.hostname ?? '');
  const who = hostname ? `${hostname} (${server.id})` : server.id;
  const found = new Map<string, Obstacle>();
  if (isProtected) found.set('', { who, what: 'is protected', lasts: true, isProtection: true });
  for (const guard of providers.flatMap((provider) => guards.get(provider) ?? [])) {
    const what = unmet(guard, seen, now);
    const lasts = guard.kind === 'Never' ? true : undefined;
    if (what !== undefined) found.set(what, { who, what, lasts, command: commandFor(guard, seen.found) });
  }
  return [...found.values()];
}

function tooMany(leavers: readonly Leaver[], guards: Departure['guards']): Obstacle[] {
  return [...guards].flatMap(([provider, list]) => {
    const leaving = leavers.filter(({ providers }) => providers.includes(provider)).length;
    const most = Math.min(...list.map((guard) => (guard.kind === 'AtMost' ? guard.servers : Number.POSITIVE_INFINITY)));
    return leaving > most
      ? [{ who: `${leaving} servers of ${provider}`, what: `would leave, of which at most ${most} may`, lasts: true }]
      : [];
  });
}

/** What is in the way of one server; undefined if the guard is met. */
function unmet(guard: Guard, { found, job }: Seen, now: number): string | undefined {
  switch (guard.kind) {
    case 'LifeCycleStates': {
      const state = found.lifeCycle?.state ?? 'in no known state';
      return guard.states.includes(state) ? undefined : `is ${state}, must be ${guard.states.join(' or ')}`;
    }
    case 'CutoverFinalizedFor':
      return notFinalizedFor(guard.seconds, found, now);
    case 'LaunchedInstanceProven':
      return notProven(found);
    case 'NoRunningJob':
      return job === undefined ? undefined : `has the job ${job} running`;
    case 'Tagged':
      return notTagged(guard.key, guard.value, found);
    case 'Never':
      return 'must never leave';
    case 'AtMost':
      return undefined;
    case 'unknown':
      return `has a guard ${guard.name.slice(0, 50)}, which this version of the function does not know`;
  }
}

/** Case and blanks count, as they do in AWS. */
function notTagged(key: string, value: string, { tags = {} }: SourceServer): string | undefined {
  const now = Object.hasOwn(tags, key) ? tags[key] : undefined;
  if (now === value) return undefined;
  const tag = `tag ${quoted(key)}`;
  return `has ${now === undefined ? `no ${tag}` : `the ${tag} ${quoted(now)}`}, must be ${quoted(value)}`;
}

function quoted(text: string): string {
  return JSON.stringify(printable(text));
}

/** A longer command would leave no room for the rest of the reason. */
const LONGEST_COMMAND = 300;

/** The command that approves. In JSON, since commas and equal signs have a meaning in the CLI's shorthand. */
function commandFor(guard: Guard, { arn }: SourceServer): string | undefined {
  if (guard.kind !== 'Tagged' || !arn) return undefined;
  const tags = JSON.stringify({ [guard.key]: guard.value }).replaceAll("'", "'\\''");
  const command = `aws mgn tag-resource --resource-arn ${arn} --tags '${tags}'`;
  return Buffer.byteLength(command) <= LONGEST_COMMAND && readable(command) === command ? command : undefined;
}

/** The states of a server whose cutover is finalized: docs.aws.amazon.com/mgn/latest/ug/lifecycle.html */
const FINALIZED: ReadonlySet<string> = new Set(['CUTOVER', 'DISCONNECTED']);

function notFinalizedFor(seconds: number, { lifeCycle }: SourceServer, now: number): string | undefined {
  const { initiated, finalized, reverted } = lifeCycle?.lastCutover ?? {};
  const since = Date.parse(finalized?.apiCallDateTime ?? '');
  const wanted = `must be finalized for ${time(seconds)}`;
  if (Number.isNaN(since)) return `has no finalized cutover, ${wanted}`;
  if (Date.parse(reverted?.apiCallDateTime ?? '') >= since) return `had its cutover reverted, ${wanted}`;
  // a newly installed agent begins another life, and AWS does not say that MGN then forgets the last cutover
  const isOver = FINALIZED.has(lifeCycle?.state ?? '') && !(Date.parse(initiated?.apiCallDateTime ?? '') > since);
  if (!isOver)
    return `is ${lifeCycle?.state ?? 'in no known state'}, and no longer in the cutover that was finalized, ${wanted}`;
  const passed = (now - since) / 1000;
  return passed >= seconds ? undefined : `was finalized ${time(Math.max(0, passed))} ago, ${wanted}`;
}

function notProven({ launchedInstance }: SourceServer): string | undefined {
  if (!launchedInstance?.ec2InstanceID) return 'has no launched instance';
  const { firstBoot, lastKnownChecks, lastKnownFsxChecksStatus } = launchedInstance as typeof launchedInstance & Checks;
  const instance = `has the instance ${launchedInstance.ec2InstanceID}`;
  if (firstBoot !== 'SUCCEEDED') return `${instance} whose first boot is ${firstBoot ?? 'unknown'}, must be SUCCEEDED`;
  const checks = [...(lastKnownChecks ?? []), { type: 'FSx', status: lastKnownFsxChecksStatus ?? 'PASSED' }];
  const failing = checks.find(({ status }) => status !== 'PASSED');
  if (!failing) return undefined;
  const name = printable(failing.name ?? failing.type ?? '');
  return `${instance} whose check ${name} is ${failing.status ?? 'unknown'}, must be PASSED`;
}

function time(seconds: number): string {
  const [unit, length] =
    seconds >= 2 * 86_400
      ? (['days', 86_400] as const)
      : seconds >= 7_200
        ? (['hours', 3_600] as const)
        : (['minutes', 60] as const);
  return `${Math.floor((seconds / length) * 10) / 10} ${unit}`;
}

function printable(text: string): string {
  return readable(text).slice(0, 60);
}
