import { ACCOUNT, arn, bytes, json, type Step, typed } from './call';
import { textZip } from './text-zip';

/* A function made, changed and deleted by the API, with the role that the table's stack has made. */

const S3Bucket = `cdk-hnb659fds-assets-${ACCOUNT}-us-east-1`;
const FunctionName = 'table-made';
const Resource = arn('lambda', `function:${FunctionName}`);

const creation = {
  FunctionName,
  Runtime: 'nodejs20.x',
  Handler: 'index.handler',
  Role: `arn:aws:iam::${ACCOUNT}:role/table-provider`,
  Code: { S3Bucket, S3Key: 'table-1.zip' },
};

const answering = (answer: string) => bytes(textZip('index.js', `exports.handler = async () => ${answer};`));

export const managementCalls: Step[] = [
  { on: 's3 PutObject', input: { Bucket: S3Bucket, Key: 'table-1.zip', Body: answering('1') } },
  { on: 's3 PutObject', input: { Bucket: S3Bucket, Key: 'table-2.zip', Body: answering('2') } },
  {
    on: 'lambda CreateFunction',
    input: { ...creation, Tags: { Team: 'blue' } },
    gives: { FunctionArn: Resource, Handler: 'index.handler', LastUpdateStatus: 'Successful' },
  },
  {
    on: 'lambda CreateFunction',
    input: creation,
    refused: typed('ResourceConflictException', 'already exist'),
  },
  {
    on: 'lambda UpdateFunctionCode',
    input: { FunctionName, S3Bucket, S3Key: 'table-2.zip' },
    gives: { FunctionName, State: 'Active' },
  },
  {
    on: 'lambda UpdateFunctionConfiguration',
    input: { FunctionName, Timeout: 5, Description: 'of the table' },
    gives: { Timeout: 5, Description: 'of the table', Handler: 'index.handler' },
  },
  { on: 'lambda Invoke', input: { FunctionName }, gives: { StatusCode: 200, Payload: json(2) } },
  {
    on: 'lambda PutFunctionEventInvokeConfig',
    input: { FunctionName, MaximumRetryAttempts: 0 },
    gives: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 21_600 },
  },
  {
    on: 'lambda PutFunctionConcurrency',
    input: { FunctionName, ReservedConcurrentExecutions: 0 },
    gives: { ReservedConcurrentExecutions: 0 },
  },
  {
    on: 'lambda Invoke',
    input: { FunctionName },
    refused: typed('TooManyRequestsException'),
  },
  { on: 'lambda ListTags', input: { Resource }, gives: { Tags: { Team: 'blue' } } },
  { on: 'lambda DeleteFunction', input: { FunctionName } },
  {
    on: 'lambda DeleteFunction',
    input: { FunctionName },
    refused: typed('ResourceNotFoundException'),
  },
];
