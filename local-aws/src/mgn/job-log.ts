import type { JobLog, JobLogEvent, JobLogEventData } from '@aws-sdk/client-mgn';
import { derivedId } from './ids';
import { instanceOf, type StoredJob } from './jobs';

/**
 * When a job's events come, as shares of its duration, from a measured cutover. Events that the API's model does not
 * list (LAUNCH_END) are left out.
 */
const LAUNCH: readonly (readonly [JobLogEvent, number])[] = [
  ['SNAPSHOT_START', 0.002],
  ['SNAPSHOT_END', 0.07],
  ['CONVERSION_START', 0.071],
  ['CONVERSION_END', 0.478],
  ['LAUNCH_START', 0.479],
];
const CLEANUP: readonly (readonly [JobLogEvent, number])[] = [
  ['CLEANUP_START', 0.001],
  ['CLEANUP_END', 0.0015],
];
/** For a job that has not ended. */
const USUAL_MS = 11 * 60_000;

type Item = JobLog & { readonly sequence: number };

/** What DescribeJobLogItems shows of a job so far. */
export function jobLog(job: StoredJob, now: number): Item[] {
  const servers = job.participatingServers ?? [];
  const length = Number.isFinite(job.endsAt) ? job.endsAt - job.startedAt : USUAL_MS;
  const at = (share: number) => job.startedAt + Math.round(share * length);
  const items = servers.flatMap(({ sourceServerID = '', launchStatus }) => [
    ...phasesOf(job, sourceServerID).map(([event, share]) =>
      item(at(share), event, dataOf(event, job, sourceServerID)),
    ),
    ...(launchStatus === 'FAILED' ? [item(job.endsAt, 'LAUNCH_FAILED', { sourceServerID })] : []),
  ]);
  const ends = job.status === 'COMPLETED' ? [item(job.endsAt, 'JOB_END')] : [];
  return [item(job.startedAt, 'JOB_START'), ...items, ...ends]
    .filter(({ time }) => time <= now)
    .sort((a, b) => a.time - b.time)
    .map(({ time, ...rest }, sequence) => ({ ...rest, logDateTime: new Date(time).toISOString(), sequence }));
}

function phasesOf({ type, withEarlierInstance }: StoredJob, serverId: string) {
  if (type === 'TERMINATE') return CLEANUP;
  return withEarlierInstance.includes(serverId) ? [...CLEANUP, ...LAUNCH] : LAUNCH;
}

const item = (time: number, event: JobLogEvent, eventData?: JobLogEventData) => ({
  time,
  event,
  ...(eventData ? { eventData } : {}),
});

function dataOf(event: JobLogEvent, { jobID }: StoredJob, sourceServerID: string): JobLogEventData {
  if (event.startsWith('CONVERSION'))
    return { sourceServerID, conversionServerID: derivedId('i', 'conversion', jobID, sourceServerID) };
  return event === 'LAUNCH_START'
    ? { sourceServerID, targetInstanceID: instanceOf(jobID, sourceServerID) }
    : { sourceServerID };
}
