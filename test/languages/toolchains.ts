import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';

const ROOT = join(__dirname, '..', '..');
const PACKAGES = join(ROOT, 'packages');

/** All languages use the same aws-cdk-lib, since another one may write another template. */
const CDK = manifest.devDependencies['aws-cdk-lib'];
const CONSTRUCTS = manifest.devDependencies.constructs;

/** Synthesizes the app of a language in a folder, and gives the folder of the cloud assembly. */
type Synthesize = (folder: string) => string;

export const typescript: Synthesize = (folder) => {
  mkdirSync(folder);
  return synthesize(ROOT, folder, [process.execPath, '--import', 'tsx', join(__dirname, 'typescript.ts')]);
};

const python: Synthesize = (folder) => {
  copy('python', folder);
  run(folder, ['python3', '-m', 'venv', '.venv']);
  const bin = (name: string) => join(folder, '.venv', 'bin', name);
  const wheel = fileIn(join(PACKAGES, 'python'), '.whl');
  run(folder, [bin('pip'), 'install', '-q', wheel, `aws-cdk-lib==${CDK}`, `constructs==${CONSTRUCTS}`]);
  return synthesize(folder, folder, [bin('python'), 'app.py']);
};

const java: Synthesize = (folder) => {
  copy('java', folder);
  const name = 'cdk-mgn-disconnect';
  const base = join(PACKAGES, 'java/io/github', name, name, manifest.version, `${name}-${manifest.version}`);
  const versions = [
    `-Dlibrary.version=${manifest.version}`,
    `-Dcdk.version=${CDK}`,
    `-Dconstructs.version=${CONSTRUCTS}`,
  ];
  const maven = ['mvn', '-B', '-q', ...versions];
  run(folder, [...maven, 'install:install-file', `-Dfile=${base}.jar`, `-DpomFile=${base}.pom`]);
  return synthesize(folder, folder, [...maven, 'compile', 'exec:java']);
};

const go: Synthesize = (folder) => {
  copy('go', folder);
  const library = 'github.com/cdk-mgn-disconnect/cdk-mgn-disconnect-go/cdkmgndisconnect';
  const versions = [
    `-require=${library}@v${manifest.version}`,
    `-replace=${library}=${join(PACKAGES, 'go', 'cdkmgndisconnect')}`,
    `-require=github.com/aws/aws-cdk-go/awscdk/v2@v${CDK}`,
    `-require=github.com/aws/constructs-go/constructs/v10@v${CONSTRUCTS}`,
  ];
  run(folder, ['go', 'mod', 'edit', ...versions]);
  run(folder, ['go', 'mod', 'tidy']);
  return synthesize(folder, folder, ['go', 'run', '.']);
};

export const languages: Record<string, Synthesize> = { python, java, go };

function copy(language: string, folder: string): void {
  cpSync(join(__dirname, language), folder, { recursive: true });
  cpSync(join(__dirname, 'export.csv'), join(folder, 'export.csv'));
}

function synthesize(cwd: string, folder: string, command: string[]): string {
  const assembly = join(folder, 'cdk.out');
  run(cwd, command, { CDK_OUTDIR: assembly });
  return assembly;
}

/** Runs a command quietly; its output is the error if it fails. */
function run(cwd: string, [command = '', ...args]: string[], environment: Record<string, string> = {}): void {
  const env = { ...process.env, ...environment };
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`);
}

function fileIn(folder: string, ending: string): string {
  const name = readdirSync(folder).find((entry) => entry.endsWith(ending));
  if (!name) throw new Error(`no ${ending} in ${folder}: run 'npm run package' first`);
  return join(folder, name);
}
