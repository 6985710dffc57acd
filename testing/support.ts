/* A stack beside those of the programs: the function of the neighbours, which fails when it is told to. */

const NEIGHBOUR = `
const http = require('http');
exports.handler = async (event) => {
  const failing = event.ResourceProperties.FailsOn === event.RequestType;
  const body = JSON.stringify({
    Status: failing ? 'FAILED' : 'SUCCESS', Reason: event.ResourceProperties.Why || 'told to',
    PhysicalResourceId: event.ResourceProperties.AsStack === 'true' ? event.StackId : 'neighbour',
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
  });
  const options = { method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } };
  await new Promise((resolve) => http.request(new URL(event.ResponseURL), options, resolve).end(body));
};`;

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
const Resources = {
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Role, Code: { ZipFile: NEIGHBOUR } },
  },
};
const Outputs = { Token: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } };

export const SUPPORT = JSON.stringify({ Resources, Outputs });
