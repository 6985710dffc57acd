import type { Authorization, CallContext } from '../kernel/types';
import type { ServerStore } from './servers';

const onServer = ['DisconnectFromService', 'MarkAsArchived', 'DeleteSourceServer', 'FinalizeCutover'];
const onArn = ['TagResource', 'UntagResource'];

/**
 * What each call asks IAM for, by the Service Authorization Reference. Which account stands in the ARN of a managed
 * account's server is not documented; here it is the server's own.
 */
export function mgnAuthorizations(
  servers: ServerStore,
  operation: string,
  input: any,
  { caller }: CallContext,
): readonly Authorization[] {
  const action = `mgn:${operation}`;
  if (onServer.includes(operation)) {
    const id = String(input.sourceServerID);
    const resource = servers.arn(id, input.accountID ?? caller.accountId);
    return [{ action, resource, conditions: tagConditions('aws:ResourceTag', servers.record(id)?.server.tags) }];
  }
  if (!onArn.includes(operation)) return [{ action, resource: '*' }];
  const resource = String(input.resourceArn);
  const tags = servers.all().find(({ server }) => server.arn === resource)?.server.tags;
  const conditions = { ...tagConditions('aws:ResourceTag', tags), ...tagConditions('aws:RequestTag', input.tags) };
  return [{ action, resource, conditions }];
}

const tagConditions = (key: string, tags: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
