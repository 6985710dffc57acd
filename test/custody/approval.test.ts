import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../lib';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { A, B } from '../../testing/app';
import { cdk, connected } from '../../testing/cdk-cli';

/* What the cdk CLI calls destructive: a pipeline may ask before that. */

const C = 's-0000000000000000c';
const folder = mkdtempSync(join(tmpdir(), 'approval-'));
let aws: LocalAws;

beforeAll(async () => {
  const servers = [A, B, C].map((sourceServerID) => ({ sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' } }));
  aws = await startLocalAws({ servers });
  await cdk(aws, ['deploy', '--require-approval', 'never', '--app', synth([A, B])]);
});

afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an added server destroys nothing: cdk diff does not fail on it, and cdk deploy does not ask', async () => {
  const app = synth([A, C, B]);
  await cdk(aws, ['diff', '--fail-on=destructive', '--app', app]);
  await cdk(aws, ['deploy', '--require-approval', 'destructive', '--app', app]);
  expect(connected(aws)).toEqual([A, B, C]);
});

test('a removed server shows its connection and its permission, and nothing else', async () => {
  const diff = cdk(aws, ['diff', '--fail-on=destructive', '--app', synth([A, C])]);
  const shown = await diff.then(String, ({ message }) => message);
  expect(shown.match(/^ {2}Stack: .*/gm)).toEqual([
    expect.stringMatching(/AWS::IAM::Policy .*DisconnectSourceServers0000000000000000b will be destroyed$/),
    expect.stringMatching(/Custom::MgnSourceServerConnection .*SourceServers0000000000000000b will be destroyed$/),
  ]);
  expect(shown.match(/^\[.*$/gm)).toHaveLength(2);
});

function synth(ids: readonly string[]): string {
  const outdir = join(folder, ids.join('-'));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Stack');
  for (const id of ids) new SourceServerConnection(stack, id, { sourceServerId: id });
  app.synth();
  return outdir;
}
