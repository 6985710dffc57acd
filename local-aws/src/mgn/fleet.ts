import type { Application, Wave } from '@aws-sdk/client-mgn';
import { completeServer } from './complete';
import { accountOf, mgnArn, type Place, regionOf } from './ids';
import type { SourceServer } from './model';
import { type GroupKind, isGroupId, isServerId } from './validation';

export interface Groups {
  readonly applications: readonly Application[];
  readonly waves: readonly Wave[];
}

const serverMembers = [
  'sourceServerID',
  'arn',
  'isArchived',
  'tags',
  'launchedInstance',
  'dataReplicationInfo',
  'lifeCycle',
  'sourceProperties',
  'replicationType',
  'vcenterClientID',
  'applicationID',
  'userProvidedID',
  'fqdnForActionFramework',
  'connectorAction',
];
const groupMembers = [
  'arn',
  'name',
  'description',
  'isArchived',
  'creationDateTime',
  'lastModifiedDateTime',
  'tags',
  'waveID',
];
const FLEET_MEMBERS = ['servers', 'applications', 'waves'];
/** The members of a describe-source-servers answer, as CLIs and SDKs pass it on. */
const ANSWER_MEMBERS = ['items', 'nextToken', 'NextToken', 'ResponseMetadata', '$metadata'];
const EXAMPLE = '[{"sourceServerID": "s-…"}]';

/**
 * Says which element is wrong, because the lists come from a file: hand-written or printed by a CLI. It has servers
 * alone, a whole answer of describe-source-servers, or `{"servers": […], "applications": […], "waves": […]}`.
 */
export function fleetOf(value: unknown, place: Place & { readonly now: number }) {
  const { servers, applications, waves } = listsOf(value);
  const completed = each(servers, 'servers', 'sourceServerID', checkedServer).map((server, index) =>
    completeServer(server, index, place),
  );
  for (const [index, { arn }] of completed.entries()) requireRegion(place, arn, `servers[${index}]`);
  return { servers: completed, groups: groupsOf(applications, waves, place) };
}

/** The given ones. A list of servers alone says nothing about applications and waves. */
function groupsOf(
  applications: readonly unknown[] | undefined,
  waves: readonly unknown[] | undefined,
  place: Place & { readonly now: number },
): Partial<Groups> {
  const complete = (kind: GroupKind, list: readonly unknown[]) =>
    each(list, `${kind}s`, `${kind}ID`, checkedGroup(kind)).map((one) =>
      completeGroup(one, `${kind}/${one[`${kind}ID`]}`, place),
    );
  return {
    ...(applications ? { applications: complete('application', applications) } : {}),
    ...(waves ? { waves: complete('wave', waves) } : {}),
  };
}

/** The lists in the input, before their elements are checked. */
export function listsOf(value: unknown) {
  const whole = Array.isArray(value) ? { servers: value } : (value as Record<string, unknown> | null);
  const { servers = whole?.items, applications, waves } = whole ?? {};
  if (!Array.isArray(servers))
    throw new Error(`The servers must be a JSON array of source servers, as ${EXAMPLE}, or {"items": ${EXAMPLE}}.`);
  refuseUnknown(whole ?? {}, [...FLEET_MEMBERS, ...ANSWER_MEMBERS], 'The fleet');
  return { servers, applications: optional('applications', applications), waves: optional('waves', waves) };
}

function optional(name: string, list: unknown): readonly unknown[] | undefined {
  if (list === undefined || Array.isArray(list)) return list;
  throw new Error(`"${name}" must be an array.`);
}

function each<T extends object>(
  list: readonly unknown[],
  name: string,
  idMember: string,
  check: (element: Record<string, unknown>, where: string) => T,
): T[] {
  const seen = new Map<unknown, number>();
  const what = name.slice(0, -1);
  return list.map((element, index) => {
    const where = `${name}[${index}]`;
    if (typeof element !== 'object' || element === null || Array.isArray(element))
      throw new Error(`${where} is ${JSON.stringify(element)}; write an object such as {"${idMember}": "…"}.`);
    const checked = check(element as Record<string, unknown>, where);
    const id = (checked as Record<string, unknown>)[idMember];
    const first = seen.get(id);
    if (first !== undefined)
      throw new Error(`${where}: ${id} is already ${name}[${first}]; give each ${what} its own id.`);
    seen.set(id, index);
    return checked;
  });
}

function checkedServer({ _local, ...server }: Record<string, unknown>, where: string): SourceServer {
  refuseUnknown(server, serverMembers, where);
  if (!isServerId(server.sourceServerID))
    throw new Error(
      `${where}.sourceServerID is ${JSON.stringify(server.sourceServerID)}; it must be "s-" and 17 letters or digits.`,
    );
  return server;
}

const checkedGroup = (kind: GroupKind) => (group: Record<string, unknown>, where: string) => {
  const { [`${kind}AggregatedStatus`]: _workedOut, ...rest } = group;
  const member = `${kind}ID`;
  refuseUnknown(rest, [member, ...groupMembers], where);
  if (!isGroupId(kind, rest[member]))
    throw new Error(`${where}.${member} is ${JSON.stringify(rest[member])}; it must be an id as MGN gives them.`);
  return rest as Application & Wave;
};

function refuseUnknown(element: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(element).find((name) => !known.includes(name));
  if (unknown) throw new Error(`${where} has the unknown member "${unknown}"; known are ${known.join(', ')}.`);
}

function completeGroup<T extends Application & Wave>(
  given: T,
  resource: string,
  place: Place & { readonly now: number },
): T {
  const now = new Date(place.now).toISOString();
  const defaults = { arn: mgnArn(place, resource), name: resource.split('/')[1], isArchived: false, tags: {} };
  return { ...defaults, creationDateTime: now, lastModifiedDateTime: now, ...structuredClone(given) };
}

function requireRegion(place: Place, arn: string | undefined, where: string): void {
  if (regionOf(arn) === place.region) return;
  throw new Error(
    `${where} is of the Region ${regionOf(arn)} by its arn, and this local AWS is ${place.region}: ` +
      'start it with servers of one Region, which it takes over.',
  );
}

/** Account and Region of the user's own servers, if their ARNs agree. The local AWS then has these. */
export function homeOf(value: unknown): { readonly accountId: string; readonly region: string } | undefined {
  const arns = listsOf(value).servers.map((server) => (server as SourceServer | null)?.arn);
  const homes = new Set(arns.map((arn) => (typeof arn === 'string' ? `${regionOf(arn)} ${accountOf(arn)}` : '')));
  const [home = ''] = homes;
  const [region = '', accountId = ''] = home.split(' ');
  return homes.size === 1 && region && /^\d{12}$/.test(accountId) ? { region, accountId } : undefined;
}
