import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { type LocalAws, startLocalAws, VirtualClock } from '../../src';
import { signed } from '../fake-service';

let aws: LocalAws;
afterEach(() => aws.stop());

test('a running function gains what its role was just allowed only after the delay', async () => {
  aws = await startLocalAws({ clock: new VirtualClock(), servers: [], iamDelaySeconds: 10 });
  await createFunction({ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' });
  expect(await invoke()).toBe('AccessDeniedException');
  await aws.advance(9);
  expect(await invoke()).toBe('AccessDeniedException');
  await aws.advance(1);
  expect(await invoke()).toBe('30');
});

test('without a delay it may at once, and nothing beyond its role', async () => {
  aws = await startLocalAws({ clock: new VirtualClock(), servers: [] });
  await createFunction({ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' });
  expect(await invoke()).toBe('30');
  expect(await invoke('/other', 'DeleteParameter')).toBe('AccessDeniedException');
});

async function createFunction(statement: object): Promise<void> {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
  const Policies = [{ PolicyName: 'p', PolicyDocument: document(statement) }];
  const Resources = {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document(trust), Policies } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName: 'asks', Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { ZipFile: CODE } },
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
  };
  const credentials = { accessKeyId: 'A', secretAccessKey: 'B' };
  const client = new CloudFormation({ endpoint: aws.url, region: 'us-east-1', credentials });
  const TemplateBody = JSON.stringify({ Resources });
  await client.createStack({ StackName: 'App', TemplateBody, Capabilities: ['CAPABILITY_IAM'] });
  await waitUntilStackCreateComplete({ client, minDelay: 1, maxWaitTime: 20 }, { StackName: 'App' });
}

/** What SSM answers the function: a value, or the type of an error. */
async function invoke(name = '/cdk-bootstrap/hnb659fds/version', operation = 'GetParameter'): Promise<string> {
  const url = `${aws.url}/2015-03-31/functions/asks/invocations`;
  const body = JSON.stringify({ name, operation });
  const { __type, Parameter } = (await (
    await fetch(url, { method: 'POST', headers: signed('lambda'), body })
  ).json()) as any;
  return __type ?? Parameter.Value;
}

const CODE = `
exports.handler = async ({ name, operation }) => {
  const scope = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/ssm/aws4_request';
  const headers = {
    authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0',
    'x-amz-target': 'AmazonSSM.' + operation,
  };
  const response = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify({ Name: name }) });
  return response.json();
};`;
