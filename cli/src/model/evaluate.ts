import { type Template as FullTemplate, NO_VALUE, resolve, type Scope } from '../../../local-aws/src/template';
import { type Known, known, unknown } from './known';
import type { Where } from './where';

/** A template as it is written; every section may be missing. */
export type Template = Partial<FullTemplate>;

/** The value of each parameter: text, or the items of a list. */
export type ParameterValues = ReadonlyMap<string, Known<string | readonly string[]>>;

/** Where a stack is; undefined members are not known yet. */
export interface Surroundings extends Partial<Where> {
  readonly stackName?: string;
  readonly stackId?: string;
}

const DYNAMIC = 'the dynamic reference';

/** Whether a dynamic reference is why a value is not known. */
export const isDynamic = (why: string): boolean => why.includes(DYNAMIC);

class NotKnown extends Error {}

/** Evaluates as much of a template's expressions as is known before its deployment. */
export class Evaluator {
  readonly template: FullTemplate;
  private readonly conditions = new Map<string, Known<boolean>>();
  private readonly scope: Scope;

  constructor(
    template: Template,
    private readonly parameters: ParameterValues,
    private readonly where: Surroundings,
  ) {
    const empty = { Parameters: {}, Mappings: {}, Conditions: {}, Rules: {}, Resources: {}, Outputs: {} };
    this.template = { ...empty, ...template } as FullTemplate;
    this.scope = {
      template: this.template,
      ref: (name) => this.ref(name),
      condition: (name) => orThrow(this.condition(name)),
      getAtt: (id, attribute) => notKnown(`an attribute of another resource, ${id}.${String(attribute)}`),
      importValue: (name) => notKnown(`the export ${name} of another stack`),
      stackOutput: ({ stackName, outputName }) => notKnown(`the output ${outputName} of the stack ${stackName}`),
    };
  }

  /** The value of a property; undefined where AWS::NoValue leaves it out. */
  value(expression: unknown): Known<unknown> {
    const weak = weakReferenceIn(expression);
    if (weak) return unknown(weak);
    try {
      const value = resolve(expression, this.scope);
      const reference = /\{\{resolve:[^}]*\}\}/.exec(JSON.stringify(value) ?? '')?.[0];
      if (reference) return unknown(`${DYNAMIC} ${reference}`);
      return known(value === NO_VALUE ? undefined : value);
    } catch (error) {
      return unknown((error as Error).message);
    }
  }

  condition(name: string): Known<boolean> {
    const decided = this.conditions.get(name);
    if (decided) return decided;
    this.conditions.set(name, unknown(`condition ${name}, which depends on itself`));
    const value = this.value(this.template.Conditions[name]);
    const result = value.known ? known(Boolean(value.value)) : unknown(`condition ${name}: ${value.why}`);
    this.conditions.set(name, result);
    return result;
  }

  private ref(name: string): unknown {
    const parameter = this.parameters.get(name);
    if (parameter) return orThrow(parameter);
    const { stackName, stackId, region, accountId, partition } = this.where;
    const pseudo: Record<string, unknown> = {
      'AWS::NoValue': NO_VALUE,
      'AWS::StackName': stackName,
      'AWS::StackId': stackId,
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': partition,
      'AWS::URLSuffix': partition && (partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'),
    };
    return pseudo[name] ?? notKnown(name in pseudo ? name : `another resource, ${name}`);
  }
}

/**
 * An output of another stack, without a lock on it: it may change before the deployment.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
function weakReferenceIn(expression: unknown): string | undefined {
  if (typeof expression !== 'object' || expression === null) return undefined;
  const { 'Fn::GetStackOutput': output } = expression as { 'Fn::GetStackOutput'?: Record<string, unknown> };
  if (output) return `the output ${nameIn(output.OutputName)} of the stack ${nameIn(output.StackName)}`;
  for (const part of Object.values(expression)) {
    const found = weakReferenceIn(part);
    if (found) return found;
  }
  return undefined;
}

const nameIn = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function orThrow<T>(value: Known<T>): T {
  return value.known ? value.value : notKnown(value.why);
}

function notKnown(why: string): never {
  throw new NotKnown(why);
}
