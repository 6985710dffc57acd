import { type LocalAws, startLocalAws, VirtualClock } from '../../src';
import { createS3 } from '../../src/s3';
import { serve, signed } from '../fake-service';

const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';
const RESPONSES = 'cloudformation-custom-resource-response-useast1';
let aws: LocalAws;
beforeEach(async () => {
  aws = await startLocalAws({ clock: new VirtualClock(), servers: [] });
});
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  await aws.stop();
});

test('an object comes back as it was put, whatever its key', async () => {
  for (const key of ['a.zip', 'a%20b/%2B%C3%BC//..%2Fx', 'x%3Fy']) {
    const body = Buffer.from([0, 255, 13, 10]);
    expect((await s3('PUT', `${BUCKET}/${key}`, { body })).status).toBe(200);
    const got = await s3('GET', `${BUCKET}/${key}`);
    expect(Buffer.from(await got.arrayBuffer())).toEqual(body);
  }
});

test('a body in aws-chunked form is decoded, its signatures and trailers dropped', async () => {
  const body =
    '5;chunk-signature=abc\r\nhello\r\n6;chunk-signature=def\r\n\r\nworl\r\n0\r\nx-amz-checksum-crc32:AAAA==\r\n\r\n';
  const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' };
  await s3('PUT', `${BUCKET}/a`, { body, headers });
  expect(await (await s3('GET', `${BUCKET}/a`)).text()).toBe('hello\r\nworl');
});

test.each(['5\r\nhel', 'hello', '', 'fffffff\r\nabc'])('the chunked body %j is refused', async (body) => {
  const response = await s3('PUT', `${BUCKET}/a`, { body, headers: { 'content-encoding': 'aws-chunked' } });
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('<Code>IncompleteBody</Code>'),
  ]);
});

test('a list has the keys of the prefix in order, in pages', async () => {
  for (const key of ['a/2', 'a/1', 'b', 'a/3']) await s3('PUT', `${BUCKET}/${key}`, { body: key });
  const first = await (await s3('GET', `${BUCKET}?list-type=2&prefix=a%2F&max-keys=2`)).text();
  expect(keysIn(first)).toEqual(['a/1', 'a/2']);
  const token = /<NextContinuationToken>(.*)<\/NextContinuationToken>/.exec(first)?.[1] ?? '';
  const second = await (
    await s3('GET', `${BUCKET}?prefix=a%2F&continuation-token=${encodeURIComponent(token)}`)
  ).text();
  expect([keysIn(second), second]).toEqual([['a/3'], expect.stringContaining('<IsTruncated>false</IsTruncated>')]);
});

test('a list with a delimiter folds what lies deeper into common prefixes, which count as keys of a page', async () => {
  for (const key of ['a/1/x', 'a/1/y', 'a/2', 'a/3/x']) await s3('PUT', `${BUCKET}/${key}`, { body: key });
  const first = await (await s3('GET', `${BUCKET}?list-type=2&prefix=a%2F&delimiter=%2F&max-keys=2`)).text();
  expect(first).toContain('<CommonPrefixes><Prefix>a/1/</Prefix></CommonPrefixes>');
  expect([keysIn(first), first]).toEqual([['a/2'], expect.not.stringContaining('a/3')]);
  const rest = await (await s3('GET', `${BUCKET}?prefix=a%2F&delimiter=%2F&continuation-token=a%2F2`)).text();
  expect([keysIn(rest), rest]).toEqual([[], expect.stringContaining('<Prefix>a/3/</Prefix>')]);
});

test.each([
  ['bytes=1-3', 206, '123', 'bytes 1-3/5'],
  ['bytes=3-99', 206, '34', 'bytes 3-4/5'],
  ['bytes=3-', 206, '34', 'bytes 3-4/5'],
  ['bytes=-2', 206, '34', 'bytes 3-4/5'],
  ['bytes=-99', 206, '01234', 'bytes 0-4/5'],
  ['lines=1-2', 200, '01234', null],
])('the range %s of an object', async (range, status, text, contentRange) => {
  await s3('PUT', `${BUCKET}/a`, { body: '01234' });
  const got = await s3('GET', `${BUCKET}/a`, { headers: { range } });
  expect([got.status, await got.text(), got.headers.get('content-range')]).toEqual([status, text, contentRange]);
});

test('a range beyond the end of an object is an InvalidRange', async () => {
  await s3('PUT', `${BUCKET}/a`, { body: '01234' });
  expect((await s3('GET', `${BUCKET}/a`, { headers: { range: 'bytes=5-' } })).status).toBe(416);
});

test('an upload in parts is put together in the order asked for', async () => {
  const created = await (await s3('POST', `${BUCKET}/big?uploads`)).text();
  const id = /<UploadId>(.*)<\/UploadId>/.exec(created)?.[1];
  for (const number of [2, 1])
    await s3('PUT', `${BUCKET}/big?partNumber=${number}&uploadId=${id}`, { body: `part${number}` });
  const part = (number: number) => `<Part><PartNumber>${number}</PartNumber></Part>`;
  const complete = (...numbers: number[]) =>
    s3('POST', `${BUCKET}/big?uploadId=${id}`, { body: numbers.map(part).join('') });
  expect(await (await complete(1, 3)).text()).toContain('InvalidPart');
  expect((await complete(1, 2)).status).toBe(200);
  expect(await (await s3('GET', `${BUCKET}/big`)).text()).toBe('part1part2');
  expect((await complete(1, 2)).status).toBe(404);
});

test.each([
  ['GET', `${BUCKET}/none`, 404, 'NoSuchKey'],
  ['GET', 'no-such-bucket/a', 404, 'NoSuchBucket'],
  ['PUT', 'no-such-bucket/a', 404, 'NoSuchBucket'],
  ['GET', 'no-such-bucket', 404, 'NoSuchBucket'],
  ['GET', `${BUCKET}?acl`, 501, 'NotImplemented'],
  ['GET', `${BUCKET}?versioning`, 501, 'NotImplemented'],
])('%s /%s is answered with %i %s', async (method, path, status, code) => {
  const response = await s3(method, path);
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
});

test('a presigned URL takes one PUT after the other until it expires, and tells who listens', async () => {
  const { url, objects, clock, heard } = await alone();
  const presigned = objects.presignPut(RESPONSES, 'arn:aws:x|y|z', 7200);
  expect(presigned.startsWith(`${url}/${RESPONSES}/`)).toBe(true);
  const headers = { 'content-type': '' };
  expect((await fetch(presigned, { method: 'PUT', body: Buffer.from('1'), headers })).status).toBe(200);
  await clock.advance(7_199_000);
  expect((await fetch(presigned, { method: 'PUT', body: Buffer.from('2'), headers })).status).toBe(200);
  await clock.advance(1_000);
  const late = await fetch(presigned, { method: 'PUT', body: Buffer.from('3'), headers });
  expect([late.status, await late.text()]).toEqual([403, expect.stringMatching(/AccessDenied.*Request has expired/)]);
  expect(heard).toEqual(['arn:aws:x|y|z 1', 'arn:aws:x|y|z 2']);
});

test('CloudFormation signs its response URLs without a content type, and S3 holds the sender to that', async () => {
  const { objects, heard } = await alone();
  const presigned = objects.presignPut(RESPONSES, 'k', 7200);
  const response = await fetch(presigned, {
    method: 'PUT',
    body: '1',
    headers: { 'content-type': 'application/json' },
  });
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  expect(heard).toEqual([]);
});

test('answers to CloudFormation are heard and not kept: those of deleted stacks do not pile up', async () => {
  const { url, objects, heard } = await alone();
  for (const key of ['one', 'two']) {
    const [body, headers] = ['x'.repeat(4_096), { 'content-type': '' }];
    await fetch(objects.presignPut(RESPONSES, key, 7200), { method: 'PUT', body, headers });
  }
  expect(heard.map((line) => line.split(' ')[0])).toEqual(['one', 'two']);
  const listed = await (await fetch(`${url}/${RESPONSES}`, { headers: signed('s3') })).text();
  expect(listed).toContain('<KeyCount>0</KeyCount>');
  expect((await fetch(`${url}/${RESPONSES}/one`, { headers: signed('s3') })).status).toBe(404);
});

async function alone() {
  const site = { url: '' };
  const clock = new VirtualClock();
  const env = { clock, region: 'us-east-1', accountId: '1', partition: 'aws', endpoint: () => site.url };
  const { objects, service } = createS3(env);
  const { url, listening } = await serve([service]);
  site.url = url;
  const heard: string[] = [];
  objects.onPut(RESPONSES, (key, body) => heard.push(`${key} ${body}`));
  open.push(() => listening.close());
  return { url, objects, clock, heard };
}

function s3(method: string, path: string, init: { body?: Buffer | string; headers?: Record<string, string> } = {}) {
  const headers = { ...signed('s3'), ...init.headers };
  return fetch(`${aws.url}/${path}`, { method, headers, body: init.body as string | undefined });
}

function keysIn(xml: string): string[] {
  return [...xml.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key);
}
