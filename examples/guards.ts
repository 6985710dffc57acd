import { App, Duration, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  LifeCycleState,
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from 'cdk-mgn-disconnect';

/*
 * A server leaves only when its cutover was finalized two days ago, its new instance has booted, no job runs on it, a
 * tag in MGN approves it, and not more than ten leave at once. Otherwise the deployment that removes it, or
 * `cdk destroy`, fails and says why. The log of the migration stays as long as the servers do.
 */
const app = new App();
// a deletion that guards refuse leaves a stack that can no longer be updated: this refuses it before it begins
const stack = new Stack(app, 'Guarded', { terminationProtection: true });

const provider = SourceServerConnectionProvider.getOrCreate(stack, {
  removalGuards: [
    RemovalGuard.lifeCycleStates(LifeCycleState.CUTOVER),
    RemovalGuard.cutoverFinalizedFor(Duration.days(2)),
    RemovalGuard.launchedInstanceProven(),
    RemovalGuard.noRunningJob(),
    RemovalGuard.tagged('Decommission', 'approved'),
    RemovalGuard.atMost(10),
  ],
});
provider.protect(new LogGroup(stack, 'Migration'));

new SourceServerConnection(stack, 'Web1', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
new SourceServerConnection(stack, 'Web2', { sourceServerId: 's-3a1f4f5d6c7e8b901' });

app.synth();
