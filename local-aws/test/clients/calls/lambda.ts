import { arn, bytes, including, json, matching, type Step, time, typed } from './call';

/* Lambda, IAM and the log of the function that stack TableProvider made. */

const FunctionName = 'table-provider';
const FunctionArn = arn('lambda', `function:${FunctionName}`);
const logGroupName = `/aws/lambda/${FunctionName}`;

const lambdaCalls: Step[] = [
  {
    on: 'lambda GetFunction',
    input: { FunctionName },
    gives: {
      Configuration: { FunctionArn, Runtime: 'nodejs20.x', Timeout: 60, Environment: { Variables: { LETTER: 'b' } } },
      Code: { RepositoryType: 'S3' },
    },
  },
  {
    on: 'lambda GetFunction',
    input: { FunctionName: 'none' },
    refused: typed('ResourceNotFoundException', `Function not found: ${arn('lambda', 'function:none')}`, {
      Type: 'User',
    }),
  },
  {
    on: 'lambda GetFunctionConfiguration',
    input: { FunctionName: FunctionArn },
    gives: { FunctionName, Handler: 'index.handler', State: 'Active', MemorySize: 128 },
  },
  {
    on: 'lambda GetFunctionEventInvokeConfig',
    input: { FunctionName },
    gives: { FunctionArn: `${FunctionArn}:$LATEST`, MaximumRetryAttempts: 1, LastModified: time },
  },
  {
    on: 'lambda ListFunctions',
    gives: { Functions: including({ FunctionName, FunctionArn, PackageType: 'Zip' }) },
  },
  {
    on: 'lambda Invoke',
    input: { FunctionName, Payload: bytes('{"a": [1, "ü"]}'), LogType: 'Tail' },
    gives: {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: json({ a: [1, 'ü'] }),
      LogResult: matching('^[\\w+/]+=*$'),
    },
  },
  {
    on: 'lambda Invoke',
    input: { FunctionName, Payload: bytes('{"throw": "as you wish"}') },
    gives: {
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: json({ errorType: 'TypeError', errorMessage: 'as you wish' }),
    },
  },
  {
    on: 'lambda Invoke',
    input: { FunctionName, InvocationType: 'Event', Payload: bytes('{}') },
    gives: { StatusCode: 202 },
  },
  {
    on: 'lambda Invoke',
    input: { FunctionName, Payload: bytes('{') },
    refused: typed('InvalidRequestContentException'),
  },
  {
    on: 'lambda Invoke',
    input: { FunctionName: 'table-throttled' },
    refused: typed('TooManyRequestsException', 'Rate Exceeded.', {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    }),
  },
];

const iamCalls: Step[] = [
  {
    on: 'iam GetRole',
    input: { RoleName: FunctionName },
    gives: {
      Role: {
        RoleName: FunctionName,
        Arn: `arn:aws:iam::123456789012:role/${FunctionName}`,
        Description: 'of the table',
        CreateDate: time,
        AssumeRolePolicyDocument: json({ Statement: [{ Action: 'sts:AssumeRole' }] }),
      },
    },
  },
  {
    on: 'iam GetRole',
    input: { RoleName: 'none' },
    refused: {
      code: 'NoSuchEntity',
      exception: 'NoSuchEntityException',
      message: 'The role with name none cannot be found.',
    },
  },
  { on: 'iam ListRoles', gives: { Roles: including({ RoleName: FunctionName, Path: '/' }) } },
  {
    on: 'iam ListRolePolicies',
    input: { RoleName: FunctionName },
    gives: { PolicyNames: ['inline'] },
  },
  {
    on: 'iam ListAttachedRolePolicies',
    input: { RoleName: FunctionName },
    gives: { AttachedPolicies: [{ PolicyName: 'AWSLambdaBasicExecutionRole' }] },
  },
];

const own = { logGroupName: '/table', logStreamName: 'stream' };
const logEvents = [
  { timestamp: 1_700_000_000_000, message: 'line 0' },
  { timestamp: 1_700_000_000_001, message: 'line 1, "quoted"' },
];
const gone = typed('ResourceNotFoundException', 'The specified log group does not exist.');

const logsCalls: Step[] = [
  {
    on: 'logs FilterLogEvents',
    input: { logGroupName, filterPattern: '"as you wish"' },
    until: true,
    gives: {
      events: including({ message: matching('ERROR\\tInvoke Error'), logStreamName: matching('\\[\\$LATEST\\]') }),
    },
  },
  { on: 'logs CreateLogGroup', input: { logGroupName: '/table' } },
  {
    on: 'logs CreateLogGroup',
    input: { logGroupName: '/table' },
    refused: typed('ResourceAlreadyExistsException'),
  },
  { on: 'logs PutRetentionPolicy', input: { logGroupName: '/table', retentionInDays: 7 } },
  {
    on: 'logs DescribeLogGroups',
    input: { logGroupNamePrefix: '/table' },
    gives: { logGroups: [{ retentionInDays: 7 }] },
  },
  { on: 'logs DeleteRetentionPolicy', input: { logGroupName: '/table' } },
  { on: 'logs CreateLogStream', input: own },
  { on: 'logs PutLogEvents', input: { ...own, logEvents } },
  {
    on: 'logs GetLogEvents',
    input: { ...own, startFromHead: true },
    gives: { events: logEvents, nextForwardToken: matching('.'), nextBackwardToken: matching('.') },
  },
  {
    on: 'logs DescribeLogGroups',
    input: { logGroupNamePrefix: '/table' },
    gives: { logGroups: [{ logGroupName: '/table', arn: arn('logs', 'log-group:/table:*') }] },
  },
  {
    on: 'logs DescribeLogStreams',
    input: { logGroupName: '/table' },
    gives: { logStreams: [{ logStreamName: 'stream', lastEventTimestamp: 1_700_000_000_001 }] },
  },
  { on: 'logs TagResource', input: { resourceArn: arn('logs', 'log-group:/table'), tags: { Wave: '1' } } },
  {
    on: 'logs ListTagsForResource',
    input: { resourceArn: arn('logs', 'log-group:/table') },
    gives: { tags: { Wave: '1' } },
  },
  {
    on: 'logs ListLogGroups',
    input: { logGroupNamePattern: '^/table$' },
    gives: { logGroups: [{ logGroupName: '/table', logGroupClass: 'STANDARD' }] },
  },
  {
    on: 'logs PutLogGroupDeletionProtection',
    input: { logGroupIdentifier: '/table', deletionProtectionEnabled: true },
  },
  {
    on: 'logs PutLogGroupDeletionProtection',
    input: { logGroupIdentifier: '/table', deletionProtectionEnabled: false },
  },
  { on: 'logs DeleteLogGroup', input: { logGroupName: '/table' } },
  { on: 'logs DeleteLogGroup', input: { logGroupName: '/table' }, refused: gone },
];

export const functionCalls: Step[] = [...lambdaCalls, ...iamCalls, ...logsCalls];
