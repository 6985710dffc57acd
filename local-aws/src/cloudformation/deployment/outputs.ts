import { notText, resolve } from '../../template';
import { stackScope } from '../stack/scope';
import { type Stack, StackFailure, type StackOutput } from '../stack/stack';
import type { Engine } from './engine';

export function computeOutputs(engine: Engine, stack: Stack): StackOutput[] {
  const outputs = resolvedOutputs(engine, stack);
  checkExports(engine, stack, outputs);
  return outputs;
}

function resolvedOutputs(engine: Engine, stack: Stack): StackOutput[] {
  const { template, condition } = stack.blueprint;
  const scope = stackScope(engine, stack, stack.blueprint);
  const wanted = Object.entries(template.Outputs).filter(
    ([, { Condition }]) => Condition === undefined || condition(Condition),
  );
  try {
    return wanted.map(([OutputKey, { Value, Description, Export }]) => ({
      OutputKey,
      OutputValue: textOf(resolve(Value, scope)),
      Description,
      ExportName: Export && String(resolve(Export.Name, scope)),
    }));
  } catch (error) {
    // its full stop is recorded (LocalStack, engine/test_attributes)
    throw new StackFailure(`${(error as Error).message}. `);
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'object' || typeof value === 'symbol') throw notText();
  return String(value);
}

function checkExports(engine: Engine, stack: Stack, outputs: readonly StackOutput[]): void {
  for (const [index, { ExportName, OutputKey, OutputValue }] of outputs.entries()) {
    // the text is from smoketurner/serverless-vpc-plugin#704
    if (ExportName && OutputValue.trim() === '')
      throw new StackFailure(
        `Cannot export output ${OutputKey}. Exported values must not be empty or whitespace-only. `,
      );
    if (ExportName && outputs.findIndex((output) => output.ExportName === ExportName) < index)
      throw new StackFailure(`Two outputs have the same export name ${ExportName}. `);
    const owner = ExportName && engine.exporter(ExportName)?.stack;
    if (owner && owner !== stack)
      throw new StackFailure(`Export with name ${ExportName} is already exported by stack ${owner.name}. `);
  }
  for (const { ExportName, OutputValue } of stack.outputs) {
    const next = outputs.find((output) => output.ExportName === ExportName);
    const users = ExportName && next?.OutputValue !== OutputValue ? importersOf(engine, stack, ExportName) : '';
    if (users)
      throw new StackFailure(`Cannot ${next ? 'update' : 'delete'} export ${ExportName} as it is in use by ${users}.`);
  }
}

/** The export that forbids the stack's deletion, in CloudFormation's words. */
export function exportInUse(engine: Engine, stack: Stack): string | undefined {
  for (const { ExportName } of stack.outputs) {
    const users = ExportName && importersOf(engine, stack, ExportName);
    if (users) return `Delete canceled. Cannot delete export ${ExportName} as it is in use by ${users}.`;
  }
  return undefined;
}

const importersOf = (engine: Engine, stack: Stack, name: string): string =>
  engine
    .importers(name)
    .filter((importer) => importer !== stack)
    .map((importer) => importer.name)
    .join(' and ');
