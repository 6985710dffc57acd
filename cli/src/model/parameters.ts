import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { ParameterDefinition } from '../../../local-aws/src/template';
import { UsageError } from '../output/errors';
import type { ParameterValues, Template } from './evaluate';
import { type Known, known, unknown } from './known';

/** A parameter of a deployed stack, as DescribeStacks shows it. */
export interface DeployedParameter {
  readonly value: string;
  /** What an AWS::SSM::Parameter::Value parameter resolved to when it was deployed. */
  readonly resolved?: string;
}

export interface ParameterSources {
  /** Given for this deployment, as with `cdk deploy --parameters`. */
  readonly given: ReadonlyMap<string, Known<unknown>>;
  /** The values of the deployed stack, if they are used again, as `cdk deploy` does. */
  readonly previous?: ReadonlyMap<string, DeployedParameter>;
  /** What the SSM Parameter Store holds now, by name, as far as it was read. */
  readonly store: ReadonlyMap<string, string>;
}

const STORED = /^AWS::SSM::Parameter::Value<(.+)>$/;
const MASKED = '****';

/** The parameters of the next deployment: the given value, else the previous one, else the default. */
export function nextParameters(template: Template, sources: ParameterSources): ParameterValues {
  const entries = Object.entries(template.Parameters ?? {});
  return new Map(entries.map(([name, definition]) => [name, nextValue(name, definition, sources)]));
}

function nextValue(name: string, definition: ParameterDefinition, { given, previous, store }: ParameterSources) {
  const text = given.get(name) ?? chosen(previous?.get(name)?.value) ?? chosen(definition.Default);
  if (!text) return unknown(`parameter ${name}, which has no value yet`);
  if (!text.known) return text;
  const value = Array.isArray(text.value) ? text.value.join(',') : String(text.value);
  // NoEcho hides the value, but it is used again all the same
  if (value === MASKED) return unknown(`parameter ${name}, whose value is hidden`);
  const stored = STORED.exec(definition.Type)?.[1];
  if (!stored) return known(typed(definition.Type, value));
  const found = store.get(value);
  return found === undefined ? unknown(`the SSM parameter ${value}`) : known(typed(stored, found));
}

/** The parameters with which a stack was deployed. */
export function deployedParameters(
  template: Template,
  values: ReadonlyMap<string, DeployedParameter>,
): ParameterValues {
  const entries = Object.entries(template.Parameters ?? {});
  return new Map(
    entries.map(([name, { Type }]) => {
      const { value, resolved } = values.get(name) ?? {};
      const text = resolved ?? value;
      if (text === undefined || text === MASKED) return [name, unknown(`parameter ${name}, whose value is hidden`)];
      return [name, known(typed(STORED.exec(Type)?.[1] ?? Type, text))];
    }),
  );
}

/** The names that a deployment of the template would look up in the SSM Parameter Store. */
export function storedNames(template: Template, { given, previous }: Omit<ParameterSources, 'store'>): string[] {
  return Object.entries(template.Parameters ?? {})
    .filter(([, { Type }]) => STORED.test(Type))
    .flatMap(([name, { Default }]) => {
      const text = given.get(name) ?? chosen(previous?.get(name)?.value) ?? chosen(Default);
      return text?.known ? [String(text.value)] : [];
    });
}

function chosen(value: unknown): Known<unknown> | undefined {
  return value === undefined ? undefined : known(value);
}

const typed = (type: string, value: string): string | readonly string[] =>
  type === 'CommaDelimitedList' || type.startsWith('List<') ? value.split(',').map((item) => item.trim()) : value;

/** Parameters as a change set takes them: the given values and the previous ones. The rest have their defaults. */
export function changeSetParameters(
  template: Template,
  { given, previous }: Omit<ParameterSources, 'store'>,
): Parameter[] {
  return Object.keys(template.Parameters ?? {}).flatMap((ParameterKey): Parameter[] => {
    const value = given.get(ParameterKey);
    if (value?.known) return [{ ParameterKey, ParameterValue: String(value.value) }];
    return previous?.has(ParameterKey) ? [{ ParameterKey, UsePreviousValue: true }] : [];
  });
}

/**
 * What `--parameters` gives to a stack, as the cdk CLI reads it: `Stack:Key=Value` is for the stack of that name, and
 * counts before `Key=Value`, which is for each stack with such a parameter.
 */
export function givenTo(
  { stackName, tree }: { readonly stackName: string; readonly tree: { readonly template: Template } },
  parameters: readonly string[],
): Map<string, Known<unknown>> {
  const [forAll, forThis] = [new Map<string, Known<unknown>>(), new Map<string, Known<unknown>>()];
  for (const text of parameters) {
    const [, stack, key = '', value = ''] = /^(?:([^=]+):)?([^:=]+)=(.*)$/s.exec(text) ?? [];
    if (key === '') throw new UsageError(`--parameters takes [Stack:]Key=Value, got '${text}'`);
    if (!tree.template.Parameters?.[key]) continue;
    if (stack === undefined) forAll.set(key, known(value));
    else if (stack === stackName) forThis.set(key, known(value));
  }
  return new Map([...forAll, ...forThis]);
}
