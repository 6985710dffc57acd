import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { template, topic } from './calls/templates';
import { finish, group } from './checks';
import { play } from './play';
import { sdkOf } from './sdk-client';

/*
 * The AWS SDK for JavaScript, in the folder given: the newest version, or 3.523.0, the lowest that this package is
 * tested with. First the calls of the table, then what needs more than a call: waiters, paginators, streams.
 */
const [, , folder = '', version = ''] = process.argv;
const old = version === '3.523.0';
const clientOf = sdkOf(createRequire(join(folder, 'package.json')), old ? 'old-' : '@aws-sdk/client-');
const title = old ? `SDK ${version}` : 'newest SDK';
const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';

function cloudFormation(): void {
  const { sdk, made, send } = clientOf('cloudformation');
  const StackName = 'First';
  const wait = { client: made, minDelay: 1, maxDelay: 1, maxWaitTime: 60 };
  group(`${title} cloudformation`, {
    'a stack is created, changed, deleted; the waiters end': async () => {
      const { StackId } = await send('CreateStack', { StackName, TemplateBody: template({ T: topic(StackName) }) });
      await sdk.waitUntilStackCreateComplete(wait, { StackName });
      await send('UpdateStack', {
        StackName,
        TemplateBody: template({ T: topic(StackName, '<"&>') }),
      });
      await sdk.waitUntilStackUpdateComplete(wait, { StackName });
      const { Stacks } = await send('DescribeStacks', { StackName });
      assert.equal(Stacks[0].StackStatus, 'UPDATE_COMPLETE');
      assert.ok(Stacks[0].LastUpdatedTime instanceof Date);
      await send('DeleteStack', { StackName });
      await sdk.waitUntilStackDeleteComplete(wait, { StackName: StackId });
    },
    'events are paged, with properties as they were': async () => {
      const wide = Object.fromEntries([...Array(60).keys()].map((n) => [`T${n}`, topic(`${n}`, '"')]));
      await send('CreateStack', { StackName: `Wide`, TemplateBody: template(wide) });
      await sdk.waitUntilStackCreateComplete(wait, { StackName: `Wide` });
      const pages = [];
      for await (const page of sdk.paginateDescribeStackEvents({ client: made }, { StackName: `Wide` }))
        pages.push(page);
      const events = pages.flatMap(({ StackEvents }: any) => StackEvents);
      assert.ok(pages.length > 1);
      assert.equal(new Set(events.map(({ EventId }: any) => EventId)).size, events.length);
      const { ResourceProperties } = events.find(({ LogicalResourceId }: any) => LogicalResourceId === 'T7');
      assert.equal(JSON.parse(ResourceProperties).DisplayName, '"');
    },
    'a change set is made, waited for, executed': async () => {
      const TemplateBody = template({ T: topic(`ByChangeSet`) });
      const named = { StackName: `Second`, ChangeSetName: 'new' };
      await send('CreateChangeSet', { ...named, ChangeSetType: 'CREATE', TemplateBody });
      await sdk.waitUntilChangeSetCreateComplete(wait, named);
      await send('ExecuteChangeSet', named);
      await sdk.waitUntilStackCreateComplete(wait, { StackName: named.StackName });
    },
  });
}

function mgn(): void {
  const { sdk, made } = clientOf('mgn');
  group(`${title} mgn`, {
    'servers are paged': async () => {
      const found = [];
      for await (const page of sdk.paginateDescribeSourceServers({ client: made, pageSize: 2 }, { filters: {} }))
        found.push(...page.items);
      assert.equal(found.length, 6);
    },
  });
}

function s3(): void {
  const { sdk, send } = clientOf('s3');
  group(`${title} s3`, {
    'an object sent as a stream, in aws-chunked form where checksums are the default, comes back': async () => {
      const { Readable } = await import('node:stream');
      const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.from('end')]);
      await send('PutObject', { Bucket: BUCKET, Key: 'chunked', Body, ContentLength: 70_003 });
      const got = await send('GetObject', { Bucket: BUCKET, Key: 'chunked' });
      assert.equal(await got.Body.transformToString(), `${'a'.repeat(70_000)}end`);
    },
    'the answer to HEAD has no body, and its error is typed all the same': async () =>
      assert.rejects(send('HeadObject', { Bucket: BUCKET, Key: 'no' }), sdk.NotFound),
  });
}

cloudFormation();
s3();
if (old) mgn();
// these operations have come since that version
const NEWER = ['cloudformation DescribeEvents', 'logs ListLogGroups', 'logs PutLogGroupDeletionProtection'];
// MGN makes the security group when it launches, which needs its client
const OF_LAUNCHES = ['mgn', 'ec2 DescribeSecurityGroups', 'ec2 DeleteSecurityGroup'];
play(title, clientOf, old ? NEWER : OF_LAUNCHES);
void finish();
