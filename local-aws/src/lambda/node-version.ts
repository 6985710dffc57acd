import { dirname, join } from 'node:path';

/**
 * The Node of a runtime, if the npm package `node` provides it: as `node`, or under an alias such as `node22`, since a
 * project may have functions of several runtimes. Otherwise the host's Node; `told` hears of that.
 */
export function nodeFor(runtime: string, told: (notice: string) => void): string {
  const major = /^nodejs(\d+)\./.exec(runtime)?.[1];
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const packaged = packagedNode('node', major) ?? packagedNode(`node${major}`, major);
  if (packaged) return packaged;
  told(`Note: ${runtime} functions run under Node ${process.version} here. For Node ${major}: npm i -D node@${major}`);
  return process.execPath;
}

function packagedNode(name: string, major?: string): string | undefined {
  try {
    const manifest = require.resolve(`${name}/package.json`, { paths: [process.cwd(), __dirname] });
    const { version, bin } = require(manifest);
    const path = typeof bin === 'string' ? bin : bin?.node;
    return version.split('.')[0] === major && path ? join(dirname(manifest), path) : undefined;
  } catch {
    return undefined;
  }
}
