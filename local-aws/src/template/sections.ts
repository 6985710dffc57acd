import { isMap, type OutputDefinition, type ParameterDefinition, type Template } from './template';
import { formatError, validationError } from './validation-error';

/*
 * The content of a template's sections other than its resources:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */

const MAPS = ['Conditions', 'Mappings', 'Outputs', 'Parameters', 'Resources', 'Rules'] as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST = { Parameters: 200, Mappings: 200, Outputs: 200, Resources: 500 } as const;
const LONGEST_DESCRIPTION = 1024;

export function checkSections(template: Template): void {
  const { AWSTemplateFormatVersion: version = '2010-09-09', Description } = template;
  if (version !== '2010-09-09') throw formatError(`${version} is not a supported value for AWSTemplateFormatVersion.`);
  if (Description !== undefined && typeof Description !== 'string') throw formatError('Description must be a string.');
  if (Description && Description.length > LONGEST_DESCRIPTION)
    throw formatError(`'Description' length is greater than ${LONGEST_DESCRIPTION}.`);
  for (const section of MAPS) if (!isMap(template[section])) throw formatError(`[/${section}] must be a map.`);
  for (const [section, most] of Object.entries(MOST)) {
    const { length } = Object.keys(template[section as keyof typeof MOST]);
    if (length > most)
      throw formatError(`Number of ${section.toLowerCase()}, ${length}, is greater than maximum allowed, ${most}`);
  }
  checkNames(template);
  for (const [name, parameter] of Object.entries(template.Parameters)) checkParameter(name, parameter);
  for (const [name, output] of Object.entries(template.Outputs)) checkOutput(name, output);
}

function checkNames(template: Template): void {
  for (const [section, what] of [
    ['Parameters', 'Parameter'],
    ['Mappings', 'Mapping'],
    ['Conditions', 'Condition'],
    ['Outputs', 'Output'],
  ] as const) {
    for (const name of Object.keys(template[section]))
      if (!/^[A-Za-z0-9]{1,255}$/.test(name)) throw formatError(`${what} name ${name} is non alphanumeric.`);
  }
  const both = Object.keys(template.Parameters).find((name) => Object.hasOwn(template.Resources, name));
  if (both) throw formatError(`${both} is the name of a parameter and of a resource.`);
}

const PARAMETER_MEMBERS = new Set(
  `AllowedPattern AllowedValues ConstraintDescription Default Description MaxLength MaxValue MinLength MinValue NoEcho
  Type`.split(/\s+/),
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cloudformation-supplied-parameter-types.html */
const PARAMETER_TYPE =
  /^(String|Number|CommaDelimitedList|List<(String|Number)>|AWS::SSM::Parameter::(Name|Value<.+>)|(List<)?AWS::(EC2|Route53)::[\w:]+>?)$/;

function checkParameter(name: string, parameter: ParameterDefinition): void {
  if (typeof parameter?.Type !== 'string') throw formatError('Every Parameters object must contain a Type member.');
  const unknown = Object.keys(parameter).find((member) => !PARAMETER_MEMBERS.has(member));
  if (unknown) throw validationError(`Invalid template parameter property '${unknown}'`);
  const { Type, Default, AllowedValues = [], AllowedPattern = '' } = parameter;
  if (!PARAMETER_TYPE.test(Type)) throw formatError(`Unrecognized parameter type: ${Type}`);
  if (typeof Default === 'object') throw formatError('Every Default member must be a string.');
  if (!Array.isArray(AllowedValues)) throw formatError('Every AllowedValues member must be a list.');
  if (!isPattern(AllowedPattern))
    throw formatError(`The AllowedPattern of parameter ${name} is no regular expression.`);
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern) !== undefined;
  } catch {
    return false;
  }
}

const OUTPUT_MEMBERS = new Set(['Condition', 'Description', 'Export', 'Value']);

function checkOutput(name: string, output: OutputDefinition): void {
  if (!isMap(output) || !('Value' in output)) throw formatError('Every Outputs member must contain a Value object');
  const unknown = Object.keys(output).find((member) => !OUTPUT_MEMBERS.has(member));
  if (unknown) throw validationError(`Invalid template output property '${unknown}'`);
  if (Array.isArray(output.Value)) throw notText();
  if (output.Export !== undefined && !(isMap(output.Export) && 'Name' in output.Export))
    throw formatError(`The Export of output ${name} must have a Name.`);
}

export const notText = () => formatError('The Value field of every Outputs member must evaluate to a String.');
