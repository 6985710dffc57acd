import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const MODULES = join(dirname(createRequire(__filename).resolve('aws-cdk-lib/package.json')), '..');

/** A user's project with the packed construct; its peers are those that this test has. */
export function makeUserProject(folder: string, tarball: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  // offline, which works as long as the package has no dependencies
  const words = ['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', tarball];
  const { status, stdout, stderr } = spawnSync('npm', words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${words.join(' ')}\n${stdout}${stderr}`);
  for (const peer of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(MODULES, peer), join(folder, 'node_modules', peer));
  copyFileSync(join(__dirname, 'app.js'), join(folder, 'app.js'));
}
