import { randomUUID } from 'node:crypto';
import { inert } from '../declared';
import { AwsError, type Environment, type Properties, type ResourceType } from '../kernel/types';
import type { Group, GroupStore } from './group-store';
import { derivedId, mgnArn } from './ids';
import type { GroupKind } from './validation';

/**
 * The MGN resources that a stack can own:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_MGN.html. There is no source server among
 * them, and an application or wave has no property for its members. Templates, connectors and network migrations
 * exist, and do nothing.
 */
export function mgnResourceTypes(env: Environment, groups: GroupStore): Record<string, ResourceType> {
  const idle = (name: string, prefix: string, resource: string) =>
    inert(() => {
      const id = derivedId(prefix, randomUUID());
      const arn = mgnArn(env, `${resource}/${id}`);
      return { physicalId: arn, attributes: { [`${name}ID`]: id, Arn: arn } };
    });
  return {
    'AWS::MGN::Application': groupType('application', env, groups),
    'AWS::MGN::Wave': groupType('wave', env, groups),
    'AWS::MGN::Connector': idle('Connector', 'connector', 'connector'),
    'AWS::MGN::LaunchConfigurationTemplate': idle(
      'LaunchConfigurationTemplate',
      'lct',
      'launch-configuration-template',
    ),
    'AWS::MGN::NetworkMigrationDefinition': idle('NetworkMigrationDefinition', 'nmd', 'network-migration-definition'),
    'AWS::MGN::ReplicationConfigurationTemplate': idle(
      'ReplicationConfigurationTemplate',
      'rct',
      'replication-configuration-template',
    ),
  };
}

function groupType(kind: GroupKind, { accountId }: Environment, groups: GroupStore): ResourceType {
  const state = (group: Group) => ({
    physicalId: String(group.arn),
    attributes: {
      [kind === 'application' ? 'ApplicationID' : 'WaveID']: group[`${kind}ID`],
      Arn: group.arn,
      CreationDateTime: group.creationDateTime,
      IsArchived: group.isArchived,
      LastModifiedDateTime: group.lastModifiedDateTime,
    },
  });
  return {
    create: async ({ properties }) => state(groups.create(kind, accountId, valuesOf(properties))),
    async update({ physicalId, properties }) {
      const group = groups.byArn(physicalId);
      if (!group) throw new AwsError('ResourceNotFoundException', `Resource ${physicalId} was not found.`, 404);
      const { tags, ...values } = valuesOf(properties);
      groups.update(kind, accountId, group, { description: '', ...values });
      return state(Object.assign(group, { tags }));
    },
    async delete({ physicalId }) {
      const group = groups.byArn(physicalId);
      if (group) groups.delete(kind, accountId, group);
    },
  };
}

const valuesOf = ({ Name, Description, Tags = [] }: Properties) => ({
  name: Name,
  ...(Description === undefined ? {} : { description: Description }),
  tags: Object.fromEntries((Tags as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value])),
});
