import { AwsError, type CallContext, type Environment } from '../kernel/types';
import type { MgnBehaviour } from './behaviour';
import { notFound, notManaged } from './errors';
import type { ServerRecord } from './record';
import type { ServerStore } from './servers';
import { optionalAccountId, requireServerId } from './validation';

/** The servers that a call can see: its own account's, and with `accountID` those of an account it manages. */
export class Accounts {
  constructor(
    private readonly env: Environment,
    private readonly servers: ServerStore,
    private readonly behaviour: MgnBehaviour,
  ) {}

  managed(): string[] {
    const owners = this.behaviour.managedAccounts ?? this.servers.all().map((record) => record.accountId);
    return [...new Set(owners)].filter((account) => account !== this.env.accountId).sort();
  }

  /** The account of a call. Members of an organization see only themselves. */
  of(operation: string, accountID: unknown, { caller }: CallContext): string {
    const account = optionalAccountId(accountID) ?? caller.accountId;
    if (account === caller.accountId) return account;
    if (caller.accountId === this.env.accountId && this.managed().includes(account)) return account;
    throw notManaged(operation, caller.arn);
  }

  find(operation: string, input: { sourceServerID?: string; accountID?: string }, context: CallContext): ServerRecord {
    const id = requireServerId('sourceServerID', input.sourceServerID);
    const account = this.of(operation, input.accountID, context);
    const record = this.servers.record(id);
    if (record?.accountId !== account) throw notFound(id);
    return record;
  }

  /** The resource of an ARN. */
  findByArn(arn: string | undefined): { tags?: Record<string, string> } {
    const tagged = this.servers.tagged(arn ?? '');
    if (tagged) return tagged;
    throw new AwsError('ResourceNotFoundException', `Resource ${arn} was not found.`, 404, { resourceId: arn });
  }
}
