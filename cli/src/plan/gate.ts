import { isDeepStrictEqual } from 'node:util';
import { declarationBefore, type GateDeclaration, type Guard, otherStacksIn } from '../../../lambda/guards/declaration';
import { GATE_TYPE } from '../../../lib/private/contract';
import type { TemplateTree } from '../model/declared';
import { type DeployedStack, retainedBy } from '../model/deployed';
import { Evaluator, type Surroundings, type Template } from '../model/evaluate';
import { type Known, known } from '../model/known';
import { deployedParameters, nextParameters, type ParameterSources } from '../model/parameters';

/*
 * The removal gate of a tree of stacks, as the templates show it: a custom resource of the root, with the guards of
 * each provider and the servers. Its declaration leaves out what is not known before the deployment.
 */

export interface Gate {
  readonly logicalId: string;
  readonly declaration: GateDeclaration;
  /** Nested stacks whose connections are not declared. */
  readonly otherStacks: ReadonlySet<string>;
  readonly serviceToken: unknown;
}

/** The gate of a stack as it was deployed. */
export interface DeployedGate extends Gate {
  /** Whether CloudFormation asks it when the stack is deleted: it is there, and no policy retains it. */
  readonly isAskedOnDelete: Known<boolean>;
}

export function deployedGate(stack: DeployedStack | undefined, where: Surroundings): DeployedGate | undefined {
  if (!stack) return undefined;
  const { template, parameters, stackName, stackId } = stack;
  const evaluator = new Evaluator(template, deployedParameters(template, parameters), { ...where, stackName, stackId });
  const gate = find(evaluator, (expression) => withPhysicalIds(expression, stack));
  if (!gate) return undefined;
  const listed = stack.resources.find(({ logicalId }) => logicalId === gate.logicalId);
  const isThere = listed !== undefined && !/^DELETE_(COMPLETE|SKIPPED)$/.test(listed.status);
  if (!isThere) return { ...gate, isAskedOnDelete: known(false) };
  const retained = retainedBy(evaluator, gate.logicalId, 'DeletionPolicy');
  return { ...gate, isAskedOnDelete: retained.known ? known(!retained.value) : retained };
}

/** What a new template says of guards; undefined without a gate. */
export function gateIn(tree: TemplateTree, sources: ParameterSources, where: Surroundings = {}): Gate | undefined {
  const evaluator = new Evaluator(tree.template, nextParameters(tree.template, sources), where);
  return find(evaluator, (expression) => withDeclaredIds(expression, tree));
}

/** Whether nothing known of the gate changes. Then CloudFormation may not ask it. */
export function looksUnchanged(before: Gate, next: Gate): boolean {
  return isDeepStrictEqual(
    [[...before.declaration.guards], before.declaration.servers],
    [[...next.declaration.guards], next.declaration.servers],
  );
}

export const allGuards = ({ declaration }: Gate): Guard[] => [...declaration.guards.values()].flat();

function find(evaluator: Evaluator, named: (expression: unknown) => unknown): Gate | undefined {
  const resources = Object.entries(evaluator.template.Resources);
  const [logicalId, definition] = resources.find(([, { Type }]) => Type === GATE_TYPE) ?? [];
  if (logicalId === undefined) return undefined;
  const { Properties = {} } = definition ?? {};
  const guards = evaluator.value(Properties.Guards);
  const servers = ((Properties.Servers ?? []) as readonly unknown[]).flatMap((expression) => {
    const entry = evaluator.value(named(expression));
    return entry.known && entry.value !== undefined ? [entry.value] : [];
  });
  const isReadable = (entry: unknown) => declarationBefore({ Guards: {}, Servers: [entry] }).servers.length > 0;
  return {
    logicalId,
    declaration: declarationBefore({ Guards: guards.known ? guards.value : {}, Servers: servers.filter(isReadable) }),
    otherStacks: Array.isArray(Properties.OtherStacks) ? otherStacksIn(Properties) : new Set(),
    serviceToken: Properties.ServiceToken,
  };
}

/** A server that was a token is named by its connection, or in a nested stack by an output. */
function withPhysicalIds(expression: unknown, stack: DeployedStack): unknown {
  return replaced(expression, {
    ref: (name) => stack.resources.find(({ logicalId }) => logicalId === name)?.physicalId,
    output: (nested, name) => {
      const child = stack.nested.get(nested);
      const output = child?.template.Outputs?.[name];
      return child && output && withPhysicalIds(output.Value, child);
    },
  });
}

/** The same for a new template: a connection's id is what it declares. */
function withDeclaredIds(expression: unknown, { template, nested }: TemplateTree): unknown {
  return replaced(expression, {
    ref: (name) => idIn(template, name),
    output: (logicalId, name) => {
      const child = nested.get(logicalId);
      const output = child?.template.Outputs?.[name];
      const { Ref } = (output?.Value ?? {}) as { Ref?: string };
      const id = child && Ref !== undefined ? idIn(child.template, Ref) : undefined;
      // the root knows the value of a nested stack's parameter
      return typeof id === 'string' ? id : undefined;
    },
  });
}

const idIn = (template: Template, name: string): unknown => template.Resources?.[name]?.Properties?.SourceServerId;

interface Names {
  ref(name: string): unknown;
  output(nested: string, name: string): unknown;
}

function replaced(expression: unknown, names: Names): unknown {
  if (Array.isArray(expression)) return expression.map((item) => replaced(item, names));
  if (typeof expression !== 'object' || expression === null) return expression;
  const { Ref, 'Fn::GetAtt': attribute } = expression as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  const [logicalId = '', name = ''] = attribute ?? [];
  const id = Ref === undefined ? names.output(logicalId, name.replace('Outputs.', '')) : names.ref(Ref);
  if (id !== undefined) return id;
  return Object.fromEntries(Object.entries(expression).map(([key, value]) => [key, replaced(value, names)]));
}
