import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { SourceServer } from '@aws-sdk/client-mgn';
import type { Argv, CommandModule } from 'yargs';
import { IDENTITIES, type Identity, readInventoryFile } from '../../../lib/private/inventory-file';
import { textOf } from '../../../lib/private/text';
import { type Common, KIND, print, sessionOptions } from '../aws/options';
import { describeServers } from '../aws/servers';
import { hostOf } from '../model/host';
import { UsageError } from '../output/errors';
import { waitingFor } from '../output/terminal';
import { amount } from '../output/words';
import { hostNameOf, matchServers } from './match';
import { type LeftOut, type ServerSelection, selectServers, sortOut } from './select';

interface Arguments extends Omit<Common, 'json' | 'markdown'> {
  readonly wave: string[];
  readonly waveName: string[];
  readonly application: string[];
  readonly applicationName: string[];
  readonly tag: string[];
  readonly state: string[];
  readonly match?: string;
  readonly by?: Identity;
  readonly accountId?: string;
  readonly out?: string;
}

/** A server as `MigrationWave` reads it from a file. It has only what does not change while the server replicates. */
interface InventoryEntry {
  readonly sourceServerId: string;
  readonly accountId?: string;
  readonly hostname?: string;
}

export const inventoryCommand: CommandModule<object, Arguments> = {
  command: 'inventory',
  describe: 'Write the file of a wave, application or tag that MigrationWave reads',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    const { state: states, accountId, out, quiet } = given;
    refuseMisuse(given);
    // before AWS is asked: a file that is no inventory is not overwritten
    const before = out !== undefined && existsSync(out) ? idsIn(out) : undefined;
    const servers = await waitingFor('reading source servers', quiet, serversFor(given));
    const { taken, leftOut } = sortOut(servers, { listed: before, byName: given.match !== undefined });
    const entries = entriesOf(states.length > 0 ? servers : taken, accountId);
    if (!quiet && states.length === 0) process.stderr.write(leftOutText(leftOut));
    if (entries.length === 0) {
      throw new Error(
        `no source server is selected, of ${servers.length} found: an empty inventory would disconnect all`,
      );
    }
    const text = `${JSON.stringify(entries, null, 2)}\n`;
    if (out === undefined) return print(text.trimEnd());
    writeFileSync(out, text);
    if (quiet) return;
    const count = amount(entries.length, 'source server');
    process.stderr.write(`${out}: ${count}${before ? changeOf(before, entries) : ''}\n`);
  },
};

function refuseMisuse({ tag: tags, accountId, match, by, wave, application, state }: Arguments): void {
  const wrong = tags.find((tag) => !/^.+=/.test(tag));
  if (wrong !== undefined) throw new UsageError(`--tag takes Key=Value, got '${wrong}'`);
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    throw new UsageError(`--account-id takes the 12 digits of an AWS account, got '${accountId}'`);
  }
  if (match !== undefined && by === undefined) {
    throw new UsageError(`--match needs --by with one of ${Object.keys(IDENTITIES).join(', ')}`);
  }
  if (by !== undefined && match === undefined) throw new UsageError('--by needs --match with the file');
  if (match !== undefined && wave.length + application.length + tags.length + state.length > 0) {
    throw new UsageError('--match takes the rows of a file: narrow them by --wave-name or --application-name alone');
  }
}

async function serversFor(given: Arguments): Promise<SourceServer[]> {
  const { match, by, waveName: waveNames, applicationName: applicationNames, accountId } = given;
  const file = match === undefined ? undefined : readInventoryFile(match);
  const { Sessions } = await import('../aws/session.js');
  const { mgn } = await new Sessions(given).to({});
  if (file && by) {
    const all = await describeServers(mgn, { filters: {}, accountID: accountId });
    return matchServers(file, by, { waveNames, applicationNames }, all);
  }
  const { wave: waves, application: applications, tag: tags, state: states } = given;
  const selection: ServerSelection = { waves, waveNames, applications, applicationNames, tags, states, accountId };
  return selectServers(mgn, selection);
}

function options(yargs: Argv): Argv {
  const several = { ...KIND.several, default: [] } as const;
  return sessionOptions(yargs)
    .option('wave', { ...several, describe: 'The servers of a wave, by its id' })
    .option('wave-name', { ...several, describe: 'The servers of a wave, by its name' })
    .option('application', { ...several, describe: 'The servers of an application, by its id' })
    .option('application-name', { ...several, describe: 'The servers of an application, by its name' })
    .option('tag', { ...several, describe: 'The servers with a tag, Key=Value' })
    .option('state', { ...several, describe: 'The servers in a life cycle state [default: all that replicate]' })
    .option('match', { ...KIND.text, describe: 'The servers of a file that has no ids' })
    .option('by', { choices: Object.keys(IDENTITIES), describe: 'By what the servers of --match are looked up' })
    .option('account-id', { ...KIND.text, describe: 'Those of a managed account' })
    .option('out', { ...KIND.text, alias: 'o', describe: 'The file [default: standard output]' })
    .option('quiet', { ...KIND.quiet, describe: 'Say nothing' })
    .example('$0 inventory --wave-name "Wave 1" --out wave-1.json', 'Then commit wave-1.json')
    .example('$0 inventory --tag Team=web --state READY_FOR_CUTOVER', 'Both must hold')
    .example('$0 inventory --match import.csv --by user-provided-id --out wave-1.json', 'The ids of an import file')
    .epilogue(
      'The file is in the order of the ids, so that a diff shows who joined and who left.\n' +
        'Servers that no longer replicate are left out, unless --out already lists them or --state asks for them.\n' +
        '--match reads import files of MGN and AWS Transform, intake forms of Cloud Migration Factory,\n' +
        'the vInfo of RVTools as CSV, and any CSV or JSON with a column such as hostname. It fails on\n' +
        'every row that matches no server, or more than one.\n' +
        'Exit codes: 0 done, 1 error or nothing selected.\nReads only: no call changes anything in AWS.',
    );
}

/** In the order of their ids. */
function entriesOf(servers: readonly SourceServer[], accountId?: string): InventoryEntry[] {
  return servers
    .map((server): InventoryEntry => {
      const { hostname } = hostOf(server, 0);
      return { sourceServerId: server.sourceServerID ?? '', accountId, hostname: hostname || undefined };
    })
    .sort((one, other) => (one.sourceServerId < other.sourceServerId ? -1 : 1));
}

const MOST_NAMED = 5;

function leftOutText(leftOut: LeftOut): string {
  const lines = leftOut.map(({ why, servers }) => {
    const named = servers.slice(0, MOST_NAMED).map(hostNameOf).join(', ');
    const more = servers.length > MOST_NAMED ? ` and ${servers.length - MOST_NAMED} more` : '';
    return `left out what ${why}: ${named}${more}\n`;
  });
  return lines.join('');
}

function changeOf(before: ReadonlySet<string>, entries: readonly InventoryEntry[]): string {
  const now = new Set(entries.map(({ sourceServerId }) => sourceServerId));
  const joined = [...now].filter((id) => !before.has(id)).length;
  const left = [...before].filter((id) => !now.has(id)).length;
  return `, ${joined} more and ${left} fewer than before`;
}

/** The ids in a file that this command wrote, perhaps through a redirect of Windows PowerShell. */
function idsIn(file: string): Set<string> {
  try {
    const ids: unknown[] = JSON.parse(textOf(readFileSync(file))).map((entry: InventoryEntry) => entry.sourceServerId);
    if (ids.every((id) => typeof id === 'string')) return new Set(ids as string[]);
  } catch {}
  throw new UsageError(`${file} is there and is no inventory: remove it, or give another --out`);
}
