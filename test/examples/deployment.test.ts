import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { cdk, connected } from '../../testing/cdk-cli';
import { synthesizeExample } from '../../testing/examples';
import { eventsOf } from '../../testing/logs';

/*
 * Not here: vpc and staging-area (AWS::EC2::VPC) and pipeline (AWS::CodePipeline::Pipeline) have resources of types that the local AWS
 * does not run.
 */

const [WEB_1, WEB_2, APP_1, LEGACY_1] = [
  's-3053c1c3b7d8bd4e0',
  's-3a1f4f5d6c7e8b901',
  's-3c9e2b7a4d5f60812',
  's-3f0a1b2c3d4e5f607',
];
const FLEET = [WEB_1, WEB_2, APP_1, LEGACY_1];

const EXAMPLES: readonly Example[] = [
  { name: 'plain', stacks: ['--all'], disconnects: [WEB_1, APP_1] },
  { name: 'waves', stacks: ['Wave1'], disconnects: [WEB_1, WEB_2] },
  { name: 'migration-wave', stacks: ['--all'], disconnects: [WEB_1, WEB_2], archives: [WEB_1, WEB_2] },
  { name: 'mgn-export', stacks: ['FirstWave'], disconnects: [WEB_1, WEB_2] },
  { name: 'stages', stacks: ['Test/*'], disconnects: [WEB_1, WEB_2] },
  { name: 'nested-stacks', stacks: ['--all'], disconnects: [WEB_1, WEB_2, LEGACY_1] },
  {
    name: 'managed-accounts',
    stacks: ['Administrator/*'],
    disconnects: [WEB_1, WEB_2, APP_1],
    owners: { [WEB_1]: '210987654321', [WEB_2]: '210987654321', [APP_1]: '321098765432' },
  },
  { name: 'retain', stacks: ['--all'], disconnects: [WEB_1] },
  { name: 'parameter-store', stacks: ['--all'], disconnects: [WEB_1] },
  { name: 'alerts', stacks: ['--all'], disconnects: [WEB_1] },
  { name: 'archive', stacks: ['--all'], disconnects: [WEB_1, WEB_2], archives: [WEB_1], deletes: [WEB_2] },
];

interface Example {
  readonly name: string;
  /** Which stacks are deployed and destroyed. */
  readonly stacks: readonly string[];
  readonly disconnects: readonly string[];
  readonly archives?: readonly string[];
  readonly deletes?: readonly string[];
  /** The accounts of servers that are not in the deploying account. */
  readonly owners?: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'examples-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(EXAMPLES)(
  '$name: destroy disconnects its servers, and deploy none; the log says so',
  async (example) => {
    const aws = await startLocalAws({ servers: fleet(example) });
    try {
      await deploy(aws, example);
      expect(connected(aws)).toEqual(FLEET);
      await cdk(aws, ['destroy', ...example.stacks, '--force', '--app', join(folder, example.name)]);
      expect(connected(aws)).toEqual(FLEET.filter((id) => !example.disconnects.includes(id)));
      const archived = aws.servers.list().filter(({ isArchived }) => isArchived);
      expect(archived.map(({ sourceServerID }) => sourceServerID)).toEqual(example.archives ?? []);
      expect(FLEET.filter((id) => !aws.servers.get(id))).toEqual(example.deletes ?? []);
      const record = await eventsOf((request) => aws.handle(request), '{ $.decision = "disconnected" }');
      expect(record.map((line) => JSON.parse(line).sourceServerId).sort()).toEqual([...example.disconnects].sort());
    } finally {
      await aws.stop();
    }
  },
  120_000,
);

async function deploy(aws: LocalAws, { name, stacks }: Example): Promise<void> {
  synthesizeExample(name, join(folder, name));
  await cdk(aws, ['deploy', ...stacks, '--require-approval', 'never', '--app', join(folder, name)]);
}

function fleet({ owners = {} }: Example) {
  return FLEET.map((sourceServerID) => {
    const owner = owners[sourceServerID];
    const arn = owner && `arn:aws:mgn:us-east-1:${owner}:source-server/${sourceServerID}`;
    return { sourceServerID, lifeCycle: { state: 'READY_FOR_TEST' }, ...(arn ? { arn } : {}) };
  });
}
