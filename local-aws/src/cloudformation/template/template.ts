import { AwsError } from '../../kernel/types';

export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: unknown;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface OutputDefinition {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface ParameterDefinition {
  readonly Type: string;
  readonly Default?: unknown;
  readonly NoEcho?: boolean | string;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
  readonly ConstraintDescription?: string;
  readonly Description?: string;
}

export interface Template {
  readonly Description?: string;
  readonly Metadata?: unknown;
  readonly Transform?: unknown;
  readonly Parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly Mappings: Readonly<Record<string, any>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, ResourceDefinition>>;
  readonly Outputs: Readonly<Record<string, OutputDefinition>>;
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;

export function parseTemplate(body: string): Template {
  const parsed = parseJson(body);
  const template = { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {}, ...parsed } as Template;
  if (template.Transform) throw validationError('Template error: the local AWS runs no transforms (Transform section)');
  if (Object.keys(template.Resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  const count = Object.keys(template.Resources).length;
  if (count > MOST_RESOURCES) {
    throw validationError(
      `Template format error: Number of resources, ${count}, is greater than maximum allowed, ${MOST_RESOURCES}`,
    );
  }
  for (const [logicalId, definition] of Object.entries(template.Resources)) checkResource(logicalId, definition);
  return template;
}

function parseJson(body: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    const why = /^\s*[{[]/.test(body) ? (error as Error).message : 'the local AWS reads JSON templates only, no YAML';
    throw validationError(`Template format error: ${why}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw validationError('Template format error: unsupported structure.');
  }
  return parsed;
}

function checkResource(logicalId: string, definition: ResourceDefinition): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) {
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  if (typeof definition?.Type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  }
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
  if (definition.Type.startsWith('Custom::') && !/^Custom::[\w@-]{1,60}$/.test(definition.Type)) {
    throw validationError(`Template format error: Unrecognized resource types: [${definition.Type}]`);
  }
}
