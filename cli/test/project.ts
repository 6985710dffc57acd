import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

export interface Project {
  readonly folder: string;
  /** The content of the tarball. */
  readonly packed: readonly string[];
}

/**
 * A user's project with the packed tool, the library and the CDK, except those in `without`. The pack has the bundle.
 */
export function makeProject(folder: string, { without = [] as readonly string[] } = {}): Project {
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename, files }] = JSON.parse(npm(join(ROOT, 'cli'), ...pack));
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  npm(project, 'install', '--offline', '--no-audit', '--no-fund', join(folder, filename));
  for (const name of ['aws-cdk', 'aws-cdk-lib', 'constructs'].filter((one) => !without.includes(one))) {
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  }
  symlinkSync(ROOT, join(project, 'node_modules', 'cdk-mgn-disconnect'));
  return { folder: project, packed: files.map(({ path }: { path: string }) => path) };
}

function npm(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
