import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFor } from '../../src/lambda/node-version';
import { runLambda } from './running-lambda';

const HOST = Number(process.versions.node.split('.')[0]);
let folder: string;
let said: string[];
const tell = (notice: string) => said.push(notice);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-version-'));
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
  said = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('a runtime of the version of the host runs under the Node of the host', () => {
  installed(`${HOST}.99.0`);
  expect(nodeFor(`nodejs${HOST}.x`, tell)).toBe(process.execPath);
});

test.each([`${HOST + 2}`, `${HOST + 4}`])(
  'nodejs%s.x runs under the npm package node where that has its version',
  (major) => {
    const binary = installed(`${major}.1.2`);
    expect(nodeFor(`nodejs${major}.x`, tell)).toBe(binary);
    expect(said).toEqual([]);
  },
);

test('several runtimes find each its own Node under an alias of the package', () => {
  const majors = [HOST + 2, HOST + 4];
  const binaries = majors.map((major) => installed(`${major}.1.2`, `node${major}`));
  expect(majors.map((major) => nodeFor(`nodejs${major}.x`, tell))).toEqual(binaries);
});

test('where there is no such Node, that of the host runs it, which is said once', async () => {
  installed(`${HOST + 2}.1.2`);
  const runtime = `nodejs${HOST + 6}.x`;
  const running = await runLambda({ onNotice: tell });
  for (let i = 0; i < 2; i++) {
    const name = await running.declare('exports.handler = async () => process.version', { Runtime: runtime });
    expect((await running.invoke(name)).result).toBe(process.version);
  }
  await running.close();
  expect(said).toEqual([expect.stringContaining(`${runtime} functions run under Node ${process.version}`)]);
});

/** The npm package node, next to whoever runs the local AWS. */
function installed(version: string, name = 'node'): string {
  const home = join(folder, 'node_modules', name);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'node', version, bin: { node: 'bin/node' } }));
  writeFileSync(join(home, 'bin', 'node'), '');
  return join(home, 'bin', 'node');
}
