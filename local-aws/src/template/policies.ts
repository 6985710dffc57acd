import { NO_VALUE, resolve, type Scope } from './intrinsics';
import type { ResourceDefinition, Template } from './template';
import { formatError, validationError } from './validation-error';

const NAMES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html, and its sibling. */
const ALLOWED = {
  DeletionPolicy: new Set(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']),
  UpdateReplacePolicy: new Set(['Delete', 'Retain', 'Snapshot']),
};

/** The same page says that only these types have snapshots. */
const HAS_SNAPSHOTS =
  /^AWS::(DocDB::DBCluster|EC2::Volume|ElastiCache::(CacheCluster|ReplicationGroup)|Neptune::DBCluster|RDS::DB(Cluster|Instance)|Redshift::Cluster)$/;

/** The template with its policies resolved: they may be functions of parameters, mappings and conditions. */
export function withPolicies(template: Template, scope: Scope): Template {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([logicalId, definition]) => [
      logicalId,
      { ...definition, ...policiesOf(logicalId, definition, scope) },
    ]),
  );
  return { ...template, Resources };
}

function policiesOf(logicalId: string, definition: ResourceDefinition, scope: Scope): Partial<ResourceDefinition> {
  const given = NAMES.filter((name) => definition[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, policy(name, logicalId, definition, scope)]));
}

function policy(
  name: (typeof NAMES)[number],
  logicalId: string,
  definition: ResourceDefinition,
  scope: Scope,
): string | undefined {
  const value = resolve(definition[name], scope);
  if (value === NO_VALUE) return undefined;
  if (typeof value !== 'string') throw formatError(`Every ${name} member must be a string.`);
  if (!ALLOWED[name].has(value)) throw formatError(`Unrecognized ${name} ${value} for resource ${logicalId}`);
  if (value === 'Snapshot' && !HAS_SNAPSHOTS.test(definition.Type)) {
    const what = name === 'DeletionPolicy' ? 'deletion policy' : 'update replace policy';
    throw validationError(`Template error: resource type ${definition.Type} does not support ${what} Snapshot`);
  }
  return value;
}
