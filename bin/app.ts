import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../lib';

/*
 * An app whose one stack holds the connections of the servers named by context:
 *   npx cdk deploy -c servers=s-…,s-… [-c stack=NAME]
 * Deploy it with fewer servers, and the missing ones are disconnected; destroy it, and all of them are.
 */
const app = new App();
const stack = new Stack(app, app.node.tryGetContext('stack') ?? 'SourceServers', {
  description: 'Holds the connections of MGN source servers: deleting one disconnects the server',
});

const servers = String(app.node.tryGetContext('servers') ?? '')
  .split(',')
  .map((id) => id.trim())
  .filter((id) => id !== '');
for (const sourceServerId of servers) {
  new SourceServerConnection(stack, sourceServerId, { sourceServerId });
}
new CfnOutput(stack, 'Servers', { value: servers.join(',') || 'none' });
