import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { finish, group } from './checks';

/** The AWS SDK for JavaScript: the newest clients, in the folder given, and the versions in this package. */
const newest = createRequire(join(process.argv[2] ?? '', 'package.json'));
const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';
const WEB = 's-3053c1c3b7d8bd4e0';

/** A client that gives up at once, and its commands by name. */
function client(load: NodeJS.Require, name: string, options: object = {}) {
  const sdk = load(`@aws-sdk/client-${name}`);
  const Client = Object.entries(sdk).find(([key]) => /Client$/.test(key) && key !== '__Client')?.[1] as any;
  const made = new Client({ maxAttempts: 1, ...options });
  const send = (operation: string, input: object = {}): Promise<any> =>
    made.send(new sdk[`${operation}Command`](input));
  return { sdk, made, send };
}

const refused = (call: Promise<unknown>, kind: any, more: object = {}) =>
  assert.rejects(call, (error: any) => {
    if (typeof kind === 'string') assert.equal(error.name, kind);
    else assert.ok(error instanceof kind, `${error} is not a ${kind.name}`);
    for (const [name, value] of Object.entries(more)) assert.deepEqual(error[name], value);
    return true;
  });

const topic = (name: string, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: name, ...more },
});
const template = (Resources: object) => JSON.stringify({ Resources });

function cloudFormation(title: string, load: NodeJS.Require, prefix: string): void {
  const { sdk, made, send } = client(load, 'cloudformation');
  const StackName = `${prefix}First`;
  const wait = { client: made, minDelay: 1, maxDelay: 1, maxWaitTime: 60 };
  group(`${title} cloudformation`, {
    'a stack is created, changed, deleted; the waiters end': async () => {
      const { StackId } = await send('CreateStack', { StackName, TemplateBody: template({ T: topic(StackName) }) });
      await sdk.waitUntilStackCreateComplete(wait, { StackName });
      await send('UpdateStack', {
        StackName,
        TemplateBody: template({ T: topic(StackName, { DisplayName: '<"&>' }) }),
      });
      await sdk.waitUntilStackUpdateComplete(wait, { StackName });
      const { Stacks } = await send('DescribeStacks', { StackName });
      assert.equal(Stacks[0].StackStatus, 'UPDATE_COMPLETE');
      assert.ok(Stacks[0].LastUpdatedTime instanceof Date);
      await send('DeleteStack', { StackName });
      await sdk.waitUntilStackDeleteComplete(wait, { StackName: StackId });
    },
    'events are paged, with properties as they were': async () => {
      const wide = Object.fromEntries(
        [...Array(60).keys()].map((n) => [`T${n}`, topic(`${prefix}${n}`, { DisplayName: '"' })]),
      );
      await send('CreateStack', { StackName: `${prefix}Wide`, TemplateBody: template(wide) });
      await sdk.waitUntilStackCreateComplete(wait, { StackName: `${prefix}Wide` });
      const pages = [];
      for await (const page of sdk.paginateDescribeStackEvents({ client: made }, { StackName: `${prefix}Wide` }))
        pages.push(page);
      const events = pages.flatMap(({ StackEvents }: any) => StackEvents);
      assert.ok(pages.length > 1);
      assert.equal(new Set(events.map(({ EventId }: any) => EventId)).size, events.length);
      const { ResourceProperties } = events.find(({ LogicalResourceId }: any) => LogicalResourceId === 'T7');
      assert.equal(JSON.parse(ResourceProperties).DisplayName, '"');
    },
    'a change set is made, waited for, executed': async () => {
      const TemplateBody = template({ T: topic(`${prefix}ByChangeSet`) });
      const named = { StackName: `${prefix}Second`, ChangeSetName: 'new' };
      await send('CreateChangeSet', { ...named, ChangeSetType: 'CREATE', TemplateBody });
      await sdk.waitUntilChangeSetCreateComplete(wait, named);
      await send('ExecuteChangeSet', named);
      await sdk.waitUntilStackCreateComplete(wait, { StackName: named.StackName });
    },
    'errors are typed': async () => {
      const input = { StackName: `${prefix}Second`, TemplateBody: template({ T: topic('t') }) };
      await refused(send('CreateStack', input), sdk.AlreadyExistsException);
      const { ChangeSetNotFoundException } = sdk;
      await refused(send('DescribeChangeSet', { ...input, ChangeSetName: 'no' }), ChangeSetNotFoundException);
      const message = 'Stack with id None does not exist';
      await refused(send('DescribeStacks', { StackName: 'None' }), 'ValidationError', { message });
    },
  });
}

function mgn(title: string, load: NodeJS.Require): void {
  const { sdk, made, send } = client(load, 'mgn');
  group(`${title} mgn`, {
    'servers are paged, disconnected, archived': async () => {
      const found = [];
      for await (const page of sdk.paginateDescribeSourceServers({ client: made, pageSize: 2 }, { filters: {} }))
        found.push(...page.items);
      assert.equal(found.length, 6);
      const gone = await send('DisconnectFromService', { sourceServerID: WEB });
      assert.equal(gone.dataReplicationInfo.dataReplicationState, 'DISCONNECTED');
      assert.equal((await send('MarkAsArchived', { sourceServerID: WEB })).isArchived, true);
    },
    'errors are typed, with their members': async () => {
      const unknown = { sourceServerID: 's-00000000000000000' };
      const members = { resourceId: unknown.sourceServerID, resourceType: 'SourceServer' };
      await refused(send('DisconnectFromService', unknown), sdk.ResourceNotFoundException, members);
      await refused(send('FinalizeCutover', { sourceServerID: WEB }), sdk.ConflictException);
    },
  });
}

function small(): void {
  const s3 = client(newest, 's3', { forcePathStyle: true });
  const [lambda, logs, iam] = [client(newest, 'lambda'), client(newest, 'cloudwatch-logs'), client(newest, 'iam')];
  const [ssm, sts, sns] = [client(newest, 'ssm'), client(newest, 'sts'), client(newest, 'sns')];
  group('newest SDK s3', {
    'an object with the default checksums, sent in aws-chunked form, comes back': async () => {
      const { Readable } = await import('node:stream');
      const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.from('end')]);
      await s3.send('PutObject', { Bucket: BUCKET, Key: 'chunked', Body, ContentLength: 70_003 });
      const got = await s3.send('GetObject', { Bucket: BUCKET, Key: 'chunked' });
      assert.equal(await got.Body.transformToString(), `${'a'.repeat(70_000)}end`);
      await s3.send('PutObject', { Bucket: BUCKET, Key: 'plain ü', Body: 'hello' });
      assert.equal((await s3.send('HeadObject', { Bucket: BUCKET, Key: 'plain ü' })).ContentLength, 5);
    },
    'a list, and errors': async () => {
      const { Contents } = await s3.send('ListObjectsV2', { Bucket: BUCKET });
      assert.deepEqual(
        Contents.map(({ Key }: any) => Key),
        ['chunked', 'plain ü'],
      );
      await refused(s3.send('GetObject', { Bucket: BUCKET, Key: 'no' }), s3.sdk.NoSuchKey);
      await refused(s3.send('HeadObject', { Bucket: BUCKET, Key: 'no' }), s3.sdk.NotFound);
    },
  });
  group('newest SDK lambda, logs, iam', {
    'a function is made by a stack, invoked, and its log read': async () => {
      const { send, sdk, made } = client(newest, 'cloudformation');
      const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
      const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [trust] };
      const code = 'exports.handler = async (event) => { console.log("told"); return event.a + 1; };';
      const properties = {
        FunctionName: 'adder',
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Code: { ZipFile: code },
      };
      const resources = {
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'adder', AssumeRolePolicyDocument } },
        F: { Type: 'AWS::Lambda::Function', Properties: { ...properties, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
      };
      const Capabilities = ['CAPABILITY_NAMED_IAM'];
      await send('CreateStack', { StackName: 'Adder', TemplateBody: template(resources), Capabilities });
      await sdk.waitUntilStackCreateComplete({ client: made, maxWaitTime: 60 }, { StackName: 'Adder' });
      const answer = await lambda.send('Invoke', { FunctionName: 'adder', Payload: Buffer.from('{"a": 41}') });
      assert.equal(answer.Payload.transformToString(), '42');
      const { events } = await logs.send('FilterLogEvents', {
        logGroupName: '/aws/lambda/adder',
        filterPattern: 'told',
      });
      assert.equal(events.length, 1);
      assert.equal((await iam.send('GetRole', { RoleName: 'adder' })).Role.RoleName, 'adder');
    },
    'errors are typed': async () => {
      const message = 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:no';
      const { ResourceNotFoundException } = lambda.sdk;
      await refused(lambda.send('GetFunction', { FunctionName: 'no' }), ResourceNotFoundException, { message });
      await refused(iam.send('GetRole', { RoleName: 'no' }), iam.sdk.NoSuchEntityException);
      const group = { logGroupName: '/no' };
      await refused(logs.send('DeleteLogGroup', group), logs.sdk.ResourceNotFoundException);
    },
  });
  group('newest SDK ssm, sts, sns', {
    'parameters, identities and topics': async () => {
      await ssm.send('PutParameter', { Name: '/sdk', Value: 'v', Type: 'String' });
      assert.equal((await ssm.send('GetParameter', { Name: '/sdk' })).Parameter.Value, 'v');
      await refused(ssm.send('GetParameter', { Name: '/no' }), ssm.sdk.ParameterNotFound);
      assert.equal((await sts.send('GetCallerIdentity')).Account, '123456789012');
      const RoleArn = 'arn:aws:iam::123456789012:role/any';
      const assumed = await sts.send('AssumeRole', { RoleArn, RoleSessionName: 'me' });
      assert.ok(assumed.Credentials.Expiration instanceof Date);
      const { TopicArn } = await sns.send('CreateTopic', { Name: 'by-sdk' });
      assert.equal((await sns.send('GetTopicAttributes', { TopicArn })).Attributes.TopicArn, TopicArn);
    },
  });
}

cloudFormation('newest SDK', newest, 'New');
cloudFormation('SDK 3.523.0', require, 'Old');
mgn('SDK 3.523.0', require);
small();
void finish();
