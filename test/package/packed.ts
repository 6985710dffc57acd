import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** Without its scripts: what is packed is what `npm run build` left. */
export function pack(folder: string) {
  const output = run(ROOT, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  return JSON.parse(output)[0] as {
    readonly filename: string;
    readonly size: number;
    readonly unpackedSize: number;
    readonly files: readonly { readonly path: string }[];
  };
}

/** Offline, which works as long as the package has no dependencies; its peers are those of the checkout. */
export function install(app: string, tarball: string): void {
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  run(app, 'npm', 'install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', tarball);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', peer), join(app, 'node_modules', peer));
  }
}

export function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}
