import type { Parameter as ParameterInput } from '@aws-sdk/client-cloudformation';
import type { ParameterStore } from '../kernel/types';
import type { ParameterDefinition, Template } from './template';
import { validationError } from './validation-error';

export interface Parameter {
  /** As given: the value that UsePreviousValue means and DescribeStacks shows. */
  readonly given: string;
  /** The value of Ref: a string, or a list of strings. */
  readonly value: string | readonly string[];
  /** The value of an AWS::SSM::Parameter::Value parameter. */
  readonly resolved?: string;
  readonly noEcho: boolean;
}

export type Parameters = ReadonlyMap<string, Parameter>;

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.+)>$/;

export function bindParameters(
  template: Template,
  inputs: readonly ParameterInput[],
  previous: Parameters,
  store: ParameterStore,
): Parameters {
  const unknown = inputs.map(({ ParameterKey = '' }) => ParameterKey).filter((key) => !(key in template.Parameters));
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const byKey = new Map(inputs.map((input) => [input.ParameterKey, input]));
  const given = Object.entries(template.Parameters).map(
    ([key, definition]) => [key, definition, givenValue(key, byKey.get(key), definition, previous)] as const,
  );
  const missing = given.filter(([, , value]) => value === undefined).map(([key]) => key);
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return new Map(given.map(([key, definition, value]) => [key, bind(key, definition, value as string, store)]));
}

function givenValue(
  key: string,
  input: ParameterInput | undefined,
  definition: ParameterDefinition,
  previous: Parameters,
): string | undefined {
  if (String(input?.UsePreviousValue) === 'true') {
    const before = previous.get(key)?.given;
    if (before === undefined)
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    return before;
  }
  if (input?.ParameterValue !== undefined) return input.ParameterValue;
  return definition.Default === undefined ? undefined : String(definition.Default);
}

function bind(key: string, definition: ParameterDefinition, given: string, store: ParameterStore): Parameter {
  checkConstraints(key, definition, given);
  const noEcho = String(definition.NoEcho) === 'true';
  const ssm = SSM_TYPE.exec(definition.Type)?.[1];
  if (ssm === undefined) return { given, value: typed(definition.Type, given), noEcho };
  const resolved = store.value(given);
  if (resolved === undefined) {
    throw validationError(`Unable to fetch parameters [${given}] from parameter store for this account.`);
  }
  return { given, value: typed(ssm, resolved), resolved, noEcho };
}

const typed = (type: string, value: string): string | readonly string[] =>
  type === 'CommaDelimitedList' || type.startsWith('List<') ? value.split(',').map((item) => item.trim()) : value;

function checkConstraints(key: string, definition: ParameterDefinition, value: string): void {
  const refuse = (why: string): never => {
    throw validationError(
      definition.ConstraintDescription
        ? `Parameter ${key} failed to satisfy constraint: ${definition.ConstraintDescription}`
        : why,
    );
  };
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = definition;
  const items =
    definition.Type === 'CommaDelimitedList' || definition.Type.startsWith('List<')
      ? value.split(',').map((item) => item.trim())
      : [value];
  if (AllowedValues && !items.every((item) => AllowedValues.map(String).includes(item))) {
    refuse(`Parameter '${key}' must be one of AllowedValues`);
  }
  if (AllowedPattern && !items.every((item) => new RegExp(`^(?:${AllowedPattern})$`).test(item))) {
    refuse(`Parameter '${key}' must match pattern ${AllowedPattern}`);
  }
  if (MinLength !== undefined && value.length < Number(MinLength))
    refuse(`Parameter '${key}' must contain at least ${MinLength} characters`);
  if (MaxLength !== undefined && value.length > Number(MaxLength))
    refuse(`Parameter '${key}' must contain at most ${MaxLength} characters`);
  if (definition.Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) {
    throw validationError(`Parameter '${key}' must be a number.`);
  }
  if (MinValue !== undefined && Number(value) < Number(MinValue))
    refuse(`Parameter '${key}' must be a number not less than ${MinValue}`);
  if (MaxValue !== undefined && Number(value) > Number(MaxValue))
    refuse(`Parameter '${key}' must be a number not greater than ${MaxValue}`);
}
