import { join } from 'node:path';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AfterDisconnection,
  Inventory,
  LifeCycleState,
  MigrationWave,
  RemovalGuard,
  SourceServerAccess,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from '../../lib';

/** The app that every language writes its own way; this one is the measure. */
const app = new App({ analyticsReporting: false });

const plain = new Stack(app, 'Plain');
const web = new SourceServerConnection(plain, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
new SourceServerConnection(plain, 'Database', {
  sourceServerId: 's-3053c1c3b7d8bd4e1',
  removalPolicy: RemovalPolicy.RETAIN,
});
new CfnOutput(plain, 'Hostname', { value: web.hostname });

const tagged = new Stack(app, 'Tagged');
const provider = new SourceServerConnectionProvider(tagged, 'Provider', {
  access: SourceServerAccess.taggedWith('MigrationWave', '7'),
  timeout: Duration.minutes(5),
});
new SourceServerConnection(tagged, 'Batch', {
  sourceServerId: 's-3053c1c3b7d8bd4e2',
  accountId: '210987654321',
  provider,
});
new CfnOutput(tagged, 'Function', { value: provider.serviceToken });

const guarded = new Stack(app, 'Guarded');
const wave = new MigrationWave(guarded, 'Wave', {
  servers: Inventory.fromList([
    { sourceServerId: 's-3053c1c3b7d8bd4e3', hostname: 'web' },
    { sourceServerId: 's-3053c1c3b7d8bd4e4' },
  ]),
  provider: new SourceServerConnectionProvider(guarded, 'Provider', {
    removalGuards: [RemovalGuard.lifeCycleStates(LifeCycleState.READY_FOR_TEST), RemovalGuard.atMost(2)],
  }),
  afterDisconnection: AfterDisconnection.ARCHIVE,
  overrides: { 's-3053c1c3b7d8bd4e4': { removalPolicy: RemovalPolicy.RETAIN } },
});
new CfnOutput(guarded, 'WaveHost', { value: wave.connections['s-3053c1c3b7d8bd4e3']?.hostname ?? '' });

const exported = new Stack(app, 'Exported');
new MigrationWave(exported, 'Wave', {
  servers: Inventory.fromFile(join(__dirname, 'export.csv'), { waves: ['Wave 1'], tags: { Kind: 'database' } }),
  provider: new SourceServerConnectionProvider(exported, 'Provider', {
    removalGuards: [RemovalGuard.tagged('Decommission', 'approved')],
  }),
  overrides: { 's-3053c1c3b7d8bd4e5': { protect: true } },
});

app.synth();
