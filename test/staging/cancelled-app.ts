import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { SourceServerConnection, StagingAreaDrained } from '../../lib';

/** With `-c drained=yes` a StagingAreaDrained comes in, beside a resource that fails while its Create is under way. */
const app = new App();
const stack = new Stack(app, 'Staging');
const connection = new SourceServerConnection(stack, 'Web', { sourceServerId: 's-0000000000000000a' });
if (app.node.tryGetContext('drained')) {
  const { node } = new StagingAreaDrained(stack, 'Drained', { connections: [connection] });
  const properties = { Type: 'String', Value: '{{resolve:ssm:/not/there}}' };
  const fails = new CfnResource(stack, 'Fails', { type: 'AWS::SSM::Parameter', properties });
  fails.node.addDependency(...['Provider', 'OnEvent', 'IsComplete'].map((id) => node.findChild(id)));
}
app.synth();
