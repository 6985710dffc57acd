import { deepStrictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Template = Record<string, Record<string, unknown>>;

/** Fails at the first resource, output or parameter in which two assemblies differ; else says how many are equal. */
export function compareTemplates(expectedFolder: string, actualFolder: string): string {
  const expected = templates(expectedFolder);
  const actual = templates(actualFolder);
  deepStrictEqual(Object.keys(actual), Object.keys(expected), 'the stacks differ');
  let resources = 0;
  for (const [stack, template] of Object.entries(expected)) {
    compareTemplate(stack, actual[stack] ?? {}, template);
    resources += Object.keys(template.Resources ?? {}).length;
  }
  return `the ${resources} resources of ${Object.keys(expected).length} stacks are those of TypeScript`;
}

function compareTemplate(stack: string, actual: Template, expected: Template): void {
  for (const section of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const ids = new Set([...Object.keys(expected[section] ?? {}), ...Object.keys(actual[section] ?? {})]);
    for (const id of ids) {
      deepStrictEqual(actual[section]?.[id], expected[section]?.[id], `${stack}: ${section}.${id} differs`);
    }
  }
}

function templates(folder: string): Record<string, Template> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .sort();
  return Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
}
