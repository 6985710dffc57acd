import { type App, Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { LifeCycleState, RemovalGuard, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { INVENTORY } from './fleet';

/** The servers named by context, and on request a removal guard, or something that fails. */
export function migration(app: App): void {
  const stack = new Stack(app, 'Migration');
  const context = (name: string): string => app.node.tryGetContext(name) ?? '';

  if (context('guard')) {
    SourceServerConnectionProvider.getOrCreate(stack, {
      removalGuards: [RemovalGuard.lifeCycleStates(LifeCycleState.READY_FOR_CUTOVER, LifeCycleState.CUTOVER)],
    });
  }

  const moved = context('moved') !== '';
  const scope = moved ? new Construct(stack, 'WaveOne') : stack;
  for (const name of context('servers').split(',')) {
    const sourceServerId = INVENTORY[name];
    if (!sourceServerId) throw new Error(`no server is called ${name}`);
    new SourceServerConnection(scope, moved ? `Renamed-${name}` : name, { sourceServerId });
  }
  if (context('fail')) {
    // the service refuses it, so the deployment fails when other resources have been changed
    new CfnParameter(stack, 'Fails', { type: 'String', value: 'no number', allowedPattern: '^[0-9]+$' });
  }
}
