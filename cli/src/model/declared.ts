import { STACK_TYPE } from '../../../lambda/custody/stack-event';
import { ACCESS_TAG_VARIABLE, type AccessTag, RESOURCE_TYPE } from '../../../lib/private/contract';
import type { ResourceDefinition } from '../../../local-aws/src/template';
import { Evaluator, type Surroundings, type Template } from './evaluate';
import { every, is, type Known, known, unknown } from './known';
import { nextParameters, type ParameterSources } from './parameters';

/** A stack's template with the templates nested in it, by the logical id of the nested stack. */
export interface TemplateTree {
  readonly template: Template;
  readonly nested: ReadonlyMap<string, TemplateTree>;
}

/** A connection of a new template. */
export interface DeclaredConnection {
  /** The logical ids of the nested stacks around it. */
  readonly path: readonly string[];
  readonly logicalId: string;
  /** Whether it will be there: its condition, and those of the nested stacks on its path. */
  readonly present: Known<boolean>;
  readonly server: Known<string>;
  readonly accountId: Known<string | undefined>;
  /** Whether it accepts a server that is already disconnected, as far as that is known. */
  readonly allowsDisconnected: boolean;
  /** The function that it asks, as the new template has it. */
  readonly serviceToken?: unknown;
  /** The tag without which the function may not disconnect it. */
  readonly tag?: AccessTag;
}

/** What a deployment declares: its connections, and which nested stacks it has. */
export interface Declaration {
  readonly connections: readonly DeclaredConnection[];
  /** By path, joined with '/'. */
  readonly nestedStacks: ReadonlyMap<string, Known<boolean>>;
  /** Paths of nested stacks whose template is not in the assembly. What they declare is unknown. */
  readonly unread: ReadonlySet<string>;
}

export function declarationOf(tree: TemplateTree, sources: ParameterSources, where: Surroundings): Declaration {
  const connections: DeclaredConnection[] = [];
  const nestedStacks = new Map<string, Known<boolean>>();
  const unread = new Set<string>();
  collect(tree, sources, [], known(true));
  return { connections, nestedStacks, unread };

  function collect(
    { template, nested }: TemplateTree,
    given: ParameterSources,
    path: readonly string[],
    above: Known<boolean>,
  ): void {
    const evaluator = new Evaluator(template, nextParameters(template, given), path.length ? inside(where) : where);
    const around = every([above, unlessMacro(template, known(true))]);
    for (const [logicalId, definition] of Object.entries(evaluator.template.Resources)) {
      const present = every([around, presenceOf(definition, evaluator)]);
      if (definition.Type === RESOURCE_TYPE)
        connections.push(connection(evaluator, definition, { path, logicalId, present }));
      if (definition.Type !== STACK_TYPE) continue;
      const child = nested.get(logicalId);
      const childPath = [...path, logicalId];
      nestedStacks.set(childPath.join('/'), present);
      if (!child) unread.add(childPath.join('/'));
      else collect(child, { store: given.store, given: passedOn(evaluator, definition) }, childPath, present);
    }
  }
}

/**
 * What a macro makes of a template is not known from that. The transforms of AWS leave the resources that are written
 * there. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html
 */
export function unlessMacro<T>({ Transform }: Template, value: Known<T>): Known<T> {
  const names = (Array.isArray(Transform) ? Transform : [Transform]).map((one) => one?.Name ?? one);
  const macro = names.find((name) => name !== undefined && !String(name).startsWith('AWS::'));
  return macro === undefined ? value : unknown(`the macro ${macro}, which may change the template`);
}

/** A nested stack has a name and an id of its own, which its root does not show. */
const inside = ({ region, accountId, partition }: Surroundings): Surroundings => ({
  region,
  accountId,
  partition,
});

function connection(
  evaluator: Evaluator,
  { Properties = {} }: ResourceDefinition,
  place: Pick<DeclaredConnection, 'path' | 'logicalId' | 'present'>,
): DeclaredConnection {
  const accountId = evaluator.value(Properties.AccountId);
  return {
    ...place,
    server: textOf(evaluator.value(Properties.SourceServerId)),
    accountId: accountId.known && accountId.value === undefined ? known(undefined) : textOf(accountId),
    allowsDisconnected: is(textOf(evaluator.value(Properties.AllowDisconnected)), 'true'),
    serviceToken: Properties.ServiceToken,
    tag: tagOf(evaluator, Properties.ServiceToken),
  };
}

/** The tag by which a connection's function may disconnect servers, from the function's environment. */
function tagOf(evaluator: Evaluator, serviceToken: unknown): AccessTag | undefined {
  const [logicalId = ''] = (serviceToken as { 'Fn::GetAtt'?: readonly string[] })?.['Fn::GetAtt'] ?? [];
  const { Environment } = (evaluator.template.Resources[logicalId]?.Properties ?? {}) as {
    Environment?: { Variables?: Record<string, unknown> };
  };
  const text = evaluator.value(Environment?.Variables?.[ACCESS_TAG_VARIABLE]);
  if (!text.known || typeof text.value !== 'string') return undefined;
  const [key, value] = JSON.parse(text.value) as [string, string];
  return { key, value };
}

function textOf(value: Known<unknown>): Known<string> {
  if (!value.known) return value;
  return typeof value.value === 'object' ? unknown('a list where an id belongs') : known(String(value.value));
}

function presenceOf({ Condition }: ResourceDefinition, evaluator: Evaluator): Known<boolean> {
  return Condition === undefined ? known(true) : evaluator.condition(Condition);
}

/** The values that a stack gives to the parameters of a nested stack. */
function passedOn(evaluator: Evaluator, { Properties = {} }: ResourceDefinition): Map<string, Known<unknown>> {
  const parameters = Object.entries((Properties.Parameters ?? {}) as Record<string, unknown>);
  return new Map(parameters.map(([name, expression]) => [name, evaluator.value(expression)]));
}
