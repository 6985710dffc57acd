import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/* npm run bundle: the tool in one file, with the files that a function of the local AWS is started with beside it. */

const dist = join(__dirname, 'dist');
const runtime = join(__dirname, '..', 'local-aws', 'src', 'lambda');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const { metafile } = buildSync({
  entryPoints: [join(__dirname, 'src', 'main.ts')],
  outfile: join(dist, 'mgn-disconnect.js'),
  bundle: true,
  minify: true,
  platform: 'node',
  // its ES module breaks lines inside words
  alias: { cliui: createRequire(require.resolve('yargs')).resolve('cliui') },
  // a UMD module asks for its parts in a way that no bundler sees; the same as ES modules is whole
  mainFields: ['module', 'main'],
  target: 'node20',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'warning',
  metafile: true,
});
for (const file of readdirSync(runtime)) if (file.endsWith('.cjs')) copyFileSync(join(runtime, file), join(dist, file));
writeFileSync(join(dist, 'THIRD_PARTY_LICENSES'), licences(Object.keys(metafile.inputs)));

/** The licences of the packages in the bundle, each text once with the packages that it is of. */
function licences(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const byText = new Map<string, Set<string>>();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
    byText.set(text, (byText.get(text) ?? new Set()).add(`${name} ${version}`));
  }
  return [...byText]
    .map(([text, packages]) => `${[...packages].sort().join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
