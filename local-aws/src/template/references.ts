import { collectReferences, type Graph, referencesIn } from './graph';
import { intrinsicCall, resolve, type Scope } from './intrinsics';
import type { OutputDefinition, ResourceDefinition, Template } from './template';
import { formatError, validationError } from './validation-error';

const PSEUDO_PARAMETERS = new Set(
  ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
    (name) => `AWS::${name}`,
  ),
);

/** Refuses names that the template does not have at all. */
export function rejectUnresolved(template: Template): void {
  const known = new Set([
    ...Object.keys(template.Resources),
    ...Object.keys(template.Parameters),
    ...PSEUDO_PARAMETERS,
  ]);
  for (const block of ['Resources', 'Outputs'] as const) {
    const [named, depended] = [new Set<string>(), new Set<string>()];
    for (const definition of Object.values<ResourceDefinition | OutputDefinition>(template[block])) {
      // both branches of every Fn::If must make sense
      for (const taken of [true, false])
        for (const { name, attribute } of referencesIn({ ...definition, Metadata: undefined }, () => taken))
          (attribute === undefined ? named : depended).add(name);
      if ('DependsOn' in definition) for (const id of [definition.DependsOn ?? []].flat()) depended.add(id);
    }
    const isResource = (name: string) => Object.hasOwn(template.Resources, name);
    const unresolved = [
      ...[...named].filter((name) => !known.has(name)),
      ...[...depended].filter((name) => !isResource(name)),
    ];
    if (unresolved.length > 0) throw formatError(`${unresolvedIn(unresolved, block)}`);
  }
}

/**
 * The names of exports are known before anything is made (user guide, "Outputs", and Fn::ImportValue). The words are
 * CloudFormation's, as reported in aws-cloudformation/cfn-lint#4519.
 */
export function rejectLateNames({ Resources, Outputs }: Template): void {
  const check = (what: string, value: unknown): void => {
    const names = [...referencesIn(value, () => true)].map(({ name }) => name);
    if (names.some((name) => Object.hasOwn(Resources, name)) || callsIn(value).some(({ name }) => LATE.has(name)))
      throw validationError(`${what} must not depend on any resources, imported values, or Fn::GetAZs`);
  };
  for (const { name, argument } of callsIn([Object.values(Resources).map(({ Properties }) => Properties), Outputs]))
    if (name === 'Fn::ImportValue') check('Template error: the attribute in Fn::ImportValue', argument);
  for (const { Export } of Object.values(Outputs)) check('Template format error: The Name field of Export', Export);
}

/** Functions that are resolved only while a stack is created. */
const LATE = new Set(['Fn::GetAZs', 'Fn::GetStackOutput', 'Fn::ImportValue']);

/** All calls of functions in a value, however deep. */
export function callsIn(value: unknown): { readonly name: string; readonly argument: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const call = Array.isArray(value) ? undefined : intrinsicCall(value);
  return call ? [call, ...callsIn(call.argument)] : Object.values(value).flatMap(callsIn);
}

const unresolvedIn = (names: readonly string[], block: string): string =>
  `Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`;

type Condition = (name: string) => boolean;

const isActive = (condition: Condition, name?: string): boolean => name === undefined || condition(name);

/**
 * Names of resources whose condition is false (recorded by LocalStack, engine/test_conditions). DependsOn may have
 * them.
 */
export function rejectInactive({ Resources, Outputs }: Template, condition: Condition, active: Graph): void {
  const inactive = (value: unknown): string[] => {
    const named = new Set<string>();
    collectReferences(value, condition, named);
    return [...named].filter((name) => name in Resources && !active.has(name));
  };
  const inResources = inactive([...active.keys()].map((id) => Resources[id]?.Properties));
  if (inResources.length > 0) throw formatError(`${unresolvedIn(inResources, 'Resources')}`);
  const shown = Object.values(Outputs).filter(({ Condition }) => isActive(condition, Condition));
  const inOutputs = inactive(shown.map(({ Value, Export }) => [Value, Export]));
  // here without the words in front of it, as recorded
  if (inOutputs.length > 0) throw validationError(unresolvedIn(inOutputs, 'Outputs'));
}

/** Thrown if a value depends on something that does not exist yet. */
export class Unknown extends Error {}

/** Refuses missing keys of mappings and items of lists, as far as they are known before anything is made. */
export function rejectNonexistent(template: Template, scope: Scope, active: Graph): void {
  const check = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const call = Array.isArray(value) ? undefined : intrinsicCall(value);
    if (call?.name === 'Fn::If') {
      check(taken(call.argument as unknown[], scope));
      return;
    }
    if (call?.name === 'Fn::FindInMap' || call?.name === 'Fn::Select') tryToResolve(value, scope);
    for (const item of Object.values(call ? { argument: call.argument } : value)) check(item);
  };
  for (const id of active.keys()) check(template.Resources[id]?.Properties);
  for (const { Condition, Value } of Object.values(template.Outputs))
    if (isActive(scope.condition, Condition)) check(Value);
}

const taken = ([name, yes, no]: unknown[], scope: Scope): unknown => (scope.condition(String(name)) ? yes : no);

function tryToResolve(value: unknown, scope: Scope): void {
  try {
    resolve(value, scope);
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
  }
}
