import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { FreshRunner } from './fresh-runner';

/* The packed tool in a project without a cdk CLI of its own, as those in Python or Java are. */

const SERVER = 's-00000000000global';

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { SourceServerConnection } = require('cdk-mgn-disconnect');
new SourceServerConnection(new Stack(new App(), 'Crm'), 'Web', { sourceServerId: '${SERVER}' });
`;

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIALOCALOPERATOR', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };

let aws: LocalAws;
let runner: FreshRunner;

beforeAll(async () => {
  aws = await startLocalAws({ servers: [{ sourceServerID: SERVER }], onNotice: () => {} });
  runner = await FreshRunner.start(aws, ['aws-cdk']);
  runner.reset({ 'cdk.json': '{ "app": "node app.js" }', 'app.js': APP });
});

afterAll(async () => {
  runner.stop();
  await aws.stop();
});

/** What the cdk CLI 2.1000.0 prints of an assembly of aws-cdk-lib 2.211.0. */
const TOO_OLD = `This CDK CLI is not compatible with the CDK library used by your application. Please upgrade the CLI to the latest version.
(Cloud assembly schema version mismatch: Maximum schema version supported is 40.x.x, but found 48.0.0. You need at least CLI version 2.1033.0 to read this manifest.)`;

test.each([['plan'], ['rehearse']])('%s says how to install one where there is none', async (command) => {
  const { code, stdout, stderr } = await runner.tool([command], KEYS);
  expect(stderr).toMatch(
    /there is no cdk CLI, neither in this project nor on the path: npm install --save-dev aws-cdk@2/,
  );
  expect([code, stdout]).toEqual([1, '']);
});

test('an assembly is planned without one', async () => {
  const made = await runner.node(['app.js'], { CDK_OUTDIR: 'cdk.out' });
  expect(made.code).toBe(0);
  const { code, stdout } = await runner.tool(['plan', '--app', 'cdk.out', '--quiet'], KEYS);
  expect([code, stdout]).toEqual([0, 'cdk deploy will disconnect no source server.\n']);
});

test('one that is too old for the app is an error that says so', async () => {
  const folder = join(runner.checkout, 'old');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'cdk'),
    `#!/usr/bin/env node\nconsole.error(${JSON.stringify(TOO_OLD)}); process.exit(1);`,
  );
  chmodSync(join(folder, 'cdk'), 0o755);
  const path = `${folder}:${runner.env.PATH}`;
  const { code, stderr } = await runner.tool(['plan'], { ...KEYS, PATH: path });
  expect(stderr).toMatch(/You need at least CLI version 2\.1033\.0/);
  expect(stderr).toMatch(/the cdk CLI is older than the aws-cdk-lib of the app: npm install --save-dev aws-cdk@2/);
  expect(code).toBe(1);
});

test('one that is installed for all projects is taken from the path', async () => {
  runner.installGlobally(require.resolve('aws-cdk/bin/cdk'));
  const { code, stdout, stderr } = await runner.tool(['plan', '--quiet'], KEYS);
  expect([code, stdout, stderr]).toEqual([0, 'cdk deploy will disconnect no source server.\n', '']);
});
