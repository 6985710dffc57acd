import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFor } from '../../../local/lambda/node-version';

const HOST = Number(process.versions.node.split('.')[0]);
let folder: string;
let said: jest.SpyInstance;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-version-'));
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
  said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('a runtime of the version of the host runs under the Node of the host', () => {
  installed(`${HOST}.99.0`);
  expect(nodeFor(`nodejs${HOST}.x`)).toBe(process.execPath);
});

test.each([`${HOST + 2}`, `${HOST + 4}`])(
  'nodejs%s.x runs under the npm package node where that has its version',
  (major) => {
    const binary = installed(`${major}.1.2`);
    expect(nodeFor(`nodejs${major}.x`)).toBe(binary);
    expect(said).not.toHaveBeenCalled();
  },
);

test('where there is no such Node, that of the host runs it, which is said once', () => {
  installed(`${HOST + 2}.1.2`);
  const runtime = `nodejs${HOST + 6}.x`;
  expect([nodeFor(runtime), nodeFor(runtime)]).toEqual([process.execPath, process.execPath]);
  expect(said.mock.calls).toEqual([
    [expect.stringContaining(`${runtime} functions run under Node ${process.version}`)],
  ]);
});

/** The npm package node, next to whoever runs the local AWS. */
function installed(version: string): string {
  const home = join(folder, 'node_modules', 'node');
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'node', version, bin: { node: 'bin/node' } }));
  writeFileSync(join(home, 'bin', 'node'), '');
  return join(home, 'bin', 'node');
}
