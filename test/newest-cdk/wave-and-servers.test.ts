import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListApplicationsCommand, ListWavesCommand, MgnClient } from '@aws-sdk/client-mgn';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';

/* A stack that owns a wave, an application and its servers: aws-cdk-lib has these types since after the lowest that is allowed. */

const SHOP = ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901'];
const APP = join('test', 'newest-cdk', 'wave-and-servers.ts');

const folder = mkdtempSync(join(tmpdir(), 'wave-and-servers-'));
let aws: LocalAws;
beforeEach(async () => {
  aws = await startLocalAws({ servers: SHOP.map((sourceServerID) => ({ sourceServerID })) });
});
afterEach(() => aws.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function groupsLeft() {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const mgn = new MgnClient({ endpoint: aws.url, region: aws.region, credentials });
  const answers = [await mgn.send(new ListApplicationsCommand({})), await mgn.send(new ListWavesCommand({}))];
  return answers.map(({ items }) => items);
}

const applicationsOf = () => SHOP.map((id) => aws.servers.get(id)?.applicationID);

test('its deletion disconnects the servers, takes them out of the application, and deletes that and the wave', async () => {
  await cdk(aws, [
    'deploy',
    '--all',
    '--require-approval',
    'never',
    '--app',
    `node --import tsx ${APP}`,
    '--output',
    folder,
  ]);
  expect(connected(aws)).toEqual(SHOP);
  expect(applicationsOf()).toEqual(SHOP.map(() => expect.stringMatching(/^app-/)));
  const before = aws.calls().length;
  await cdk(aws, ['destroy', '--all', '--force', '--app', folder]);
  expect(connected(aws)).toEqual([]);
  expect(applicationsOf()).toEqual([undefined, undefined]);
  const changes = ['DisconnectFromService', 'DisassociateSourceServers', 'DisassociateApplications'];
  const made = aws
    .calls()
    .slice(before)
    .map(({ operation }) => operation)
    .filter((name) => changes.includes(name));
  expect(made).toEqual(['DisconnectFromService', ...changes]);
  expect(await groupsLeft()).toEqual([[], []]);
});

test('docs/operating.md has it as it is tested', () => {
  const quoted = readFileSync(APP, 'utf8').split(/^\/\* (?:begin|end) docs\/operating\.md \*\/\n/m)[1] ?? '';
  expect(quoted).toContain('new CfnWave');
  expect(readFileSync(join('docs', 'operating.md'), 'utf8').includes(quoted)).toBe(true);
});
