import type * as sdk from '@aws-sdk/client-mgn';
import type { CallContext, Operation } from '../kernel/types';
import type { Accounts } from './accounts';
import { groupConflict, notFound } from './errors';
import type { Group, GroupValues } from './group-store';
import type { ServerStore } from './servers';
import { type GroupKind, requireIds } from './validation';

interface Parts {
  readonly servers: ServerStore;
  readonly accounts: Accounts;
}

/** Creates, changes and deletes applications and waves, and their memberships. */
export const groupOperations = (parts: Parts): Record<string, Operation> => ({
  ...operationsOn('application', 'Application', parts),
  ...operationsOn('wave', 'Wave', parts),
  ...associations(parts),
});

type GroupRequest = sdk.DeleteApplicationRequest & sdk.DeleteWaveRequest & GroupValues;

function operationsOn(kind: GroupKind, noun: string, { accounts, servers }: Parts): Record<string, Operation> {
  const { groups } = servers;
  const on = (operation: string, work: (account: string, input: GroupRequest) => unknown) => ({
    [operation]: (input: GroupRequest, context: CallContext) =>
      structuredClone(work(accounts.of(operation, input.accountID, context), input)),
  });
  const find = (account: string, input: GroupRequest) => groups.find(kind, account, input[`${kind}ID`]);
  return {
    ...on(`Create${noun}`, (account, input) => groups.create(kind, account, input)),
    ...on(`Update${noun}`, (account, input) => groups.update(kind, account, find(account, input), input)),
    ...on(`Delete${noun}`, (account, input) => {
      groups.delete(kind, account, find(account, input));
      return {};
    }),
  };
}

/** A member of another group is a conflict. A member that is not in this group is left as it is. */
function associations({ accounts, servers }: Parts): Record<string, Operation> {
  const { groups } = servers;
  const account = (operation: string, input: { accountID?: string }, context: CallContext) =>
    accounts.of(operation, input.accountID, context);
  const inApplication = (operation: string, input: sdk.AssociateSourceServersRequest, context: CallContext) => {
    const owner = account(operation, input, context);
    const { applicationID } = groups.find('application', owner, input.applicationID);
    const members = requireIds('sourceServerIDs', 'server', input.sourceServerIDs).map((id) => {
      const record = servers.record(id);
      if (record?.accountId !== owner) throw notFound(id);
      return record.server;
    });
    return { members, id: applicationID };
  };
  const inWave = (operation: string, input: sdk.AssociateApplicationsRequest, context: CallContext) => {
    const owner = account(operation, input, context);
    const { waveID } = groups.find('wave', owner, input.waveID);
    const ids = requireIds('applicationIDs', 'application', input.applicationIDs);
    return { members: ids.map((id) => groups.find('application', owner, id)), id: waveID };
  };
  return {
    AssociateSourceServers: (input, context) =>
      join('application', inApplication('AssociateSourceServers', input, context)),
    DisassociateSourceServers: (input, context) =>
      part('application', inApplication('DisassociateSourceServers', input, context)),
    AssociateApplications: (input, context) => join('wave', inWave('AssociateApplications', input, context)),
    DisassociateApplications: (input, context) => part('wave', inWave('DisassociateApplications', input, context)),
  };
}

interface Members {
  readonly members: readonly Pick<Group, 'applicationID' | 'waveID'>[];
  readonly id?: string;
}

function join(kind: GroupKind, { members, id }: Members): object {
  const other = members.map((member) => member[`${kind}ID`]).find((now) => now !== undefined && now !== id);
  if (other) throw groupConflict(kind, other, `A member is in the ${kind} ${other}.`);
  for (const member of members) member[`${kind}ID`] = id;
  return {};
}

function part(kind: GroupKind, { members, id }: Members): object {
  for (const member of members) if (member[`${kind}ID`] === id) delete member[`${kind}ID`];
  return {};
}
