import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/** The assembly of the app of docs/plan.md, three stacks of a migration, before (1) or after (2) its change. */
export function synthesize(version: 1 | 2): string {
  const changed = version === 2;
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), `migration-${version}-`)) });

  const web = new Stack(app, 'Web');
  declare(web, 's-1111111111111web1');
  if (!changed) declare(web, 's-1111111111111web2');
  const cache = new NestedStack(web, 'Cache');
  new CfnResource(cache, 'Alarms', { type: 'AWS::SNS::Topic' });
  if (!changed) declare(cache, 's-111111111111cache');
  if (changed) declare(web, 's-111111111111cache');

  const data = new Stack(app, 'Data');
  declare(data, 's-11111111111111db1', RemovalPolicy.RETAIN);
  if (!changed) declare(data, 's-1111111111report1');
  const batch = changed ? 's-11111111111batch2' : 's-11111111111batch1';
  declare(data, new CfnParameter(data, 'BatchServer', { default: batch }).valueAsString);

  const reports = new Stack(app, 'Reports');
  declare(reports, 's-1111111111report2');
  if (changed) declare(reports, 's-1111111111report1');

  return app.synth().directory;
}

function declare(stack: Stack, sourceServerId: string, removalPolicy?: RemovalPolicy): void {
  const id = sourceServerId.startsWith('s-') ? sourceServerId : 'Batch';
  new SourceServerConnection(stack, id, { sourceServerId, removalPolicy });
}
