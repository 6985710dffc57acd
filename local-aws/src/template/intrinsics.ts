import { isDeepStrictEqual } from 'node:util';
import type { Template } from './template';
import { validationError } from './validation-error';

/** Where the intrinsic functions of a stack's template look things up. */
export interface Scope {
  readonly template: Template;
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  importValue(name: string): unknown;
  stackOutput(reference: StackOutputReference): unknown;
  condition(name: string): boolean;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html */
export interface StackOutputReference {
  readonly stackName: string;
  readonly outputName: string;
  readonly region?: string;
  readonly roleArn?: string;
}

/** `AWS::NoValue`: the property with this value is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

export function resolve(value: unknown, scope: Scope): any {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const call = intrinsicCall(value);
  if (call) return FUNCTIONS[call.name]?.(call.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

export function intrinsicCall(value: object): { name: string; argument: any } | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  const argument = (value as any)[name];
  // an ordinary property may be called Condition; a function's argument is a name
  if (name === 'Condition' && typeof argument !== 'string') return undefined;
  if (name in FUNCTIONS) return { name, argument };
  if (name.startsWith('Fn::'))
    throw validationError(`Template error: the local AWS does not know the function ${name}`);
  return undefined;
}

/** `Fn::GetAtt` takes both 'Logical.Attribute' and ['Logical', 'Attribute']. */
export function getAttTarget(argument: string | readonly string[]): { logicalId: string; attribute: any } {
  const [logicalId = '', ...path] = typeof argument === 'string' ? argument.split('.') : argument;
  return { logicalId, attribute: path.length === 1 ? path[0] : path.join('.') };
}

export function substitutionsOf(argument: string | readonly [string, Record<string, unknown>]): {
  text: string;
  variables: Record<string, unknown>;
} {
  return Array.isArray(argument)
    ? { text: argument[0], variables: argument[1] ?? {} }
    : { text: argument as string, variables: {} };
}

export const SUB_REFERENCE = /\$\{([^!][^}]*)\}/g;

function sub(argument: any, scope: Scope): string {
  const { text, variables } = substitutionsOf(argument);
  return text
    .replace(SUB_REFERENCE, (_, reference: string) =>
      plainText(substitution(reference.trim(), variables, scope), 'Fn::Sub'),
    )
    .replaceAll('${!', '${');
}

function substitution(reference: string, variables: Record<string, unknown>, scope: Scope): unknown {
  if (reference in variables) return resolve(variables[reference], scope);
  if (!reference.includes('.')) return scope.ref(reference);
  const { logicalId, attribute } = getAttTarget(reference);
  return scope.getAtt(logicalId, attribute);
}

function findInMap(argument: any[], scope: Scope): unknown {
  const [map, top, second] = argument.slice(0, 3).map((part) => String(resolve(part, scope))) as [
    string,
    string,
    string,
  ];
  const found = scope.template.Mappings[map]?.[top]?.[second];
  if (found !== undefined) return found;
  const fallback = argument[3]?.DefaultValue;
  if (fallback !== undefined) return resolve(fallback, scope);
  throw validationError(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
}

function select(argument: any[], scope: Scope): unknown {
  const [index, list] = [Number(resolve(argument[0], scope)), resolve(argument[1], scope)];
  if (!Array.isArray(list) || !Number.isInteger(index)) {
    throw validationError(
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    );
  }
  if (index in list) return list[index];
  throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
}

function join([delimiter, list]: [string, unknown], scope: Scope): string {
  const items = resolve(list, scope);
  if (!Array.isArray(items))
    throw validationError('Template error: every Fn::Join object requires a list of strings to be joined');
  return items.map((item) => plainText(item, 'Fn::Join')).join(delimiter);
}

/** Unknown members of the function are ignored, as in CloudFormation. */
function stackOutputReference(given: Readonly<Record<string, unknown>>): StackOutputReference {
  const member = (name: string) => plainText(given[name], 'Fn::GetStackOutput');
  const optional = (name: string) => (name in given ? member(name) : undefined);
  const [stackName, outputName] = [member('StackName'), member('OutputName')];
  return { stackName, outputName, region: optional('Region'), roleArn: optional('RoleArn') };
}

/** Lists and maps are no text, though a program could turn them into one. */
function plainText(value: unknown, name: string): string {
  if (typeof value !== 'object' && typeof value !== 'symbol') return String(value);
  throw validationError(`Template error: ${name} takes strings, and got a list, a map or nothing`);
}

const FUNCTIONS: Readonly<Record<string, (argument: any, scope: Scope) => unknown>> = {
  Ref: (name, scope) => scope.ref(name),
  Condition: (name, scope) => scope.condition(name),
  'Fn::GetAtt': (argument, scope) => {
    const { logicalId, attribute } = getAttTarget(argument);
    return scope.getAtt(logicalId, resolve(attribute, scope));
  },
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': ([delimiter, text], scope) => plainText(resolve(text, scope), 'Fn::Split').split(delimiter),
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (name, scope) => scope.importValue(plainText(resolve(name, scope), 'Fn::ImportValue')),
  'Fn::GetStackOutput': (argument, scope) => scope.stackOutput(stackOutputReference(resolve(argument, scope))),
  'Fn::Base64': (text, scope) => Buffer.from(plainText(resolve(text, scope), 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': (region, scope) => availabilityZones(String(resolve(region, scope) || scope.ref('AWS::Region'))),
  'Fn::If': ([name, yes, no], scope) => resolve(scope.condition(name) ? yes : no, scope),
  'Fn::Equals': ([left, right], scope) => isDeepStrictEqual(text(resolve(left, scope)), text(resolve(right, scope))),
  'Fn::And': (terms, scope) => terms.every((term: unknown) => resolve(term, scope)),
  'Fn::Or': (terms, scope) => terms.some((term: unknown) => resolve(term, scope)),
  'Fn::Not': ([term], scope) => !resolve(term, scope),
  'Fn::Contains': (argument, scope) => {
    const [list, value] = resolve(argument, scope);
    return texts(list).includes(text(value));
  },
  'Fn::EachMemberEquals': (argument, scope) => {
    const [list, value] = resolve(argument, scope);
    return texts(list).every((item) => item === text(value));
  },
  'Fn::EachMemberIn': (argument, scope) => {
    const [list, allowed] = resolve(argument, scope);
    return texts(list).every((item) => texts(allowed).includes(item));
  },
};

/** Those that only rules may use. */
export const RULE_FUNCTIONS: ReadonlySet<string> = new Set([
  'Fn::Contains',
  'Fn::EachMemberEquals',
  'Fn::EachMemberIn',
]);

const texts = (list: readonly unknown[]): unknown[] => list.map(text);

/** A template's 1 and true equal the parameters '1' and 'true'. */
const text = (value: unknown): unknown => (typeof value === 'object' ? value : String(value));

const availabilityZones = (region: string): readonly string[] => ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
