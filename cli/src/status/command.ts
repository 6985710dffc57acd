import type { Argv, CommandModule } from 'yargs';
import { isNotEnabled, MGN_REGIONS } from '../aws/regions';
import type { Sessions } from '../aws/session';
import { explain, UsageError } from '../output/errors';
import { type Common, print, reportOptions, sessionOptions, settingsOf } from '../output/options';
import { pageOf, waitingFor } from '../output/terminal';
import { EXIT } from '../plan/gates';
import { classify, type Entry, isForgotten } from './classify';
import { DEFAULT_PRICE } from './cost';
import { statusJson } from './json';
import { statusMarkdown } from './markdown';
import { type Status, statusSummary, statusText } from './text';

interface Arguments extends Common {
  readonly allRegions?: boolean;
  readonly regions?: string[];
  readonly price: number;
}

export const statusCommand: CommandModule<object, Arguments> = {
  command: 'status',
  describe: 'Show which stacks hold which source servers, and which are forgotten',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    if (!(given.price >= 0)) throw new UsageError('--price takes USD an hour, such as 0.042');
    const { Sessions } = await import('../aws/session.js');
    const sessions = new Sessions(settingsOf(given));
    const status = await waitingFor('reading source servers and stacks', given.quiet, look(sessions, given));
    const exitCode = exitCodeOf(status);
    if (given.json) print(JSON.stringify(statusJson(status, exitCode), null, 2));
    else if (given.markdown) print(statusMarkdown(status));
    else if (given.quiet) print(statusSummary(status));
    else print(statusText(status, pageOf(process.stdout)));
    process.exitCode = exitCode;
  },
};

function options(yargs: Argv): Argv {
  return sessionOptions(reportOptions(yargs))
    .option('all-regions', {
      type: 'boolean',
      describe: 'All Regions that have MGN and that the account has enabled',
    })
    .option('regions', { type: 'string', array: true, nargs: 1, describe: 'A Region; may be given again' })
    .option('price', {
      type: 'number',
      default: DEFAULT_PRICE,
      requiresArg: true,
      describe: 'USD an hour of replication beyond the free 2,160 hours (default: il-central-1, 2023)',
    })
    .conflicts('regions', 'all-regions')
    .example('$0 status', 'The Region of the profile')
    .example('$0 status --all-regions --json', 'For a scheduled job')
    .epilogue(
      'Forgotten are connected servers that no stack holds, and those that a stack could not disconnect.\n' +
        'Exit codes: 0 none is forgotten, 2 some are, 1 error.\nReads only: no call changes anything in AWS.',
    );
}

async function look(sessions: Sessions, { allRegions = false, regions = [], price }: Arguments): Promise<Status> {
  const { collect } = await import('./collect.js');
  const { partition, region } = await sessions.to({});
  const wanted = allRegions ? (MGN_REGIONS[partition] ?? []) : regions.length > 0 ? regions : [region];
  const entries: Entry[] = [];
  const unchecked: string[] = [];
  await Promise.all(
    wanted.map(async (one) => {
      try {
        entries.push(...classify(await collect(await sessions.to({ region: one })), price, Date.now()));
      } catch (error) {
        if (!allRegions || !isNotEnabled(error as Error)) unchecked.push(`${one}: ${explain(error as Error)}`);
      }
    }),
  );
  const order = (entry: Entry) => -(entry.cost?.soFar ?? -1);
  return { price, entries: entries.sort((one, other) => order(one) - order(other)), unchecked };
}

/** What could not be looked into is no answer. */
function exitCodeOf({ entries, unchecked }: Status): number {
  if (unchecked.length > 0) return EXIT.error;
  return entries.some(isForgotten) ? EXIT.something : EXIT.nothing;
}
