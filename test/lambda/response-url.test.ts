import { readable } from '../../lambda/answer/text';
import { responseUrl } from '../../lambda/event/response-url';
import { creation, deletion, refusalOfMgn } from './answers';
import { invoke, respond } from './invocation';

/* Whom the function answers: CloudFormation, and no impostor. */

const BUCKET = 'cloudformation-custom-resource-response';
const QUERY = '?X-Amz-Signature=topsecret';

test.each([
  ['us-east-1', `https://${BUCKET}-useast1.s3.amazonaws.com/key`],
  ['us-east-1', `https://${BUCKET}-useast1.s3-external-1.amazonaws.com/key`],
  ['us-west-2', `https://${BUCKET}-uswest2.s3-us-west-2.amazonaws.com/key`],
  ['eu-central-1', `https://${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com/key`],
  ['eu-central-1', `https://${BUCKET}-eucentral1.s3.dualstack.eu-central-1.amazonaws.com/key`],
  ['us-gov-west-1', `https://${BUCKET}-usgovwest1.s3.us-gov-west-1.amazonaws.com/key`],
  ['cn-north-1', `https://${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn/key`],
])('CloudFormation is answered in %s at %s', (AWS_REGION, url) => {
  expect(responseUrl(url + QUERY, { AWS_REGION })?.href).toBe(url + QUERY);
  expect(responseUrl(url + QUERY, { AWS_REGION: 'eu-west-1' })).toBeUndefined();
  expect(responseUrl(url + QUERY, {})).toBeUndefined();
});

test.each([
  [`http://${BUCKET}-useast1.s3.amazonaws.com/key`, 'not encrypted'],
  [`https://${BUCKET}-useast1.s3.amazonaws.com:8443/key`, 'another port'],
  [`https://${BUCKET}-useast1.s3.amazonaws.com.evil.example/key`, 'a domain of somebody else'],
  [`https://evil.example/${BUCKET}-useast1.s3.amazonaws.com`, 'the bucket in the path'],
  [`https://${BUCKET}-useast1.s3.amazonaws.com@evil.example/key`, 'the bucket as the user'],
  [`https://${BUCKET}-useast1.evil.s3.amazonaws.com/key`, 'a bucket with a longer name'],
  [`https://${BUCKET}-useast1.s3.cn-north-1.amazonaws.com.cn/key`, 'a bucket of another partition'],
  [`https://${BUCKET}-of-somebody.s3.amazonaws.com/key`, 'a bucket whose name begins so'],
  ['https://evil.s3.amazonaws.com/key', 'another bucket'],
  ['https://169.254.169.254/latest/meta-data', 'an address'],
  ['file:///etc/passwd', 'a file'],
  ['somewhere', 'no URL'],
])('nobody is answered at %s: %s', (url) => expect(responseUrl(url, { AWS_REGION: 'us-east-1' })).toBeUndefined());

test.each([
  ['AWS_ENDPOINT_URL', 'http://127.0.0.1:4566', 'http://127.0.0.1:4566/bucket/key'],
  ['AWS_ENDPOINT_URL', 'http://127.0.0.1:4566', 'http://localhost:4566/bucket/key'],
  ['AWS_ENDPOINT_URL_S3', 'https://s3.internal:8443/path', 'https://s3.internal:8443/bucket/key'],
])('a configured endpoint is answered: %s %s', (name, endpoint, url) => {
  expect(responseUrl(url, { [name]: endpoint })?.href).toBe(url);
  expect(responseUrl(url.replace(/:\d+/, ':9999'), { [name]: endpoint })).toBeUndefined();
  expect(responseUrl(url, { [`X${name}`]: endpoint })).toBeUndefined();
});

test('a Delete that is to be answered elsewhere calls nothing at all, and the log has its URL without the query', async () => {
  const event = { ...deletion(), ResponseURL: `https://evil.example/key${QUERY}` };
  const { requests, logs, outcome } = await invoke(event);
  expect(requests).toEqual([]);
  expect(outcome.status).toBe('success');
  expect(JSON.parse(logs[0] ?? '')).toMatchObject({
    message: "a ResponseURL that is not CloudFormation's: https://evil.example/key: ignored, nothing was called",
  });
  expect(logs.join()).not.toContain('topsecret');
});

test('text with control characters and halves of surrogate pairs becomes readable; everything else stays', () => {
  expect(readable('bad \u001b[31mname\u001b[0m\u0000\u0007\u007f\u0085 \ud83d of it')).toBe(
    'bad  [31mname [0m       of it',
  );
  expect(readable('pos-01.例え.テスト 😀\tand\nmore')).toBe('pos-01.例え.テスト 😀\tand\nmore');
});

test("MGN's refusal with an escape sequence is told without it", async () => {
  const refusal = refusalOfMgn('ValidationException', 'bad \u001b[31mname\u0000 of it');
  const { answer } = await invoke(creation(), ({ method }) => (method === 'PUT' ? respond('') : refusal));
  expect(answer.Reason).toContain('ValidationException: bad  [31mname  of it');
});
