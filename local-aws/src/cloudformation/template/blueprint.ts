import { collectReferences, dependenciesOf, type Graph, rejectCircles } from './graph';
import { NO_VALUE, resolve, type Scope } from './intrinsics';
import type { Parameter, Parameters } from './parameters';
import { withPolicies } from './policies';
import { parseTemplate, type Template, validationError } from './template';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What an operation asks a stack to become: a template with its parameters, its conditions decided. */
export interface Blueprint {
  readonly body: string;
  readonly template: Template;
  readonly parameters: Parameters;
  readonly tags: readonly Tag[];
  /** The resources whose condition holds, with what each depends on. */
  readonly graph: Graph;
  readonly condition: (name: string) => boolean;
  /** Names of the exports that were imported when it was deployed. */
  readonly imports: Set<string>;
}

export interface Pseudo {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
}

const PSEUDO_PARAMETERS = new Set(
  ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
    (name) => `AWS::${name}`,
  ),
);

export function makeBlueprint(
  body: string,
  bind: (template: Template) => Parameters,
  tags: readonly Tag[],
  pseudo: Pseudo,
): Blueprint {
  const parsed = parseTemplate(body);
  rejectUnresolved(parsed);
  const parameters = bind(parsed);
  const condition = conditionsOf(parsed, parameters, pseudo);
  const policyScope = staticScope(parsed, parameters, pseudo, condition, 'DeletionPolicy and UpdateReplacePolicy');
  const template = withPolicies(parsed, policyScope);
  const graph = graphOf(template, condition);
  rejectCircles(graph);
  return { body, template, parameters, tags, graph, condition, imports: new Set() };
}

function graphOf(template: Template, condition: (name: string) => boolean): Graph {
  const active = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || condition(Condition),
  );
  const ids = new Set(active.map(([id]) => id));
  return new Map(
    active.map(
      ([id, definition]) => [id, [...dependenciesOf(definition, condition)].filter((name) => ids.has(name))] as const,
    ),
  );
}

function rejectUnresolved(template: Template): void {
  const known = new Set([
    ...Object.keys(template.Resources),
    ...Object.keys(template.Parameters),
    ...PSEUDO_PARAMETERS,
  ]);
  for (const block of ['Resources', 'Outputs'] as const) {
    const named = new Set<string>();
    for (const definition of Object.values(template[block]) as any[]) {
      // both branches of every Fn::If must make sense
      for (const taken of [true, false]) collectReferences({ ...definition, Metadata: undefined }, () => taken, named);
      for (const id of [definition.DependsOn ?? []].flat()) named.add(id);
    }
    const unresolved = [...named].filter((name) => !known.has(name));
    if (unresolved.length > 0) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${unresolved.join(', ')}] in the ${block} block of the template`,
      );
    }
  }
}

function conditionsOf(template: Template, parameters: Parameters, pseudo: Pseudo): (name: string) => boolean {
  const decided = new Map<string, boolean>();
  const condition = (name: string): boolean => {
    if (!(name in template.Conditions))
      throw validationError(
        `Template error: unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    const known = decided.get(name) ?? Boolean(resolve(template.Conditions[name], scope));
    decided.set(name, known);
    return known;
  };
  const scope = staticScope(template, parameters, pseudo, condition, 'conditions');
  return condition;
}

/** For what is decided before anything is made. */
function staticScope(
  template: Template,
  parameters: Parameters,
  pseudo: Pseudo,
  condition: (name: string) => boolean,
  what: string,
): Scope {
  const unavailable = (): never => {
    throw validationError(`Template error: ${what} can only use parameters, mappings and conditions`);
  };
  return {
    template,
    condition,
    ref: (name) => (name === 'AWS::NoValue' ? NO_VALUE : (staticRef(name, parameters, pseudo) ?? unavailable())),
    getAtt: unavailable,
    importValue: unavailable,
    availabilityZones,
  };
}

/** What Ref gives for a parameter or for a pseudo parameter that does not depend on the stack. */
export function staticRef(
  name: string,
  parameters: Parameters,
  pseudo: Pseudo,
  show = (parameter: Parameter) => parameter.value,
): unknown {
  const parameter = parameters.get(name);
  if (parameter) return show(parameter);
  if (name === 'AWS::Region') return pseudo.region;
  if (name === 'AWS::AccountId') return pseudo.accountId;
  if (name === 'AWS::Partition') return pseudo.partition;
  if (name === 'AWS::URLSuffix') return pseudo.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return undefined;
}

export const availabilityZones = (region: string): readonly string[] =>
  ['a', 'b', 'c'].map((letter) => `${region}${letter}`);

/** What a stack in REVIEW_IN_PROGRESS holds. */
export const EMPTY_BLUEPRINT: Blueprint = {
  body: '{}',
  template: { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {} },
  parameters: new Map(),
  tags: [],
  graph: new Map(),
  condition: () => false,
  imports: new Set(),
};
