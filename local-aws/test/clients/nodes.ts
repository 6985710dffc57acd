import assert from 'node:assert/strict';
import { startLocalAws } from '../../src';
import { finish, group } from './checks';

/*
 * Functions under the Node that their runtime names: the npm package `node`, in the folder given, has 22 and 24.
 */
const [, , folder = ''] = process.argv;
const CODE = `exports.handler = async () => ({ version: process.version, runtime: process.env.AWS_EXECUTION_ENV });`;

async function answerOf(runtime: string): Promise<{ version: string; runtime: string }> {
  const aws = await startLocalAws({ servers: [] });
  try {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
    const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [trust] };
    const named = { FunctionName: 'told', Runtime: runtime, Handler: 'index.handler', Code: { ZipFile: CODE } };
    const Resources = {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { ...named, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    };
    const create = { Action: 'CreateStack', StackName: 'Told', TemplateBody: JSON.stringify({ Resources }) };
    await send(
      aws.url,
      'cloudformation',
      '',
      new URLSearchParams({ ...create, 'Capabilities.member.1': 'CAPABILITY_IAM' }),
    );
    for (const begin = Date.now(); Date.now() - begin < 30_000; ) {
      const answer: any = await (await send(aws.url, 'lambda', '/2015-03-31/functions/told/invocations', '{}')).json();
      if (answer.version) return answer;
      await new Promise((done) => setTimeout(done, 50));
    }
    return assert.fail('the function never answered');
  } finally {
    await aws.stop();
  }
}

function send(url: string, service: string, path: string, body: string | URLSearchParams): Promise<Response> {
  const scope = `Credential=AKIALOCALOPERATOR/20260101/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
  return fetch(`${url}${path}`, { method: 'POST', headers: { authorization }, body });
}

process.chdir(folder);
group(
  'Lambda under the Node of its runtime',
  Object.fromEntries(
    [20, 22, 24].map((major) => [
      `a function of nodejs${major}.x runs under Node ${major}`,
      async () => {
        const { version, runtime } = await answerOf(`nodejs${major}.x`);
        assert.match(version, new RegExp(`^v${major}\\.`));
        assert.equal(runtime, `AWS_Lambda_nodejs${major}.x`);
      },
    ]),
  ),
);
void finish();
