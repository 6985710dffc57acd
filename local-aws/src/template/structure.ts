import { checkSections } from './sections';
import { isMap, type ResourceDefinition, type Template } from './template';
import { formatError, validationError } from './validation-error';

/*
 * What a template may hold where, in CloudFormation's words: those that LocalStack has recorded in
 * api/test_validations and engine/test_mappings.
 */

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]);

const RESOURCE_MEMBERS = new Set([
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]);

export function checkStructure(parsed: Record<string, unknown>, template: Template): void {
  const unknown = Object.keys(parsed).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  if (template.Transform) throw validationError('Template error: the local AWS runs no transforms (Transform section)');
  if (template.Hooks) throw validationError('Template error: the local AWS runs no hooks (Hooks section)');
  rejectNulls(parsed, '');
  checkSections(template);
  checkMappings(template);
  checkResources(template);
}

function rejectNulls(value: unknown, path: string): void {
  // of an output that is null other words are recorded
  if (value === null && !/^\/Outputs\/\w+$/.test(path))
    throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) rejectNulls(item, `${path}/${name}`);
}

function checkMappings({ Mappings }: Template): void {
  for (const [name, keys] of Object.entries(Mappings)) {
    if (!isMap(keys)) throw formatError(`Every Mappings member ${name} must be a map`);
    for (const [key, attributes] of Object.entries(keys)) {
      if (!isMap(attributes)) throw formatError(`Every Mappings member ${key} must be a map`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (!/^[A-Za-z0-9.-]+$/.test(attribute))
          throw formatError(
            `Mappings attribute name '${attribute}' must contain only alphanumeric characters, dashes and periods.`,
          );
        if (isMap(value)) throw formatError('Every Mappings attribute must be a String or a List.');
      }
    }
  }
}

function checkResources({ Resources }: Template): void {
  const all = Object.entries(Resources);
  if (all.length === 0) throw formatError('At least one Resources member must be defined.');
  for (const [logicalId, definition] of all) checkResource(logicalId, definition);
}

function checkResource(logicalId: string, definition: ResourceDefinition): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) throw formatError(`Resource name ${logicalId} is non alphanumeric.`);
  if (typeof definition?.Type !== 'string') {
    throw formatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  checkMembers(logicalId, definition);
  const unknown = Object.keys(definition).find((name) => !RESOURCE_MEMBERS.has(name));
  if (unknown) throw validationError(`Invalid template resource property '${unknown}'`);
  if (!TYPE.test(definition.Type)) throw formatError(`Unrecognized resource types: [${definition.Type}]`);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
const TYPE = /^(Custom::[\w@-]{1,60}|(?!Custom::)\w+::\w+(::\w+)*)$/;

function checkMembers(logicalId: string, { Condition, DependsOn = [], Properties = {} }: ResourceDefinition): void {
  if (Condition !== undefined && typeof Condition !== 'string')
    throw formatError('Every Condition member must be a string.');
  if (![DependsOn].flat().every((name) => typeof name === 'string'))
    throw formatError('Every DependsOn value must be a string or a list of strings.');
  if (!isMap(Properties)) throw formatError(`[/Resources/${logicalId}/Properties] must be a map.`);
}
