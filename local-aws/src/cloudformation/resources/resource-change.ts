import type { PlannedChange } from '../deployment/plan';

/** A planned change in the words of DescribeChangeSet, as recorded by LocalStack (test_change_set_ref). */
export function resourceChange(change: PlannedChange, values: boolean) {
  const { action, logicalId, physicalId, type, replacement, policyAction } = change;
  const replaced = action === 'Modify' ? replacement : action === 'Add' && values ? true : undefined;
  return {
    PolicyAction: policyAction,
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Replacement: replaced === undefined ? undefined : replaced ? 'True' : 'False',
    Scope: action === 'Modify' ? scopeOf(change) : [],
    Details: [
      ...change.properties.map(({ name, replaces }) =>
        directly({
          Attribute: 'Properties',
          Name: name,
          RequiresRecreation: replaces ? 'Always' : 'Never',
          ...(values && valuesOf(change, name)),
        }),
      ),
      ...change.attributes.map((Attribute) => directly({ Attribute, RequiresRecreation: 'Never' })),
    ],
    BeforeContext: values && change.before ? JSON.stringify({ Properties: change.before }) : undefined,
    AfterContext: values && change.after ? JSON.stringify({ Properties: change.after }) : undefined,
  };
}

const directly = (Target: object) => ({ Target, Evaluation: 'Static', ChangeSource: 'DirectModification' });

function valuesOf({ before, after }: PlannedChange, name: string) {
  const [old, next] = [before?.[name], after?.[name]];
  return {
    Path: `/Properties/${name}`,
    BeforeValue: shown(old),
    AfterValue: shown(next),
    AttributeChangeType: old === undefined ? 'Add' : next === undefined ? 'Remove' : 'Modify',
  };
}

function shown(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function scopeOf({ properties, attributes }: PlannedChange): string[] {
  return [...(properties.length > 0 || attributes.length === 0 ? ['Properties'] : []), ...attributes];
}
