import type * as sdk from '@aws-sdk/client-mgn';
import type { CallContext, Environment, Operation } from '../kernel/types';
import type { Accounts } from './accounts';
import type { MgnBehaviour } from './behaviour';
import { replicationConfiguration } from './configuration';
import { apiJob, describeJobLogItems, describeJobs, describeSourceServers } from './describe';
import { invalid } from './errors';
import { groupOperations } from './group-operations';
import { listApplications, listWaves } from './groups';
import type { DescribeLag } from './lag';
import { changeLifeCycleState, refuseLaunch, refuseTerminate } from './launches';
import { paginate } from './paging';
import type { ServerRecord } from './record';
import { pauseReplication, resumeReplication, startReplication, stopReplication } from './replication';
import type { ServerStore } from './servers';
import { disconnectFromService, finalizeCutover, markAsArchived, refuseDelete, type Situation } from './transitions';
import { requireJobId, requireServerIds, tagMap } from './validation';

export interface MgnParts {
  readonly env: Environment;
  readonly servers: ServerStore;
  readonly accounts: Accounts;
  readonly behaviour: MgnBehaviour;
  readonly lag: DescribeLag;
}

export const mgnOperations = (parts: MgnParts): Record<string, Operation> => ({
  ...serverOperations(parts),
  ...launchOperations(parts),
  ...listOperations(parts),
  ...groupOperations(parts),
  ...tagOperations(parts),
  InitializeService() {
    parts.behaviour.initialized = true;
    return {};
  },
});

const situationOf =
  ({ env, servers, behaviour }: MgnParts) =>
  (record: ServerRecord): Situation => ({
    behaviour,
    runningJob: servers.jobs.runningFor(record.id)?.jobID,
    time: new Date(env.clock.now()).toISOString(),
  });

function serverOperations(parts: MgnParts): Record<string, Operation> {
  const { servers, accounts } = parts;
  const situation = situationOf(parts);
  const change = (operation: string, rule: (record: ServerRecord, situation: Situation) => void) => ({
    [operation](input: sdk.DisconnectFromServiceRequest, context: CallContext) {
      const record = accounts.find(operation, input, context);
      rule(record, situation(record));
      return structuredClone(record.server);
    },
  });
  return {
    ...change('DisconnectFromService', disconnectFromService),
    ...change('FinalizeCutover', finalizeCutover),
    ...change('MarkAsArchived', markAsArchived),
    ...change('StopReplication', stopReplication),
    ...change('StartReplication', startReplication),
    ...change('PauseReplication', pauseReplication),
    ...change('ResumeReplication', resumeReplication),
    ChangeServerLifeCycleState(input: sdk.ChangeServerLifeCycleStateRequest, context) {
      const record = accounts.find('ChangeServerLifeCycleState', input, context);
      changeLifeCycleState(record, input.lifeCycle?.state, situation(record));
      return structuredClone(record.server);
    },
    GetReplicationConfiguration: (input: sdk.GetReplicationConfigurationRequest, context) =>
      replicationConfiguration(accounts.find('GetReplicationConfiguration', input, context)),
    DeleteSourceServer(input: sdk.DisconnectFromServiceRequest, context) {
      const record = accounts.find('DeleteSourceServer', input, context);
      refuseDelete(record, situation(record));
      servers.delete(record.id);
      return {};
    },
  };
}

/**
 * StartTest, StartCutover, TerminateTargetInstances: all servers or none. Their models have no
 * ResourceNotFoundException.
 */
function launchOperations(parts: MgnParts): Record<string, Operation> {
  const { servers, accounts } = parts;
  const situation = situationOf(parts);
  const launch = (operation: string, initiatedBy: sdk.InitiatedBy, refuse: typeof refuseTerminate) => ({
    [operation](input: sdk.StartTestRequest, context: CallContext) {
      const account = accounts.of(operation, input.accountID, context);
      const tags = input.tags === undefined ? {} : tagMap(input.tags);
      const records = requireServerIds(input.sourceServerIDs).map((id) => {
        const record = servers.record(id);
        if (record?.accountId === account) return record;
        throw invalid('sourceServerIDs', `Source server ${id} was not found`);
      });
      for (const record of records) refuse(record, situation(record));
      return { job: apiJob(servers.launch(records, { initiatedBy, tags })) };
    },
  });
  return {
    ...launch('StartTest', 'START_TEST', (record, now) => refuseLaunch(record, 'START_TEST', now)),
    ...launch('StartCutover', 'START_CUTOVER', (record, now) => refuseLaunch(record, 'START_CUTOVER', now)),
    ...launch('TerminateTargetInstances', 'TERMINATE', refuseTerminate),
  };
}

function listOperations({ env, servers, accounts, lag }: MgnParts): Record<string, Operation> {
  return {
    DescribeSourceServers(input: sdk.DescribeSourceServersRequest, context) {
      const records = servers.all(accounts.of('DescribeSourceServers', input.accountID, context));
      // a malformed one is refused below
      const ids = [input.filters?.sourceServerIDs ?? []].flat();
      const late = new Set(ids.filter((id) => lag.isLate(id)));
      return describeSourceServers(
        records.filter(({ id }) => !late.has(id)),
        input,
      );
    },
    DescribeJobs(input: sdk.DescribeJobsRequest, context) {
      return describeJobs(servers.jobs.list(accounts.of('DescribeJobs', input.accountID, context)), input);
    },
    DescribeJobLogItems(input: sdk.DescribeJobLogItemsRequest, context) {
      const jobID = requireJobId('jobID', input.jobID);
      const jobs = servers.jobs.list(accounts.of('DescribeJobLogItems', input.accountID, context));
      const job = jobs.find((one) => one.jobID === jobID);
      return describeJobLogItems(job, input, env.clock.now());
    },
    ListApplications(input: sdk.ListApplicationsRequest, context) {
      const account = accounts.of('ListApplications', input.accountID, context);
      return listApplications(servers.applications(account), servers.all(account), input);
    },
    ListWaves(input: sdk.ListWavesRequest, context) {
      const account = accounts.of('ListWaves', input.accountID, context);
      return listWaves(servers.waves(account), servers.applications(account), servers.all(account), input);
    },
    ListManagedAccounts(input: sdk.ListManagedAccountsRequest) {
      const page = paginate(
        accounts.managed().map((accountId, sequence) => ({ accountId, sequence })),
        input,
      );
      return { items: page.items.map(({ accountId }) => ({ accountId })), nextToken: page.nextToken };
    },
  };
}

function tagOperations({ accounts }: MgnParts): Record<string, Operation> {
  return {
    ListTagsForResource: ({ resourceArn }: sdk.ListTagsForResourceRequest) => ({
      tags: { ...accounts.findByArn(resourceArn).tags },
    }),
    TagResource({ resourceArn, tags }: sdk.TagResourceRequest) {
      const tagged = accounts.findByArn(resourceArn);
      tagged.tags = { ...tagged.tags, ...tagMap(tags) };
      return {};
    },
    UntagResource({ resourceArn, tagKeys }: sdk.UntagResourceRequest) {
      const tagged = accounts.findByArn(resourceArn);
      const removed = [tagKeys ?? []].flat();
      tagged.tags = Object.fromEntries(Object.entries(tagged.tags ?? {}).filter(([key]) => !removed.includes(key)));
      return {};
    },
  };
}

export type Guard = (operation: string, context: CallContext) => void;

export function guarded(operations: Record<string, Operation>, guard: Guard): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => [
      name,
      (input: unknown, context: CallContext) => {
        guard(name, context);
        return run(input, context);
      },
    ]),
  );
}
