import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, NestedStack, Stack } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag-3';
import {
  Inventory,
  MigrationWave,
  SourceServerConnection,
  SourceServerConnectionProvider,
  StagingAreaDrained,
} from '../../lib';
import { serverId, serverIds } from '../../testing/server-ids';
import { PROVIDERS } from '../lib/nag-providers';

/*
 * cdk-nag 3 needs aws-cdk-lib 2.257, and the library is built with the lowest that it allows: scripts/with-newest-cdk
 * installs both and runs this.
 */

const PACKS = [
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
];
const DOCS = readFileSync(join(__dirname, '..', '..', 'docs', 'operating.md'), 'utf8');
test.each(PROVIDERS)('AwsSolutions finds nothing in a provider %s that acknowledges its findings', (_, propsIn) => {
  const root = new Stack(new App(), 'Root'.padEnd(60, 'x'));
  for (const [index, stack] of [root, new NestedStack(root, 'Nested')].entries()) {
    SourceServerConnectionProvider.getOrCreate(stack, propsIn(stack)).acknowledgeFindings();
    new SourceServerConnection(stack, 'Web', { sourceServerId: serverId(index) });
  }
  new SourceServerConnection(root, 'Token', { sourceServerId: new CfnParameter(root, 'Parameter').valueAsString });
  expect(rulesBroken(root, [AwsSolutionsChecks])).toEqual([]);
});

test('AwsSolutions finds nothing in a wave of hundreds whose provider acknowledges its findings', () => {
  const stack = new Stack(new App(), 'Stack');
  SourceServerConnectionProvider.getOrCreate(stack).acknowledgeFindings();
  const servers = Inventory.fromList(serverIds(300).map((sourceServerId) => ({ sourceServerId })));
  new MigrationWave(stack, 'Wave', { servers });
  expect(rulesBroken(stack, [AwsSolutionsChecks])).toEqual([]);
});

test('without that, there is one finding for each server', () => {
  const stack = new Stack(new App(), 'Stack');
  for (const id of serverIds(3)) new SourceServerConnection(stack, id, { sourceServerId: id });
  const servers = rulesBroken(stack, [AwsSolutionsChecks]).filter((rule) => rule.includes(':source-server/'));
  expect(servers).toHaveLength(3);
});

test.each(PROVIDERS)(
  'no pack finds a rule broken by a provider %s that docs/operating.md does not name',
  (_, propsIn) => {
    const stack = new Stack(new App(), 'Stack');
    SourceServerConnectionProvider.getOrCreate(stack, propsIn(stack)).acknowledgeFindings();
    const web = new SourceServerConnection(stack, 'Web', { sourceServerId: serverId(1) });
    new StagingAreaDrained(stack, 'Drained', { connections: [web] });
    const names = rulesBroken(stack, PACKS).map((rule) => rule.replace(/\[.*/, '').replace(/^.*-/, ''));
    expect(names).toContain('LambdaDLQ');
    expect([...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(DOCS))).toEqual([]);
  },
);

function rulesBroken(stack: Stack, packs: typeof PACKS): string[] {
  const app = stack.node.root as App;
  app.synth();
  return packs.flatMap((Pack) => new Pack(app).validateScope(app).violations.map(({ ruleName }) => ruleName));
}
