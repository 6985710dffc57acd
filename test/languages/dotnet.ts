import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const NAMESPACE = 'CdkMgnDisconnect';

interface Member {
  readonly name: string;
}

interface Type extends Member {
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
}

/** There may be no dotnet SDK: the generated C# must hold every class, property and method of the assembly. */
export function checkDotnet(): string {
  const code = sources(join(ROOT, 'packages', 'dotnet'));
  const types: Type[] = Object.values(JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')).types);
  let members = 0;
  for (const type of types) {
    const file = code[`${type.name}.cs`];
    if (!file?.includes(`namespace ${NAMESPACE}`)) throw new Error(`.NET lacks ${NAMESPACE}.${type.name}`);
    for (const { name } of [...(type.properties ?? []), ...(type.methods ?? [])]) {
      if (!new RegExp(`\\b${pascalCase(name)}\\b`).test(file)) throw new Error(`.NET: ${type.name} lacks ${name}`);
      members += 1;
    }
  }
  return `${types.length} types with ${members} members generated`;
}

function sources(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cs'));
  return Object.fromEntries(
    files.map((name) => [name.split('/').at(-1) ?? name, readFileSync(join(folder, name), 'utf8')]),
  );
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
