import type { TagResourceRequest } from '@aws-sdk/client-mgn';
import type { Authorization, CallContext } from '../kernel/types';
import { mgnArn } from './ids';
import type { ServerStore } from './servers';

const onServer = [
  'DisconnectFromService',
  'MarkAsArchived',
  'DeleteSourceServer',
  'FinalizeCutover',
  'ChangeServerLifeCycleState',
  'StopReplication',
  'StartReplication',
  'PauseReplication',
  'ResumeReplication',
  'GetReplicationConfiguration',
];
const onServers = ['StartTest', 'StartCutover', 'TerminateTargetInstances'];
const onApplication = ['UpdateApplication', 'DeleteApplication', 'AssociateSourceServers', 'DisassociateSourceServers'];
const onWave = ['UpdateWave', 'DeleteWave', 'AssociateApplications', 'DisassociateApplications'];
const onArn = ['TagResource', 'UntagResource'];

/** The members of any request that name its subject. */
interface Input extends Partial<Pick<TagResourceRequest, 'resourceArn' | 'tags'>> {
  readonly sourceServerID?: string;
  readonly sourceServerIDs?: readonly string[];
  readonly jobID?: string;
  readonly applicationID?: string;
  readonly applicationIDs?: readonly string[];
  readonly waveID?: string;
  readonly accountID?: string;
}

/**
 * What each call asks IAM for, by the Service Authorization Reference. It does not say which account is in the ARN of
 * a managed account's server; here it is the server's own.
 */
export function mgnAuthorizations(
  servers: ServerStore,
  operation: string,
  input: Input,
  { caller, region }: CallContext,
): readonly Authorization[] {
  const action = `mgn:${operation}`;
  const account = input.accountID ?? caller.accountId;
  const server = (id: string, conditions = {}) => ({
    action,
    resource: servers.arn(id, account),
    conditions: { ...tagConditions('aws:ResourceTag', servers.record(id)?.server.tags), ...conditions },
  });
  if (onServer.includes(operation)) return [server(String(input.sourceServerID))];
  const requested = tagConditions('aws:RequestTag', input.tags);
  if (onServers.includes(operation))
    return [input.sourceServerIDs ?? []].flat().map((id) => server(String(id), requested));
  if (operation === 'DescribeJobLogItems') {
    const partition = servers.arn('').split(':')[1] ?? 'aws';
    return [{ action, resource: mgnArn({ partition, region, accountId: account }, `job/${input.jobID}`) }];
  }
  const group = (name: string) => {
    const resource = mgnArn({ partition: servers.arn('').split(':')[1] ?? 'aws', region, accountId: account }, name);
    return { action, resource, conditions: tagConditions('aws:ResourceTag', servers.tagged(resource)?.tags) };
  };
  if (onApplication.includes(operation))
    return [
      group(`application/${input.applicationID}`),
      ...[input.sourceServerIDs ?? []].flat().map((id) => server(id)),
    ];
  if (onWave.includes(operation))
    return [
      group(`wave/${input.waveID}`),
      ...[input.applicationIDs ?? []].flat().map((id) => group(`application/${id}`)),
    ];
  if (operation === 'CreateApplication' || operation === 'CreateWave')
    return [{ action, resource: '*', conditions: requested }];
  if (!onArn.includes(operation)) return [{ action, resource: '*' }];
  const resource = String(input.resourceArn);
  const tags = tagConditions('aws:ResourceTag', servers.tagged(resource)?.tags);
  return [{ action, resource, conditions: { ...tags, ...requested } }];
}

const tagConditions = (key: string, tags: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
