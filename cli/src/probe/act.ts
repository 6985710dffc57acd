import { S3Client } from '@aws-sdk/client-s3';
import { type Common, print } from '../aws/options';
import { Sessions } from '../aws/session';
import { UsageError } from '../output/errors';
import { EXIT } from '../output/exit';
import { atTheLatestOnExit } from '../output/interrupt';
import { askOnTerminal, pageOf } from '../output/terminal';
import { cleanUp, type Left, leftRuns } from './clean-up';
import { type Ground, type Names, namesOf, PREFIX, realClock } from './ground';
import { judge, probeExitCode } from './judge';
import { type ProbeOptions, probe } from './probe';
import { leftText, reportJson, reportSummary, reportText } from './report';
import { ROWS, SCENARIOS } from './scenarios';
import type { ProbeRow } from './scenarios/row';

/* What the command does. */

export interface Arguments extends Omit<Common, 'markdown'> {
  readonly only?: string[];
  readonly keep?: boolean;
  readonly yes?: boolean;
  readonly cleanUp?: boolean;
  readonly printPolicy?: boolean;
}

const SIDE_BY_SIDE = 8;

export async function act(given: Arguments): Promise<void> {
  const rows = rowsOf(given.only);
  const ground = await groundOf(given);
  if (given.cleanUp) return cleanUpAll(ground, given);
  await askFirst(ground, rows, given);
  await probeAll(ground, rows, given);
}

async function groundOf(given: Arguments): Promise<Ground> {
  const session = await new Sessions(given).to({});
  const { accountId, region, partition, cloudFormation, logs } = session;
  const s3 = session.client(S3Client, { forcePathStyle: true });
  return { accountId, region, partition, cloudFormation, logs, s3, clock: realClock };
}

/** A row, or those of its parts that have a further word. */
function rowsOf(only: readonly string[] = []): readonly ProbeRow[] {
  const isOf = (wanted: string) => (row: ProbeRow) => row.id === wanted || row.id.startsWith(`${wanted}-`);
  const unknown = only.filter((wanted) => !ROWS.some(isOf(wanted)));
  if (unknown.length > 0)
    throw new UsageError(`--only ${unknown.join(', ')}: there is ${ROWS.map(({ id }) => id).join(', ')}`);
  return only.length === 0 ? ROWS : ROWS.filter((row) => only.some((wanted) => isOf(wanted)(row)));
}

const scenariosOf = (rows: readonly ProbeRow[]) =>
  SCENARIOS.filter(({ id }) => rows.some(({ scenario }) => scenario === id));

/** Without consent nothing is made. */
async function askFirst(
  { accountId, region }: Ground,
  rows: readonly ProbeRow[],
  { yes, json, quiet }: Arguments,
): Promise<void> {
  const scenarios = scenariosOf(rows).length;
  const minutes = Math.max(4, Math.ceil((scenarios * 3.5) / SIDE_BY_SIDE));
  const intention = [
    `In account ${accountId}, Region ${region}, this makes, and deletes again:`,
    `  a role that can write one log, a function with that role, its log group, a bucket for templates,`,
    `  ${scenarios === 1 ? 'a short-lived stack' : `${scenarios} short-lived stacks`} of custom resources that hold nothing. All names begin with ${PREFIX}-,`,
    `  the log group's with /${PREFIX}/, and stacks have the tag ${PREFIX}.`,
    `It takes about ${minutes} minutes and costs about one US cent. No source server is looked at, and MGN is not called.`,
  ].join('\n');
  if (yes) return void (json || quiet || process.stderr.write(`${intention}\n`));
  if (!process.stdin.isTTY) throw new UsageError(`${intention}\nThere is no terminal to ask on: give --yes to go on.`);
  const answer = await askOnTerminal(`${intention}\nGo on? (y/N) `);
  if (!/^y(es)?$/i.test(answer)) throw new Error('nothing was made');
}

async function probeAll(ground: Ground, rows: readonly ProbeRow[], given: Arguments): Promise<void> {
  const names = namesOf(Date.now().toString(36), ground);
  const interrupted = new AbortController();
  const isOver = () => interrupted.signal.aborted;
  const running = probe(ground, names, { ...progress(given), scenarios: scenariosOf(rows), isOver });
  const end = atTheLatestOnExit(async () => {
    interrupted.abort();
    await running.catch(() => {});
    return given.keep ? sayKept(names) : sayLeft(ground, names);
  });
  try {
    const probed = await running;
    // what was broken off has nothing to tell
    if (isOver()) return;
    const judged = judge(probed.recordings, rows);
    const report = { ...probed, judged, exitCode: probeExitCode(judged) };
    process.exitCode = report.exitCode;
    if (given.json) print(JSON.stringify(reportJson(report, ground), null, 2));
    else if (given.quiet) print(reportSummary(judged));
    else print(reportText(report, pageOf(process.stdout)));
  } finally {
    const left = (await end()) as readonly Left[];
    if (left.length > 0 && process.exitCode === EXIT.nothing) process.exitCode = EXIT.error;
  }
}

function progress({ json, quiet }: Arguments): Pick<ProbeOptions, 'onProgress' | 'sideBySide'> {
  const { stderr } = process;
  const isShown = stderr.isTTY && !json && !quiet;
  const onProgress = (done: number, all: number, about: string) =>
    void (isShown && stderr.write(`${done} of ${all}: ${about}\n`));
  return { sideBySide: SIDE_BY_SIDE, onProgress };
}

function sayKept({ support, logGroup }: Names): Left[] {
  process.stderr.write(
    `Kept: the stack ${support} with the log group ${logGroup}; mgn-disconnect probe --clean-up deletes it\n`,
  );
  return [];
}

async function sayLeft(ground: Ground, names: Names): Promise<Left[]> {
  const left = await cleanUp(ground, names);
  if (left.length > 0) process.stderr.write(`${leftText(left)}\n`);
  return left;
}

async function cleanUpAll(ground: Ground, { quiet }: Arguments): Promise<void> {
  const runs = await leftRuns(ground);
  const left = (await Promise.all(runs.map((names) => sayLeft(ground, names)))).flat();
  if (!quiet) print(`Probes that had left something: ${runs.length}. What is left now: ${left.length}.`);
  process.exitCode = left.length === 0 ? EXIT.nothing : EXIT.error;
}
