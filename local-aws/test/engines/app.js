// The user's app of every row. Each function is told where MGN is, as a user of an emulator without MGN would do it.
const { App, Aspects, CustomResource, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { SourceServerConnection } = require('cdk-mgn-disconnect');

const app = new App();
const stack = new Stack(app, app.node.tryGetContext('stack') ?? 'Migration');
const servers = (app.node.tryGetContext('servers') ?? '').split(',').filter(Boolean);
const connections = servers.map((id) => new SourceServerConnection(stack, id, { sourceServerId: id }));

if (app.node.tryGetContext('fails')) {
  const code = lambda.Code.fromInline(`
    exports.handler = async (event) => {
      const { RequestType, StackId, RequestId, LogicalResourceId, ResponseURL } = event;
      const Status = RequestType === 'Delete' ? 'SUCCESS' : 'FAILED';
      const echoed = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'theirs' };
      const body = JSON.stringify({ Status, Reason: 'as asked for', ...echoed });
      const url = ResponseURL.replace(/^https:\\/\\/(127|localhost)/, 'http://$1');
      await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
    };
  `);
  const failing = new lambda.Function(stack, 'Failing', {
    runtime: lambda.Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code,
  });
  new CustomResource(stack, 'Fails', { serviceToken: failing.functionArn }).node.addDependency(...connections);
}

Aspects.of(app).add({
  visit(node) {
    if (node instanceof lambda.CfnFunction) {
      node.addPropertyOverride('Environment.Variables.AWS_ENDPOINT_URL_MGN', process.env.MGN);
    }
  },
});
