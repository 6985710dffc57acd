import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { App, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { type Files, FreshRunner } from './fresh-runner';
import { verdictsIn } from './tool';

/*
 * The packed tool beside the cdk CLI of a project, on a fresh machine. A stack holds two servers, and one of them
 * leaves: the tool sees that only if it reads the app as the cdk CLI reads it.
 */

const [STAYS, LEAVES] = ['s-000000000000stays', 's-00000000000leaves'];
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIALOCALOPERATOR', AWS_SECRET_ACCESS_KEY: 'local' };
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

let aws: LocalAws;
let runner: FreshRunner;

beforeAll(async () => {
  aws = await startLocalAws({
    servers: [STAYS, LEAVES].map((sourceServerID) => ({
      sourceServerID,
      sourceProperties: { identificationHints: { hostname: sourceServerID } },
    })),
    onNotice: () => {},
  });
  runner = await FreshRunner.start(aws);
  const assembly = mkdtempSync(join(tmpdir(), 'wave-'));
  const stack = new Stack(new App({ outdir: assembly, analyticsReporting: false }), 'Wave');
  for (const sourceServerId of [STAYS, LEAVES]) new SourceServerConnection(stack, sourceServerId, { sourceServerId });
  (stack.node.root as App).synth();
  await cdk(aws, ['deploy', 'Wave', '--require-approval', 'never', '--app', assembly]);
  rmSync(assembly, { recursive: true, force: true });
});

afterAll(async () => {
  runner.stop();
  await aws.stop();
});

/** An app whose stack holds the second server where the expression holds. */
const app = (holds: string, more = ''): string => `
const { App, Stack, aws_ssm, DockerImage } = require('aws-cdk-lib');
const { SourceServerConnection } = require('cdk-mgn-disconnect');
const app = new App();
const stack = new Stack(app, 'Wave', { env: { account: '${ACCOUNT}', region: '${REGION}' } });
${more}
new SourceServerConnection(stack, '${STAYS}', { sourceServerId: '${STAYS}' });
if (${holds}) new SourceServerConnection(stack, '${LEAVES}', { sourceServerId: '${LEAVES}' });
`;

const cdkJson = (settings: object = {}): string => JSON.stringify({ app: 'node app.js', ...settings });

const PROFILES = `[default]\nregion = eu-west-1\n[profile production]\nregion = ${REGION}\n`;
const PROFILE_KEYS = '[production]\naws_access_key_id = AKIALOCALOPERATOR\naws_secret_access_key = local\n';
const HOME = { '~/.aws/config': PROFILES, '~/.aws/credentials': PROFILE_KEYS };
const OF_PROFILE = { 'app.js': app(`process.env.CDK_DEFAULT_REGION !== '${REGION}'`), ...HOME };

/** Gives credentials for the account, as a plugin of the cdk CLI does. */
const PLUGIN = `module.exports = { version: '1', init: (host) => host.registerCredentialProviderSource({
  name: 'vault', isAvailable: async () => true, canProvideCredentials: async (account) => account === '${ACCOUNT}',
  getProvider: async () => ({ accessKeyId: 'AKIALOCALOPERATOR', secretAccessKey: 'local' }),
}) };`;

interface Case {
  readonly files: Files;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const CASES: Readonly<Record<string, Case>> = {
  'an app that chooses its servers by the account': {
    files: { 'cdk.json': cdkJson(), 'app.js': app(`process.env.CDK_DEFAULT_ACCOUNT !== '${ACCOUNT}'`) },
    env: KEYS,
  },
  'an app that "build" of cdk.json builds anew': {
    files: {
      'cdk.json': cdkJson({ app: 'node dist/app.js', build: 'node build.js' }),
      'dist/app.js': app('true'),
      'build.js': `require('fs').copyFileSync('app.js', 'dist/app.js')`,
      'app.js': app('false'),
    },
    env: KEYS,
  },
  'an assembly that "build" of cdk.json makes': {
    files: {
      'cdk.json': cdkJson({ app: 'cdk.out', build: 'node build.js' }),
      'cdk.out/manifest.json': '{}',
      'build.js': `process.env.CDK_OUTDIR = 'cdk.out'; require('./app.js')`,
      'app.js': `${app('false')} app.synth();`,
    },
    env: KEYS,
  },
  'the profile of cdk.json': { files: { ...OF_PROFILE, 'cdk.json': cdkJson({ profile: 'production' }) } },
  'the profile of CDK_PROFILE': {
    files: { ...OF_PROFILE, 'cdk.json': cdkJson({ profile: 'other' }) },
    env: { CDK_PROFILE: 'production' },
  },
  'the profile of --profile': {
    files: { ...OF_PROFILE, 'cdk.json': cdkJson({ profile: 'other' }) },
    args: ['--profile', 'production'],
  },
  'the Region of --region': {
    files: { ...OF_PROFILE, 'cdk.json': cdkJson() },
    args: ['--region', REGION],
    env: { ...KEYS, AWS_REGION: 'eu-west-1' },
  },
  'a cdk.json with a byte order mark': {
    files: { 'cdk.json': `\ufeff${cdkJson()}`, 'app.js': app('false') },
    env: KEYS,
  },
  'the app of ~/.cdk.json': { files: { '~/.cdk.json': cdkJson(), 'app.js': app('false') }, env: KEYS },
  'the app of CDK_APP': {
    files: { 'cdk.json': cdkJson({ app: 'node none.js' }), 'app.js': app('false') },
    env: { ...KEYS, CDK_APP: 'node app.js' },
  },
  'the context of --context': {
    files: { 'cdk.json': cdkJson(), 'app.js': app("app.node.tryGetContext('wave') !== '2'") },
    args: ['--context', 'wave=2'],
    env: KEYS,
  },
  'credentials of a plugin in cdk.json': {
    files: { 'cdk.json': cdkJson({ plugin: ['$CHECKOUT/plugin.js'] }), 'plugin.js': PLUGIN, 'app.js': app('false') },
    env: { AWS_REGION: REGION },
  },
};

test.each(Object.entries(CASES))('plan knows %s', async (_, { files, args = [], env }) => {
  runner.reset(files);
  const { code, stdout, stderr } = await runner.tool(['plan', '--json', ...args], env);
  if (stdout === '') throw new Error(stderr);
  const { stacks } = JSON.parse(stdout);
  expect(stacks[0].not_checked).toEqual([]);
  expect(verdictsIn({ stacks })).toEqual([`Wave: ${LEAVES} will-be-disconnected`, `Wave: ${STAYS} kept`]);
  expect(code).toBe(2);
});

test('plan bundles no asset, where cdk synth needs Docker for one', async () => {
  const image = "bundling: { image: DockerImage.fromRegistry('python:3.13') }";
  const bundled = `new (require('aws-cdk-lib/aws-s3-assets').Asset)(stack, 'Code', { path: __dirname + '/code', ${image} });`;
  runner.reset({ 'cdk.json': cdkJson(), 'app.js': app('false', bundled), 'code/index.py': '' });
  expect((await runner.cdk(['synth', '--quiet'], KEYS)).code).toBe(1);
  const { code, stdout } = await runner.tool(['plan', '--quiet'], KEYS);
  expect([code, stdout]).toEqual([2, `cdk deploy will disconnect 1 source server: ${LEAVES}.\n`]);
});

test('what the app looks up is looked up, and written into cdk.context.json, as by the cdk CLI', async () => {
  const ssm = new SSMClient({
    endpoint: aws.url,
    region: REGION,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await ssm.send(new PutParameterCommand({ Name: '/wave', Value: 'two', Type: 'String' }));
  const lookUp = "const wave = aws_ssm.StringParameter.valueFromLookup(stack, '/wave');";
  runner.reset({ 'cdk.json': cdkJson(), 'app.js': app("wave !== 'two'", lookUp) });
  const context = join(runner.checkout, 'cdk.context.json');
  expect((await runner.tool(['plan'], KEYS)).code).toBe(2);
  const ours = readFileSync(context, 'utf8');
  rmSync(context);
  expect((await runner.cdk(['diff'], KEYS)).code).toBe(0);
  expect(ours).toBe(readFileSync(context, 'utf8'));
});

test('plan writes nothing into the project but that', async () => {
  runner.reset({ 'cdk.json': cdkJson(), 'app.js': app('false') });
  await runner.tool(['plan'], KEYS);
  expect(existsSync(join(runner.checkout, 'cdk.out'))).toBe(false);
  expect(existsSync(join(runner.checkout, 'cdk.context.json'))).toBe(false);
});

test.each([
  ['no such profile', { 'cdk.json': cdkJson({ profile: 'none' }), 'app.js': app('true') }, /none/],
  ['no credentials', { 'cdk.json': cdkJson(), 'app.js': app('true') }, /sign in as for the cdk CLI/],
])('with %s plan cannot tell, and exits with 1', async (_, files, message) => {
  runner.reset(files as unknown as Files);
  const { code, stdout } = await runner.tool(['plan', '--json']);
  expect(JSON.parse(stdout).stacks[0].not_checked.join()).toMatch(message);
  expect(code).toBe(1);
});

test.each([
  ['an app that fails', { 'cdk.json': cdkJson(), 'app.js': "throw new Error('no such wave')" }, /no such wave/],
  [
    'an app with a folder of its own',
    { 'cdk.json': cdkJson(), 'app.js': "new (require('aws-cdk-lib').App)({ outdir: 'own' }).synth();" },
    /cdk synth, and give that folder as --app/,
  ],
  ['a cdk.json that is none', { 'cdk.json': '{ app: }' }, /cdk\.json could not be read/],
  ['no app', {}, /there is no app: run this where cdk\.json is/],
])('%s is an error with what the cdk CLI says', async (_, files, message) => {
  runner.reset(files as unknown as Files);
  const { code, stdout, stderr } = await runner.tool(['plan'], KEYS);
  expect(stderr).toMatch(message);
  expect([code, stdout]).toEqual([1, '']);
});

test('an app that reports an error is refused, as cdk deploy refuses it, and destroyed all the same', async () => {
  const report = "require('aws-cdk-lib').Annotations.of(stack).addError('no owner');";
  runner.reset({ 'cdk.json': cdkJson(), 'app.js': app('false', report) });
  const { code, stdout, stderr } = await runner.tool(['plan'], KEYS);
  expect(stderr).toMatch(/cdk deploy refuses the app, which reports errors:\n\/Wave: no owner/);
  expect([code, stdout]).toEqual([1, '']);
  expect((await runner.cdk(['deploy', '--require-approval', 'never'], KEYS)).code).toBe(1);
  expect((await runner.tool(['plan', '--destroy'], KEYS)).code).toBe(2);
});

test('then the deployment disconnects what each plan said', async () => {
  runner.reset({ 'cdk.json': cdkJson(), 'app.js': app('false') });
  expect(connected(aws)).toEqual([STAYS, LEAVES]);
  const environment = { ...KEYS, AWS_ENDPOINT_URL: aws.url, HTTP_PROXY: '', HTTPS_PROXY: '' };
  const { code, stderr } = await runner.cdk(['deploy', '--require-approval', 'never'], environment);
  if (code !== 0) throw new Error(stderr);
  expect(connected(aws)).toEqual([STAYS]);
});
