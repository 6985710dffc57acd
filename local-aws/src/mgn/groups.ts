import type * as sdk from '@aws-sdk/client-mgn';
import { isAmong } from './describe';
import { paginate } from './paging';
import type { ServerRecord } from './record';
import { groupIdFilter } from './validation';

/** Applications and waves. A wave has its servers through its applications. */
export function listApplications(
  all: readonly sdk.Application[],
  servers: readonly ServerRecord[],
  request: sdk.ListApplicationsRequest,
): sdk.ListApplicationsResponse {
  const { isArchived } = request.filters ?? {};
  const ids = groupIdFilter('application', request.filters?.applicationIDs);
  const waves = groupIdFilter('wave', request.filters?.waveIDs);
  const matching = all.filter(
    (one) =>
      isAmong(ids, one.applicationID) &&
      isAmong(waves, one.waveID) &&
      (isArchived === undefined || one.isArchived === isArchived),
  );
  return pageOf(matching, request, (one) => ({
    ...one,
    applicationAggregatedStatus: {
      ...statusOf(membersOf(one, servers)),
      totalSourceServers: membersOf(one, servers).length,
    },
  }));
}

export function listWaves(
  all: readonly sdk.Wave[],
  applications: readonly sdk.Application[],
  servers: readonly ServerRecord[],
  request: sdk.ListWavesRequest,
): sdk.ListWavesResponse {
  const { isArchived } = request.filters ?? {};
  const ids = groupIdFilter('wave', request.filters?.waveIDs);
  const matching = all.filter(
    (one) => isAmong(ids, one.waveID) && (isArchived === undefined || one.isArchived === isArchived),
  );
  return pageOf(matching, request, (one) => {
    const mine = applications.filter(({ waveID }) => waveID === one.waveID);
    const status = statusOf(mine.flatMap((application) => membersOf(application, servers)));
    return { ...one, waveAggregatedStatus: { ...status, totalApplications: mine.length } };
  });
}

function pageOf<T>(
  matching: readonly T[],
  request: { maxResults?: number; nextToken?: string },
  shown: (one: T) => T,
): { items: T[]; nextToken?: string } {
  const page = paginate(
    matching.map((one, sequence) => ({ one, sequence })),
    request,
  );
  return { items: page.items.map(({ one }) => structuredClone(shown(one))), nextToken: page.nextToken };
}

const membersOf = ({ applicationID }: sdk.Application, servers: readonly ServerRecord[]) =>
  servers.filter(({ server }) => server.applicationID === applicationID);

/** Derived from the servers. MGN does not publish how it does it. */
function statusOf(
  servers: readonly ServerRecord[],
): Pick<sdk.ApplicationAggregatedStatus, 'healthStatus' | 'progressStatus'> {
  const states = servers.map(({ lifeCycleState }) => lifeCycleState);
  const begun = states.some((state) => state && !['DISCOVERED', 'PENDING_INSTALLATION', 'NOT_READY'].includes(state));
  const done = states.length > 0 && states.every((state) => state === 'CUTOVER' || state === 'DISCONNECTED');
  const stalled = servers.some(({ replicationState }) => replicationState === 'STALLED');
  const lagging = servers.some(({ replicationState }) => replicationState === 'BACKLOG');
  return {
    healthStatus: stalled ? 'ERROR' : lagging ? 'LAGGING' : 'HEALTHY',
    progressStatus: done ? 'COMPLETED' : begun ? 'IN_PROGRESS' : 'NOT_STARTED',
  };
}
