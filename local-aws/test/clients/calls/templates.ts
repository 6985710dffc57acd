import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arn, matching, type Step, time } from './call';

/* What the stacks of the table are made of, and the calls that come again and again. */

export const PROVIDER = arn('lambda', 'function:table-provider');
const code = readFileSync(join(__dirname, '../provider.js'), 'utf8');

const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
export const role = (RoleName: string, more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] }, ...more },
});
export const template = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });
export const topic = (TopicName: string, DisplayName = '') => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName, DisplayName },
});
/** A custom resource; `does` names the request that it answers with FAILED, or silence. */
export const custom = (Does = '', more: object = {}) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: PROVIDER, Does, ...more },
});

const lambda = (FunctionName: string, more: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    ...{ FunctionName, Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { ZipFile: code } },
    ...{ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...more },
  },
});

export const providerResources = {
  Role: role('table-provider', {
    Description: 'of the table',
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    Policies: [
      {
        PolicyName: 'inline',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*' }] },
      },
    ],
  }),
  Function: lambda('table-provider', { Timeout: 60, Environment: { Variables: { LETTER: 'b' } } }),
  Throttled: lambda('table-throttled', { ReservedConcurrentExecutions: 0 }),
  Config: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
  },
};

export const create = (StackName: string, TemplateBody: string, more: object = {}): Step => ({
  on: 'cloudformation CreateStack',
  input: { StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'], ...more },
  gives: { StackId: matching(`^${arn('cloudformation', `stack/${StackName}/`)}`) },
  keep: { [StackName]: 'StackId' },
});
export const update = (StackName: string, TemplateBody: string): Step => ({
  on: 'cloudformation UpdateStack',
  input: { StackName, TemplateBody },
  gives: { StackId: `{${StackName}}` },
});
export const settled = (StackName: string, StackStatus: string, more: object = {}): Step => ({
  on: 'cloudformation DescribeStacks',
  input: { StackName },
  until: true,
  gives: { Stacks: [{ StackStatus, CreationTime: time, ...more }] },
});

export const no = { StackName: 'TableNone' };
export const invalid = (message: string) => ({ code: 'ValidationError', message });
