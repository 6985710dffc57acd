import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * A nested stack a tier, of one root. It is the root's deployment that decides: a nested stack that is rolled back
 * with its root disconnects nothing. Each nested stack has a provider of its own.
 */
const app = new App();
const root = new Stack(app, 'Nested');

const web = new NestedStack(root, 'WebTier');
new SourceServerConnection(web, 'Web1', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
new SourceServerConnection(web, 'Web2', { sourceServerId: 's-3a1f4f5d6c7e8b901' });

const database = new NestedStack(root, 'DatabaseTier');
new SourceServerConnection(database, 'Database', { sourceServerId: 's-3f0a1b2c3d4e5f607' });

app.synth();
