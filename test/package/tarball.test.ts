import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, pack, ROOT, run } from './packed';

const MAX_BYTES = 150_000;

/** What Lambda starts, and the removal gate, which takes from it what they share. */
const HANDLER = ['index.js', 'gate.js'];

const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
const tarball = pack(folder);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds what is used and nothing else', () => {
    const others = tarball.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'));
    expect(others.sort()).toEqual(['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  test('holds of dist/ what lib/ compiles to, the handlers, and no stale file', () => {
    const sources = tarball.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
    const stale = sources.filter((path) => !existsSync(join(ROOT, sourceOf(path))));
    expect(stale).toEqual([]);
    expect(sources).toEqual(expect.arrayContaining(HANDLER.map((name) => `dist/handler/${name}`)));
    expect(sources).toContain('dist/staging/index.js');
    expect(sources).toContain('dist/index.js');
  });

  test(`is smaller than ${MAX_BYTES / 1000} kB`, () => {
    expect(tarball.size).toBeLessThan(MAX_BYTES);
  });

  test('has no script that npm would run, or warn of, when it is installed', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
  });

  test('installs in an empty folder, where an app synthesizes with the handler as an asset', () => {
    const app = join(folder, 'app');
    install(app, join(folder, tarball.filename));
    writeFileSync(join(app, 'app.js'), APP);
    run(app, process.execPath, 'app.js');
    const { files } = JSON.parse(readFileSync(join(app, 'cdk.out', 'Stack.assets.json'), 'utf8'));
    const paths = Object.values<any>(files).map(({ source }) => join(app, 'cdk.out', source.path));
    const handlers = paths.filter((path) => existsSync(join(path, 'index.js')));
    expect(handlers).toHaveLength(1);
    for (const name of HANDLER)
      expect(readFileSync(join(handlers[0] ?? '', name), 'utf8')).toBe(
        readFileSync(join(ROOT, 'dist/handler', name), 'utf8'),
      );
  });
});

function sourceOf(path: string): string {
  if (HANDLER.some((name) => path === `dist/handler/${name}`)) return 'lambda/index.ts';
  if (path === 'dist/staging/index.js') return 'lambda/staging/index.ts';
  return path.replace(/^dist\//, 'lib/').replace(/(\.d\.ts|\.js)$/, '.ts');
}

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { SourceServerConnection } = require('cdk-mgn-disconnect');
const app = new App({ outdir: 'cdk.out' });
new SourceServerConnection(new Stack(app, 'Stack'), 'Server', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
app.synth();
`;
