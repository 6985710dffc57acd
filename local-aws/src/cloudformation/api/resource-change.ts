import { type PlannedChange, type PropertyChange, replacesResource } from '../stack/change-set';

/**
 * A planned change in the words of DescribeChangeSet, as recorded by LocalStack (test_change_set_ref,
 * test_change_sets). Undefined if no known value changes.
 */
export function resourceChange(change: PlannedChange, values: boolean) {
  const { action, logicalId, physicalId, type, policyAction } = change;
  if (values && action === 'Modify' && isOnlyPossible(change)) return undefined;
  return {
    PolicyAction: policyAction,
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Replacement: replacementOf(change, values),
    Scope: action === 'Modify' ? scopeOf(change) : [],
    Details: [
      ...change.properties.flatMap((property) => detailsOf(change, property, values)),
      ...change.attributes.map((Attribute) => detail({ Attribute, RequiresRecreation: 'Never' })),
    ],
    BeforeContext: values && change.before ? JSON.stringify({ Properties: change.before }) : undefined,
    AfterContext: values && change.after ? JSON.stringify({ Properties: change.after }) : undefined,
  };
}

const isOnlyPossible = ({ properties, attributes }: PlannedChange): boolean =>
  attributes.length === 0 && properties.length > 0 && properties.every(({ certain }) => !certain);

function replacementOf(change: PlannedChange, values: boolean): string | undefined {
  if (change.action === 'Add') return values ? 'True' : undefined;
  if (change.action === 'Remove') return undefined;
  if (replacesResource(change)) return 'True';
  return change.properties.some(({ replaces }) => replaces) ? 'Conditional' : 'False';
}

function detail(target: object, source = 'DirectModification', entity?: string, Evaluation = 'Static') {
  return { Target: target, Evaluation, ChangeSource: source, CausingEntity: entity };
}

function detailsOf(change: PlannedChange, property: PropertyChange, values: boolean) {
  const { name, replaces, certain, causes } = property;
  const target = {
    Attribute: 'Properties',
    Name: name,
    RequiresRecreation: replaces ? 'Always' : 'Never',
    ...(values && valuesOf(change, name)),
  };
  if (causes.length === 0) return [detail(target)];
  const caused = causes.map((one) => detail(target, one.source, one.entity, one.certain ? 'Static' : 'Dynamic'));
  // a change of the value itself is told too: always if values are asked for, else only for parameters
  const told = certain && (values || causes.some(({ source }) => source === 'ParameterReference'));
  if (!told) return caused;
  const itself = detail(target, 'DirectModification', undefined, 'Dynamic');
  const first = values && causes.every(({ source }) => source !== 'ResourceAttribute');
  return first ? [itself, ...caused] : [...caused, itself];
}

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
