import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const MAX_BYTES = 150_000;

const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
const tarball = pack();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds what is used and nothing else', () => {
    const others = tarball.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'));
    expect(others.sort()).toEqual(['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  test('holds of dist/ what lib/ compiles to, the handler, and no stale file', () => {
    const sources = tarball.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
    const stale = sources.filter((path) => !existsSync(join(ROOT, sourceOf(path))));
    expect(stale).toEqual([]);
    expect(sources).toContain('dist/handler/index.js');
    expect(sources).toContain('dist/index.js');
  });

  test(`is smaller than ${MAX_BYTES / 1000} kB`, () => {
    console.info(`${tarball.filename}: ${tarball.size} bytes packed, ${tarball.unpackedSize} unpacked`);
    expect(tarball.size).toBeLessThan(MAX_BYTES);
  });

  test('installs in an empty folder, where an app synthesizes with the handler as an asset', () => {
    const app = join(folder, 'app');
    install(app);
    run(app, process.execPath, 'app.js');
    const { files } = JSON.parse(readFileSync(join(app, 'cdk.out', 'Stack.assets.json'), 'utf8'));
    const paths = Object.values<any>(files).map(({ source }) => join(app, 'cdk.out', source.path));
    const handlers = paths.map((path) => join(path, 'index.js')).filter((path) => existsSync(path));
    expect(handlers).toHaveLength(1);
    expect(readFileSync(handlers[0] ?? '', 'utf8')).toBe(readFileSync(join(ROOT, 'dist/handler/index.js'), 'utf8'));
  });
});

function sourceOf(path: string): string {
  if (path === 'dist/handler/index.js') return 'lambda/index.ts';
  return path.replace(/^dist\//, 'lib/').replace(/(\.d\.ts|\.js)$/, '.ts');
}

/** Without its scripts: what is packed is what `npm run build` left. */
function pack() {
  const output = run(ROOT, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  return JSON.parse(output)[0] as {
    readonly filename: string;
    readonly size: number;
    readonly unpackedSize: number;
    readonly files: readonly { readonly path: string }[];
  };
}

/** Offline, which works as long as the package has no dependencies; its peers are those of the checkout. */
function install(app: string): void {
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  run(
    app,
    'npm',
    'install',
    '--offline',
    '--legacy-peer-deps',
    '--no-audit',
    '--no-fund',
    join('..', tarball.filename),
  );
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', peer), join(app, 'node_modules', peer));
  }
  writeFileSync(join(app, 'app.js'), APP);
}

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { SourceServerConnection } = require('cdk-mgn-disconnect');
const app = new App({ outdir: 'cdk.out' });
new SourceServerConnection(new Stack(app, 'Stack'), 'Server', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
app.synth();
`;

function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}
