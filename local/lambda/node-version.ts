import { dirname, join } from 'node:path';

const said = new Set<string>();

/** The Node that a runtime names, where the npm package `node` provides it; else the host's, which is said once. */
export function nodeFor(runtime: string): string {
  const major = /^nodejs(\d+)\./.exec(runtime)?.[1];
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const packaged = packagedNode(major);
  if (packaged) return packaged;
  if (!said.has(runtime)) {
    said.add(runtime);
    process.stderr.write(
      `${runtime} functions run under Node ${process.version}; "npm i -D node@${major}" changes that\n`,
    );
  }
  return process.execPath;
}

function packagedNode(major?: string): string | undefined {
  try {
    const manifest = require.resolve('node/package.json', { paths: [process.cwd(), __dirname] });
    const { version, bin } = require(manifest);
    const path = typeof bin === 'string' ? bin : bin?.node;
    return version.split('.')[0] === major && path ? join(dirname(manifest), path) : undefined;
  } catch {
    return undefined;
  }
}
