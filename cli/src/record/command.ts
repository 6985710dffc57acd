import type { Argv, CommandModule } from 'yargs';
import { type Common, KIND, print, sessionOptions } from '../aws/options';
import { inEach, type Places, placeOptions } from '../aws/places';
import type { Sessions } from '../aws/session';
import { EXIT } from '../output/exit';
import { pageOf, waitingFor } from '../output/terminal';
import { recordCsv } from './csv';
import { recordJson } from './json';
import { type RecordReport, recordSummary } from './report';
import { timeOf } from './since';
import { stackFilter } from './stacks';
import { recordText } from './text';

interface Arguments extends Omit<Common, 'markdown'>, Places {
  readonly since: string;
  readonly stack: string[];
  readonly logGroup: string[];
  readonly csv?: boolean;
}

export const recordCommand: CommandModule<object, Arguments> = {
  command: 'record',
  describe: 'Show which source servers were disconnected: when, by which stack, and as what they run now',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    const since = timeOf(given.since, Date.now());
    const { Sessions } = await import('../aws/session.js');
    const sessions = new Sessions(given);
    const report = await waitingFor('reading the record', given.quiet, look(sessions, given, since));
    if (given.json) print(JSON.stringify(recordJson(report), null, 2));
    else if (given.csv) print(recordCsv(report));
    else if (given.quiet) print(recordSummary(report));
    else print(recordText(report, pageOf(process.stdout)));
    if (given.csv || given.quiet)
      for (const what of report.unread) process.stderr.write(`mgn-disconnect: not read: ${what}\n`);
    process.exitCode = report.unread.length > 0 ? EXIT.error : EXIT.nothing;
  },
};

function options(yargs: Argv): Argv {
  return placeOptions(sessionOptions(yargs))
    .option('json', { ...KIND.flag, describe: 'For programs, with all that MGN knew of each server' })
    .option('csv', { ...KIND.flag, describe: 'For a spreadsheet' })
    .conflicts('json', 'csv')
    .option('quiet', KIND.quiet)
    .option('since', {
      ...KIND.text,
      default: '90d',
      describe: 'Hours, days or weeks such as 12h, 90d, 26w, or a date such as 2026-09-01',
    })
    .option('stack', {
      ...KIND.several,
      default: [],
      describe: "A stack, with those nested in it, or a pattern such as 'Wave*'; repeatable",
    })
    .option('log-group', {
      ...KIND.several,
      default: [],
      describe: 'A log group without the tag of the record; repeatable',
    })
    .example('$0 record', 'What was disconnected in the last 90 days')
    .example('$0 record --since 2026-09-01 --stack Wave1 --csv', 'For an auditor')
    .epilogue(
      'Read from the log groups with the tag cdk-mgn-disconnect: record, also those of stacks that are deleted.\n' +
        'Exit codes: 0 all was read, 1 error, or something could not be read.\nReads only: no call changes anything in AWS.',
    );
}

async function look(sessions: Sessions, given: Arguments, since: number): Promise<RecordReport> {
  const { collectEntries } = await import('./collect.js');
  const { found, unchecked } = await inEach(sessions, given, (session) =>
    collectEntries(session, given.logGroup, since),
  );
  const isWanted = stackFilter(given.stack);
  const entries = found.flatMap((one) => one.entries).filter(({ stackName }) => isWanted(stackName));
  return {
    since,
    entries: entries.sort((one, other) => (one.time < other.time ? -1 : 1)),
    kept: found.reduce((sum, { kept }) => sum + kept, 0),
    logGroups: found.flatMap(({ logGroups }) => logGroups),
    unread: [...unchecked, ...found.flatMap(({ unread }) => unread)],
  };
}
