import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { FreshRunner } from './fresh-runner';

/* The packed tool where a proxy is the only way to AWS, and the company signs what the proxy shows. */

const SERVER = 's-000000000000proxy';

let aws: LocalAws;
let runner: FreshRunner;
let bundle: string;

beforeAll(async () => {
  aws = await startLocalAws({ servers: [{ sourceServerID: SERVER }], onNotice: () => {} });
  runner = await FreshRunner.start(aws);
  bundle = runner.env.AWS_CA_BUNDLE ?? '';
  const { AWS_ENDPOINT_URL, PATH = '', HOME = '', TMPDIR = '' } = runner.env;
  const keys = { AWS_ACCESS_KEY_ID: 'AKIALOCALOPERATOR', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };
  runner.env = { PATH, HOME, TMPDIR, ...keys, AWS_ENDPOINT_URL: AWS_ENDPOINT_URL ?? '' };
});

afterAll(async () => {
  runner.stop();
  await aws.stop();
});

beforeEach(() => {
  runner.reset({ 'cdk.json': '{ "app": "node app.js" }', 'app.js': APP });
  runner.network.passed();
});

const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { SourceServerConnection } = require('cdk-mgn-disconnect');
new SourceServerConnection(new Stack(new App(), 'Crm'), 'Web', { sourceServerId: '${SERVER}' });
`;

const proxied = () => ({ HTTPS_PROXY: runner.network.url, AWS_CA_BUNDLE: bundle });

test.each([
  ['plan', 0],
  ['status', 2],
  ['inventory', 0],
])('%s goes through HTTPS_PROXY, and trusts AWS_CA_BUNDLE', async (command, exit) => {
  const { code, stderr } = await runner.tool([command, '--quiet'], proxied());
  expect([code, stderr]).toEqual([exit, '']);
  expect(new Set(runner.network.passed())).toEqual(new Set(['CONNECT aws.corp.invalid:443']));
});

test('an endpoint without TLS is reached through HTTP_PROXY', async () => {
  const plain = { AWS_ENDPOINT_URL: runner.network.endpoint.plain, HTTP_PROXY: runner.network.url };
  expect((await runner.tool(['status', '--quiet'], plain)).code).toBe(2);
  expect(new Set(runner.network.passed())).toEqual(new Set(['POST aws.corp.invalid']));
});

describe('the proxy is also', () => {
  test('that of --proxy, and the certificates those of --ca-bundle-path', async () => {
    const args = ['--proxy', runner.network.url, '--ca-bundle-path', bundle];
    expect((await runner.tool(['plan', '--quiet', ...args])).code).toBe(0);
    expect((await runner.tool(['inventory', ...args])).code).toBe(0);
  });

  test('that of cdk.json, with the certificates of the profile', async () => {
    const settings = { app: 'node app.js', proxy: runner.network.url, profile: 'crm' };
    const profile = `[profile crm]\nregion = us-east-1\nca_bundle = ${bundle}\n`;
    const keys = '[crm]\naws_access_key_id = a\naws_secret_access_key = b\n';
    runner.reset({
      'cdk.json': JSON.stringify(settings),
      'app.js': APP,
      '~/.aws/config': profile,
      '~/.aws/credentials': keys,
    });
    const { code, stderr } = await runner.tool(['plan', '--quiet']);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('the way to a role that a profile assumes', async () => {
    const config = `[profile crm]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/Crm\nsource_profile = base\n`;
    const keys = '[base]\naws_access_key_id = a\naws_secret_access_key = b\n';
    runner.reset({ '~/.aws/config': config, '~/.aws/credentials': keys });
    const { code, stderr } = await runner.tool(['inventory', '--profile', 'crm', '--quiet'], proxied());
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('an error', () => {
  test('names the proxy on the way, without its password', async () => {
    const args = ['inventory', '--proxy', 'http://user:secret@127.0.0.1:9'];
    const { code, stderr } = await runner.tool(args);
    expect(stderr).toMatch(/ECONNREFUSED.*by way of the proxy http:\/\/127\.0\.0\.1:9/);
    expect(stderr).not.toContain('secret');
    expect(code).toBe(1);
  });

  test('is what a name in NO_PROXY meets here', async () => {
    const { stderr } = await runner.tool(['inventory'], { ...proxied(), NO_PROXY: '.corp.invalid' });
    expect(stderr).toMatch(/(ENOTFOUND|EAI_AGAIN).*check --region and the network/);
    expect(runner.network.passed()).toEqual([]);
  });

  test('is a certificate that nobody vouches for', async () => {
    const { code, stderr } = await runner.tool(['inventory'], { HTTPS_PROXY: runner.network.url });
    expect(stderr).toMatch(/self.signed certificate.*--ca-bundle-path/);
    expect(code).toBe(1);
  });

  test('is a proxy of a kind that there is not', async () => {
    const file = join(runner.checkout, 'cdk.json');
    writeFileSync(file, '{ "app": "node app.js", "proxy": "corp:8080" }');
    const { code, stderr } = await runner.tool(['inventory']);
    expect(stderr).toMatch(/corp:8080/);
    expect(code).toBe(1);
  });
});
