import { App, Stack } from 'aws-cdk-lib';
import { AfterDisconnection, SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * The end of a migration in MGN's order: a cutover that is under way is finalized, the server is disconnected, and its
 * record archived, or deleted too. The function may do of that what is chosen here, and nothing else.
 */
const app = new App();
const stack = new Stack(app, 'Archive');

new SourceServerConnection(stack, 'Web', {
  sourceServerId: 's-3053c1c3b7d8bd4e0',
  finalizeCutover: true,
  afterDisconnection: AfterDisconnection.ARCHIVE,
});
new SourceServerConnection(stack, 'OldWeb', {
  sourceServerId: 's-3a1f4f5d6c7e8b901',
  afterDisconnection: AfterDisconnection.DELETE,
});

app.synth();
