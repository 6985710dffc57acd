import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AfterDisconnection,
  Inventory,
  LifeCycleState,
  MigrationWave,
  RemovalGuard,
  SourceServerConnectionProvider,
} from 'cdk-mgn-disconnect';
import { IntegApp } from './integ-app';

/* A wave with guards. At the end of the test the first server is disconnected and archived; the second is retained. */
const app = new IntegApp('IntegWave');
const [leaves = '', stays = ''] = app.sourceServerIds(2);

SourceServerConnectionProvider.getOrCreate(app.stack, {
  removalGuards: [
    RemovalGuard.lifeCycleStates(LifeCycleState.READY_FOR_TEST, LifeCycleState.CUTOVER),
    RemovalGuard.noRunningJob(),
    RemovalGuard.atMost(1),
  ],
});
new MigrationWave(app.stack, 'Wave', {
  servers: Inventory.fromList([
    { sourceServerId: leaves, hostname: 'web-1' },
    { sourceServerId: stays, hostname: 'web-2' },
  ]),
  afterDisconnection: AfterDisconnection.ARCHIVE,
  overrides: { [stays]: { removalPolicy: RemovalPolicy.RETAIN } },
});

app.finish();
