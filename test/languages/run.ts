import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTemplates } from './assembly';
import { deployAndDestroy } from './deployment';
import { checkDotnet } from './dotnet';
import { languages, typescript } from './toolchains';

/*
 * Tests the packages of `npm run package` from the other languages: each app is installed, built and synthesized by
 * its own tools in an empty folder, and its templates must equal those of the TypeScript app.
 * tsx test/languages/run.ts python java go dotnet
 */
async function main(names: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'languages-'));
  try {
    const expected = typescript(join(folder, 'typescript'));
    for (const name of names) await show(name, folder, expected);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function show(name: string, folder: string, expected: string): Promise<void> {
  const start = Date.now();
  const say = (text: string) => console.log(`${name}: ${text} (${Math.round((Date.now() - start) / 1000)} s)`);
  if (name === 'dotnet') return say(checkDotnet());
  const synthesize = languages[name];
  if (!synthesize) throw new Error(`unknown language ${name}; known: ${Object.keys(languages).join(', ')}, dotnet`);
  const assembly = synthesize(join(folder, name));
  say(compareTemplates(expected, assembly));
  if (name === 'python') say(await deployAndDestroy(assembly));
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
