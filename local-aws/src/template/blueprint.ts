import type { Tag } from '@aws-sdk/client-cloudformation';
import { dependenciesOf, type Graph, rejectCircles } from './graph';
import { NO_VALUE, resolve, type Scope } from './intrinsics';
import type { Parameter, Parameters } from './parameters';
import { parseTemplate } from './parse';
import { withPolicies } from './policies';
import { rejectInactive, rejectLateNames, rejectNonexistent, rejectUnresolved, Unknown } from './references';
import { checkRules } from './rules';
import type { Template } from './template';
import { formatError, validationError } from './validation-error';

/** What an operation asks of a stack: a template with its parameters, its conditions decided. */
export interface Blueprint {
  readonly body: string;
  readonly template: Template;
  readonly parameters: Parameters;
  readonly tags: readonly Tag[];
  /** The resources whose condition holds, each with its dependencies. */
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

/** The stack of the blueprint. It need not exist yet. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly notificationArns: readonly string[];
}

export function makeBlueprint(
  body: string,
  bind: (template: Template) => Parameters,
  tags: readonly Tag[],
  pseudo: Pseudo,
  identity: Identity,
): Blueprint {
  const parsed = parseTemplate(body);
  rejectUnresolved(parsed);
  rejectLateNames(parsed);
  const parameters = bind(parsed);
  const sources = { template: parsed, parameters, pseudo, identity };
  const condition = conditionsOf(sources);
  checkRules(parsed, staticScope(sources, condition, notInRules));
  const template = withPolicies(parsed, staticScope(sources, condition, notInPolicies));
  const graph = graphOf(template, condition);
  rejectCircles(graph);
  rejectInactive(template, condition, graph);
  rejectNonexistent(template, staticScope(sources, condition, notYetKnown), graph);
  return { body, template, parameters, tags, graph, condition, imports: new Set() };
}

const notInPolicies = (): never => {
  throw validationError(
    'Template error: DeletionPolicy and UpdateReplacePolicy can only use parameters, mappings and conditions',
  );
};

const notInRules = (name: string): never => {
  throw validationError(`Template error: a rule cannot use ${name}, only parameters`);
};

const notYetKnown = (): never => {
  throw new Unknown();
};

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

interface StaticSources {
  readonly template: Template;
  readonly parameters: Parameters;
  readonly pseudo: Pseudo;
  readonly identity: Identity;
}

/** All of them are decided at once, so that none fails later. */
function conditionsOf(sources: StaticSources): (name: string) => boolean {
  const { Conditions } = sources.template;
  const decided = new Map<string, boolean>();
  const open = new Set<string>();
  const condition = (name: string): boolean => {
    const known = decided.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(Conditions, name))
      throw formatError(`Unresolved condition dependency ${name} in the Conditions block of the template`);
    if (open.has(name)) throw formatError(`Circular dependency between conditions: [${[...open].join(', ')}]`);
    open.add(name);
    const value = Boolean(resolve(Conditions[name], scope));
    open.delete(name);
    decided.set(name, value);
    return value;
  };
  const scope = staticScope(sources, condition, (name) => {
    throw formatError(
      `Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
    );
  });
  for (const name of Object.keys(Conditions)) condition(name);
  return condition;
}

/** For what is decided before anything is made. */
function staticScope(
  { template, parameters, pseudo, identity }: StaticSources,
  condition: (name: string) => boolean,
  unavailable: (name: string) => never,
): Scope {
  return {
    template,
    condition,
    ref: (name) => stackRef(name, identity) ?? staticRef(name, parameters, pseudo) ?? unavailable(name),
    getAtt: unavailable,
    importValue: unavailable,
    stackOutput: () => unavailable('Fn::GetStackOutput'),
  };
}

export function stackRef(name: string, { id, name: stackName, notificationArns }: Identity): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  if (name === 'AWS::StackId') return id;
  if (name === 'AWS::StackName') return stackName;
  return name === 'AWS::NotificationARNs' ? notificationArns : undefined;
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

/** What a stack in REVIEW_IN_PROGRESS holds. */
export const EMPTY_BLUEPRINT: Blueprint = {
  body: '{}',
  template: { Parameters: {}, Rules: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {} },
  parameters: new Map(),
  tags: [],
  graph: new Map(),
  condition: () => false,
  imports: new Set(),
};
