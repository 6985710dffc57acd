import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../output/errors';
import { type Common, print, sessionOptions, settingsOf } from '../output/options';
import { waitingFor } from '../output/terminal';
import { type InventoryEntry, selectServers } from './select';

interface Arguments extends Omit<Common, 'json' | 'markdown'> {
  readonly wave: string[];
  readonly application: string[];
  readonly tag: string[];
  readonly state: string[];
  readonly accountId?: string;
  readonly out?: string;
}

export const inventoryCommand: CommandModule<object, Arguments> = {
  command: 'inventory',
  describe: 'Write the file of a wave, application or tag that MigrationWave reads',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    const { wave: waves, application: applications, tag: tags, state: states, accountId, out, quiet } = given;
    const wrong = tags.find((tag) => !/^.+=/.test(tag));
    if (wrong !== undefined) throw new UsageError(`--tag takes Key=Value, got '${wrong}'`);
    const { Sessions } = await import('../aws/session.js');
    const { mgn } = await new Sessions(settingsOf(given)).to({});
    const selection = { waves, applications, tags, states, accountId };
    const entries = await waitingFor('reading source servers', quiet, selectServers(mgn, selection));
    if (entries.length === 0) throw new Error('no source server is selected: an empty inventory would disconnect all');
    if (out === undefined) return print(textOf(entries).trimEnd());
    const change = write(out, entries);
    if (!quiet) process.stderr.write(`${out}: ${entries.length} source servers${change}\n`);
  },
};

function options(yargs: Argv): Argv {
  const several = { type: 'string', array: true, default: [], nargs: 1 } as const;
  return sessionOptions(yargs)
    .option('wave', { ...several, describe: 'The servers of a wave, by its id' })
    .option('application', { ...several, describe: 'The servers of an application, by its id' })
    .option('tag', { ...several, describe: 'The servers with a tag, Key=Value' })
    .option('state', { ...several, describe: 'The servers in a life cycle state [default: all that are connected]' })
    .option('account-id', { type: 'string', requiresArg: true, describe: 'Those of a managed account' })
    .option('out', { alias: 'o', type: 'string', requiresArg: true, describe: 'The file [default: standard output]' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'Says nothing' })
    .example('$0 inventory --wave wave-0123456789abcdef0 --out wave-1.json', 'Then commit wave-1.json')
    .example('$0 inventory --tag Team=web --state CUTOVER', 'Both must hold')
    .epilogue(
      'The file is in the order of the ids, so that a diff shows who joined and who left.\n' +
        'Exit codes: 0 done, 1 error or nothing selected.\nReads only: no call changes anything in AWS.',
    );
}

const textOf = (entries: readonly InventoryEntry[]): string => `${JSON.stringify(entries, null, 2)}\n`;

/** Writes the file and tells who joined and who left. */
function write(file: string, entries: readonly InventoryEntry[]): string {
  const before = existsSync(file) ? idsIn(file) : undefined;
  writeFileSync(file, textOf(entries));
  if (!before) return '';
  const now = new Set(entries.map(({ sourceServerId }) => sourceServerId));
  const joined = [...now].filter((id) => !before.has(id)).length;
  const left = [...before].filter((id) => !now.has(id)).length;
  return `, ${joined} more and ${left} fewer than before`;
}

function idsIn(file: string): Set<string> {
  try {
    return new Set(JSON.parse(readFileSync(file, 'utf8')).map(({ sourceServerId }: InventoryEntry) => sourceServerId));
  } catch {
    throw new UsageError(`${file} is there and is no inventory: remove it, or give another --out`);
  }
}
