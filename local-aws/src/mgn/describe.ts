import type * as sdk from '@aws-sdk/client-mgn';
import { jobLog } from './job-log';
import type { StoredJob } from './jobs';
import { paginate } from './paging';
import type { ServerRecord } from './record';
import { groupIdFilter, serverIdFilter } from './validation';

/** An unknown id gives an empty list: the model of DescribeSourceServers declares no ResourceNotFoundException. */
export function describeSourceServers(
  records: readonly ServerRecord[],
  request: sdk.DescribeSourceServersRequest,
): sdk.DescribeSourceServersResponse {
  const ids = serverIdFilter(request.filters?.sourceServerIDs);
  groupIdFilter('application', request.filters?.applicationIDs);
  const matching = records.filter((record) => matches(record, request.filters ?? {}, ids));
  const page = paginate(matching, request);
  return { items: page.items.map((record) => structuredClone(record.server)), nextToken: page.nextToken };
}

function matches(
  { server, id }: ServerRecord,
  filters: sdk.DescribeSourceServersRequestFilters,
  ids: readonly string[] | undefined,
): boolean {
  return (
    isAmong(ids, id) &&
    (filters.isArchived === undefined || server.isArchived === filters.isArchived) &&
    isAmong(filters.replicationTypes, server.replicationType) &&
    isAmong(filters.lifeCycleStates, server.lifeCycle?.state) &&
    isAmong(filters.applicationIDs, server.applicationID)
  );
}

/** An empty or missing filter accepts everything. */
export const isAmong = (wanted: readonly string[] | undefined, value: string | undefined) =>
  !wanted?.length || wanted.includes(value ?? '');

export function describeJobs(jobs: readonly StoredJob[], request: sdk.DescribeJobsRequest): sdk.DescribeJobsResponse {
  const { jobIDs, fromDate, toDate } = request.filters ?? {};
  const matching = jobs.filter(
    (job) =>
      isAmong(jobIDs, job.jobID) &&
      (!fromDate || (job.creationDateTime as string) >= fromDate) &&
      (!toDate || (job.creationDateTime as string) <= toDate),
  );
  const page = paginate(matching, request);
  return { items: page.items.map(apiJob), nextToken: page.nextToken };
}

export function describeJobLogItems(
  job: StoredJob | undefined,
  request: sdk.DescribeJobLogItemsRequest,
  now: number,
): sdk.DescribeJobLogItemsResponse {
  const page = paginate(job ? jobLog(job, now) : [], request);
  return { items: page.items.map(({ sequence, ...item }) => item), nextToken: page.nextToken };
}

export function apiJob({ sequence, startedAt, endsAt, withEarlierInstance, ...job }: StoredJob): sdk.Job {
  return structuredClone(job);
}
