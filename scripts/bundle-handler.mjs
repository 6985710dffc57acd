// Bundles lambda/index.ts into dist/handler: index.js, what that shares with the removal gate, and the gate, which is
// loaded when it is asked. esbuild splits ES modules alone; Lambda loads CommonJS without a second loader.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';

const FOLDER = 'dist/handler';
const NODE = { platform: 'node', target: 'node20', minify: true };

const { outputFiles } = await build({
  ...NODE,
  entryPoints: ['lambda/index.ts'],
  bundle: true,
  splitting: true,
  format: 'esm',
  chunkNames: '[name]',
  outdir: FOLDER,
  write: false,
});
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, {
    ...NODE,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    banner: '//cdk-mgn-disconnect-handler',
  });
  await writeFile(join(FOLDER, basename(path)), code);
}
