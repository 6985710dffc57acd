import { ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { CfnOutput } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';
import { IntegApp } from './integ-app';

/* One connection. The deployment leaves the server connected, and the destroy at the end of the test disconnects it. */
const app = new IntegApp('IntegConnection');
const [sourceServerId = ''] = app.sourceServerIds(1);

const server = new SourceServerConnection(app.stack, 'Server', { sourceServerId });
new CfnOutput(app.stack, 'Hostname', { value: server.hostname });

const connected = Match.objectLike({
  sourceServerID: sourceServerId,
  dataReplicationInfo: Match.objectLike({ dataReplicationState: Match.stringLikeRegexp('^(?!DISCONNECTED$)') }),
});
app.test.assertions
  .awsApiCall('mgn', 'DescribeSourceServers', { filters: { sourceServerIDs: [sourceServerId] } })
  .expect(ExpectedResult.objectLike({ items: [connected] }));

app.finish();
