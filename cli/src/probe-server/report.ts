import type { Page } from '../output/terminal';
import { countVerdicts, judgeRow, probeExitCode } from '../probe/judge';
import { judgedJson, judgedTable, reportSummary } from '../probe/report';
import type { ServerRecording } from './recording';
import { SERVER_ROWS } from './rows';

/* What the probe of a server has found, for people and for programs. */

type ServerReport = ReturnType<typeof serverReportOf>;

export function serverReportOf(recording: ServerRecording) {
  const judged = SERVER_ROWS.map((row) => judgeRow(row, recording));
  return { judged, recording, exitCode: probeExitCode(judged) };
}

export function serverSummary({ judged }: ServerReport): string {
  return reportSummary(judged, 'What rests on MGN, EC2 and CloudTrail');
}

export function serverText(report: ServerReport, page: Page): string {
  const { judged, recording } = report;
  const { states, resources, calls, trail, unread } = recording;
  const [before, ...later] = states.map((one): Seen => [one.seconds, stateText(one)]);
  const seen: Seen[] = [
    ...later,
    ...resources.flatMap((one): Seen[] =>
      one.goneAfter === undefined ? [] : [[one.goneAfter, `${one.name} is gone`]],
    ),
    ...trail.map(
      ({ call, arrivedAfter }): Seen => [(calls[call - 1]?.seconds ?? 0) + arrivedAfter, `CloudTrail has call ${call}`],
    ),
  ];
  const lines = seen.sort(([one], [other]) => one - other).map(([seconds, what]) => `${timeText(seconds)}  ${what}`);
  return [
    judgedTable(judged, page, ({ reliedOnBy }) => `relied on by: ${reliedOnBy}`),
    `  before  ${before?.[1]}`,
    ...lines,
    ...(unread === undefined ? [] : [`Not read at times: ${unread}`]),
    serverSummary(report),
  ].join('\n');
}

/** What was seen so many seconds after the first call. */
type Seen = readonly [seconds: number, what: string];

const stateText = ({ isShown, lifeCycleState, replicationState }: ServerRecording['states'][number]): string =>
  isShown ? `${lifeCycleState}, ${replicationState}` : 'not shown';

/** Minutes and seconds. */
function timeText(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${String(minutes).padStart(5)}:${String(rest).padStart(2, '0')}`;
}

/** A new minor number only adds members; a new major number changes them. cli/schema/probe-server.schema.json describes it. */
const FORMAT_VERSION = '1.0';

export function serverJson({ judged, recording, exitCode }: ServerReport): object {
  return {
    format_version: FORMAT_VERSION,
    exit_code: exitCode,
    region: recording.region,
    summary: countVerdicts(judged),
    rows: judgedJson(judged, ({ reliedOnBy }) => ({ relied_on_by: reliedOnBy })),
    recording,
  };
}
