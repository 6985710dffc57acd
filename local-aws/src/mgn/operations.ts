import type { CallContext, Environment, Operation } from '../kernel/types';
import type { Accounts } from './accounts';
import type { MgnBehaviour } from './behaviour';
import { describeJobs, describeSourceServers } from './describe';
import { paginate } from './paging';
import type { ServerRecord, ServerStore } from './servers';
import { disconnectFromService, finalizeCutover, markAsArchived, refuseDelete, type Situation } from './transitions';
import { tagMap } from './validation';

export interface MgnParts {
  readonly env: Environment;
  readonly servers: ServerStore;
  readonly accounts: Accounts;
  readonly behaviour: MgnBehaviour;
}

export const mgnOperations = (parts: MgnParts): Record<string, Operation> => ({
  ...serverOperations(parts),
  ...listOperations(parts),
  ...tagOperations(parts),
});

function serverOperations({ env, servers, accounts, behaviour }: MgnParts): Record<string, Operation> {
  const situation = (record: ServerRecord): Situation => ({
    behaviour,
    runningJob: servers.jobs.runningFor(record.id)?.jobID,
    time: new Date(env.clock.now()).toISOString(),
  });
  const change = (operation: string, rule: (record: ServerRecord, situation: Situation) => void): Operation =>
    function changeServer(input, context) {
      const record = accounts.find(operation, input, context);
      rule(record, situation(record));
      return structuredClone(record.server);
    };
  return {
    DisconnectFromService: change('DisconnectFromService', disconnectFromService),
    FinalizeCutover: change('FinalizeCutover', finalizeCutover),
    MarkAsArchived: change('MarkAsArchived', markAsArchived),
    DeleteSourceServer(input, context) {
      const record = accounts.find('DeleteSourceServer', input, context);
      refuseDelete(record, situation(record));
      servers.delete(record.id);
      return {};
    },
  };
}

function listOperations({ servers, accounts }: MgnParts): Record<string, Operation> {
  return {
    DescribeSourceServers(input, context) {
      const account = accounts.of('DescribeSourceServers', input.accountID, context);
      const own = servers.all().filter((record) => record.accountId === account);
      return describeSourceServers(own, input);
    },
    DescribeJobs(input, context) {
      return describeJobs(servers.jobs.list(accounts.of('DescribeJobs', input.accountID, context)), input);
    },
    ListManagedAccounts(input) {
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
    ListTagsForResource: ({ resourceArn }) => ({ tags: { ...accounts.findByArn(resourceArn).server.tags } }),
    TagResource({ resourceArn, tags }) {
      const { server } = accounts.findByArn(resourceArn);
      server.tags = { ...server.tags, ...tagMap(tags) };
      return {};
    },
    UntagResource({ resourceArn, tagKeys }) {
      const { server } = accounts.findByArn(resourceArn);
      const removed = [tagKeys].flat();
      server.tags = Object.fromEntries(Object.entries(server.tags ?? {}).filter(([key]) => !removed.includes(key)));
      return {};
    },
  };
}

export type Guard = (operation: string, context: CallContext) => void;

export function guarded(operations: Record<string, Operation>, guard: Guard): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => [
      name,
      (input: any, context: CallContext) => {
        guard(name, context);
        return run(input, context);
      },
    ]),
  );
}
