import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from './packed';

/*
 * Apps that a bundler puts into one file, as some teams do to start faster or to ship no node_modules. The function
 * that disconnects servers must be ours, or the app must fail and say what to do.
 */

const REMEDY = 'mark cdk-mgn-disconnect as external (esbuild: --external:cdk-mgn-disconnect)';
const folder = mkdtempSync(join(tmpdir(), 'bundled-'));

beforeAll(() => {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'app.js'), APP);
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['in a folder without functions', 'build/app.cjs', 'cjs' as const],
  ['as an ES module', 'build/app.mjs', 'esm' as const],
])('an app that holds the library in its bundle fails at synth and says how to bundle it: %s', (_, outfile, format) => {
  const { status, stderr } = synth(bundle(outfile, format));
  expect(status).toBe(1);
  expect(stderr).toContain(REMEDY);
});

test("a bundle beside another function in dist/handler does not take that for the library's", () => {
  mkdirSync(join(folder, 'dist', 'handler'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'handler', 'index.js'), 'exports.handler = async () => "of somebody else";');
  for (const outfile of ['dist/app.cjs', 'dist/bin/app.cjs']) {
    const { status, stderr } = synth(bundle(outfile, 'cjs'));
    expect(status).toBe(1);
    expect(stderr).toContain(`the function of cdk-mgn-disconnect is not in `);
    expect(stderr).toContain(`as 'Bundled/SourceServerConnectionProvider' needs it; if a bundler`);
    expect(stderr).toContain(REMEDY);
  }
});

test.each(['cjs', 'esm'] as const)('a bundle (%s) that leaves the library out has its function', (format) => {
  const { status, outdir } = synth(
    bundle(`external/app.${format === 'cjs' ? 'cjs' : 'mjs'}`, format, ['cdk-mgn-disconnect']),
  );
  expect(status).toBe(0);
  const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
  expect(assets.map((name) => readFileSync(join(outdir, name, 'index.js'), 'utf8'))).toEqual([
    readFileSync(join(ROOT, 'dist', 'handler', 'index.js'), 'utf8'),
  ]);
});

function bundle(outfile: string, format: 'cjs' | 'esm', external: string[] = []): string {
  const path = join(folder, outfile);
  buildSync({
    entryPoints: [join(folder, 'app.js')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format,
    external: ['aws-cdk-lib', 'constructs', ...external],
    alias: external.length > 0 ? {} : { 'cdk-mgn-disconnect': join(ROOT, 'dist', 'index.js') },
    logLevel: 'error',
  });
  return path;
}

function synth(app: string) {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const modules = join(dirname(app), 'node_modules', 'cdk-mgn-disconnect');
  if (app.includes('external')) {
    mkdirSync(dirname(modules), { recursive: true });
    rmSync(modules, { force: true });
    symlinkSync(ROOT, modules);
  }
  const env = { ...process.env, CDK_OUTDIR: outdir };
  return { outdir, ...spawnSync(process.execPath, [app], { env, encoding: 'utf8' }) };
}

const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';
const app = new App();
new SourceServerConnection(new Stack(app, 'Bundled'), 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
app.synth();
`;
