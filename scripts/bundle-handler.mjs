// Bundles lambda/index.ts into dist/handler: index.js, and the removal gate, which is loaded when it is asked and takes
// from index.js what they share. esbuild splits ES modules alone, and into a third file: that joins index.js here, and
// shows what it has only when the gate asks. Lambda loads CommonJS without a second loader.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = 'dist/handler';
const NODE = { platform: 'node', target: 'node20', minify: true, bundle: true, write: false, outdir: FOLDER };

const { outputFiles, metafile } = await build({
  ...NODE,
  metafile: true,
  entryPoints: ['lambda/index.ts'],
  splitting: true,
  format: 'esm',
  chunkNames: '[name]',
});
const parts = new Map(outputFiles.map(({ path, text }) => [`./${basename(path)}`, text]));

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const names = metafile.outputs[join(FOLDER, 'chunk.js')].exports.join();
const shows = `import {${names}} from './chunk.js'; export const shared = () => ({${names}});`;
await write('index', `${shows} export { handler } from './index.js';`, ['./gate.js']);
parts.set('./chunk.js', `import { shared } from './main.js'; export const {${names}} = shared();`);
await write('gate', `export * from './gate.js';`, ['./main.js']);

async function write(name, contents, external) {
  const resolve = ({ path }) =>
    external.includes(path)
      ? { path: path === './main.js' ? './index.js' : path, external: true }
      : { path, namespace: 'parts' };
  const { outputFiles } = await build({
    ...NODE,
    stdin: { contents, resolveDir: '.' },
    format: 'cjs',
    supported: { 'dynamic-import': false },
    banner: { js: '//cdk-mgn-disconnect-handler' },
    plugins: [
      {
        name: 'parts',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\// }, resolve);
          onLoad({ filter: /.*/, namespace: 'parts' }, ({ path }) => ({ contents: parts.get(path) }));
        },
      },
    ],
  });
  await writeFile(join(FOLDER, `${name}.js`), outputFiles[0].text);
}
