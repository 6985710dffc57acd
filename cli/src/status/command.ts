import type { Argv, CommandModule } from 'yargs';
import { type Common, KIND, print, reportOptions, sessionOptions } from '../aws/options';
import { inEach, type Places, placeOptions } from '../aws/places';
import type { Sessions } from '../aws/session';
import { UsageError } from '../output/errors';
import { EXIT } from '../output/exit';
import { originNow } from '../output/html/origin';
import { writePage } from '../output/html/write';
import { pageOf, waitingFor } from '../output/terminal';
import { byWeight, classify, isLoose, type StatusEntry } from './classify';
import { DEFAULT_PRICE } from './cost';
import { statusHtml } from './html';
import { statusJson } from './json';
import { statusMarkdown } from './markdown';
import { type Status, statusSummary, statusText } from './text';

interface Arguments extends Common, Places {
  readonly ignoreTag: string[];
  readonly price: number;
}

export const statusCommand: CommandModule<object, Arguments> = {
  command: 'status',
  describe: 'Show which stacks hold which source servers, and which are forgotten',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    const wrong = given.ignoreTag.find((pair) => pair.indexOf('=') < 1);
    if (wrong !== undefined) throw new UsageError(`--ignore-tag takes Key=Value, got '${wrong}'`);
    if (!(given.price >= 0)) throw new UsageError('--price takes USD an hour, such as 0.042');
    const { Sessions } = await import('../aws/session.js');
    const sessions = new Sessions(given);
    const status = await waitingFor('reading source servers and stacks', given.quiet, look(sessions, given));
    const exitCode = exitCodeOf(status);
    const report = statusJson(status, exitCode);
    if (given.html) writePage(given.html, statusHtml(report, statusSummary(status), originNow()));
    if (given.json) print(JSON.stringify(report, null, 2));
    else if (given.markdown) print(statusMarkdown(status));
    else if (given.quiet) print(statusSummary(status));
    else print(statusText(status, pageOf(process.stdout)));
    process.exitCode = exitCode;
  },
};

function options(yargs: Argv): Argv {
  return placeOptions(sessionOptions(reportOptions(yargs)))
    .option('price', {
      type: 'number',
      default: DEFAULT_PRICE,
      requiresArg: true,
      describe: 'USD an hour of replication beyond the free 2,160 hours (default: il-central-1, 2023)',
    })
    .option('ignore-tag', {
      ...KIND.several,
      default: [],
      describe: 'Key=Value: leave out servers with this tag, except failed clean-ups; repeatable',
    })
    .example('$0 status', 'The Region of the profile')
    .example('$0 status --all-regions --json', 'For a scheduled job')
    .epilogue(
      'Exit codes: 0 a stack holds each connected server, 2 no stack holds some of them (not declared, retained, or a clean-up failed), 1 error.\nReads only: no call changes anything in AWS.',
    );
}

async function look(sessions: Sessions, given: Arguments): Promise<Status> {
  const { collectFindings } = await import('./collect.js');
  const now = Date.now();
  const { found, unchecked } = await inEach(sessions, given, (session) => collectFindings(session, now));
  const all = found.flatMap((findings) => classify(findings, given.price, now)).sort(byWeight);
  const entries = all.filter((entry) => entry.condition === 'clean-up-failed' || !hasTag(entry, given.ignoreTag));
  return {
    ...{ price: given.price, entries, ignored: all.length - entries.length, unchecked },
    testInstances: found.flatMap((findings) => findings.testInstances),
    undrained: found.flatMap((findings) => findings.undrained),
    unread: found.flatMap(({ unread }) => unread),
  };
}

const hasTag = ({ host }: StatusEntry, pairs: readonly string[]): boolean =>
  Object.entries(host.source.tags ?? {}).some(([key, value]) => pairs.includes(`${key}=${value}`));

/** What could not be read is no answer. */
function exitCodeOf({ entries, unchecked }: Status): number {
  if (unchecked.length > 0) return EXIT.error;
  return entries.some(isLoose) ? EXIT.something : EXIT.nothing;
}
