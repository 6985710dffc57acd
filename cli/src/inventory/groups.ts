import { type MgnClient, paginateListApplications, paginateListWaves } from '@aws-sdk/client-mgn';
import { collected } from '../model/lists';
import { UsageError } from '../output/errors';

/** The waves and applications to select, by id or by name. */
export interface Groups {
  readonly waves: readonly string[];
  readonly waveNames: readonly string[];
  readonly applications: readonly string[];
  readonly applicationNames: readonly string[];
}

interface Group {
  readonly id: string;
  readonly name: string;
}

/**
 * The applications to select, including those of the waves; undefined if neither is asked for. It lists them all: MGN
 * refuses an id of the wrong form with a regular expression, and cannot say which ones exist.
 */
export async function applicationsOf(
  client: MgnClient,
  { waves, waveNames, applications, applicationNames }: Groups,
  accountID?: string,
): Promise<readonly string[] | undefined> {
  const byWave = waves.length + waveNames.length > 0;
  const byApplication = applications.length + applicationNames.length > 0;
  if (!byWave && !byApplication) return undefined;
  const waveIds = byWave ? idsOf('wave', waves, waveNames, await listWaves(client, accountID)) : undefined;
  const all = await collected(paginateListApplications({ client }, { accountID }), ({ items }) => items);
  const groups = all.map(({ applicationID = '', name = '' }): Group => ({ id: applicationID, name }));
  const ids = byApplication ? idsOf('application', applications, applicationNames, groups) : undefined;
  return all
    .filter(
      ({ applicationID = '', waveID = '' }) => (ids?.has(applicationID) ?? true) && (waveIds?.has(waveID) ?? true),
    )
    .map(({ applicationID = '' }) => applicationID);
}

async function listWaves(client: MgnClient, accountID?: string): Promise<Group[]> {
  const all = await collected(paginateListWaves({ client }, { accountID }), ({ items }) => items);
  return all.map(({ waveID = '', name = '' }) => ({ id: waveID, name }));
}

/** An id or a name that does not exist is an error: it would select nothing. */
function idsOf(
  kind: 'application' | 'wave',
  ids: readonly string[],
  names: readonly string[],
  groups: readonly Group[],
): Set<string> {
  const missing = ids.find((id) => !groups.some((group) => group.id === id));
  if (missing !== undefined) throw new UsageError(`there is no ${kind} ${missing} ${HERE}${listOf(kind, groups)}`);
  const named = names.map((name) => {
    const found = groups.filter((group) => group.name === name);
    if (found.length === 1) return found[0]?.id ?? '';
    if (found.length === 0)
      throw new UsageError(`there is no ${kind} of the name '${name}' ${HERE}${listOf(kind, groups)}`);
    const all = found.map(({ id }) => id).join(', ');
    throw new UsageError(`${found.length} ${kind}s have the name '${name}': give --${kind} with one of ${all}`);
  });
  return new Set([...ids, ...named]);
}

const HERE = 'in this account and Region';
const MOST_LISTED = 20;

function listOf(kind: string, groups: readonly Group[]): string {
  if (groups.length === 0) return `, nor any other ${kind}`;
  const listed = groups.slice(0, MOST_LISTED).map(({ id, name }) => `${id} '${name}'`);
  const more = groups.length > MOST_LISTED ? ` and ${groups.length - MOST_LISTED} more` : '';
  return `; there are ${listed.join(', ')}${more}`;
}
