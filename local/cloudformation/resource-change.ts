import type { PlannedChange } from './plan';

/** A planned change in the words of DescribeChangeSet. */
export function resourceChange(change: PlannedChange, values: boolean) {
  const { action, logicalId, physicalId, type, replacement, policyAction } = change;
  return {
    PolicyAction: policyAction,
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Replacement: action === 'Modify' ? (replacement ? 'True' : 'False') : undefined,
    Scope: action === 'Modify' ? scopeOf(change) : [],
    Details: change.properties.map(({ name, replaces }) => ({
      Target: { Attribute: 'Properties', Name: name, RequiresRecreation: replaces ? 'Always' : 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    })),
    BeforeContext: values && change.before ? JSON.stringify({ Properties: change.before }) : undefined,
    AfterContext: values && change.after ? JSON.stringify({ Properties: change.after }) : undefined,
  };
}

function scopeOf({ properties, metadataChanges }: PlannedChange): string[] {
  return [
    ...(properties.length > 0 || !metadataChanges ? ['Properties'] : []),
    ...(metadataChanges ? ['Metadata'] : []),
  ];
}
