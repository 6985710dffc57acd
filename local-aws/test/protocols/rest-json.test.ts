import { Mgn } from '@aws-sdk/client-mgn';
import { AwsError, type Service } from '../../src/kernel/types';
import { restJsonProtocol } from '../../src/protocols/rest-json';
import { clientOf, type Served, serve, signed } from '../fake-service';

const ARN = 'arn:aws:mgn:us-east-1:123456789012:source-server/s-3053c1c3b7d8bd4e0';
let served: Served;
let client: Mgn;
const inputs: any[] = [];

beforeEach(async () => {
  inputs.length = 0;
  served = await serve([fakeMgn()]);
  client = new Mgn(clientOf(served));
});
afterEach(async () => {
  client.destroy();
  await served.listening.close();
});

test('the body is the input, with its types', async () => {
  await client.describeSourceServers({ maxResults: 3, filters: { isArchived: false } });
  expect(inputs).toEqual([{ maxResults: 3, filters: { isArchived: false } }]);
});

test('a label in the path is decoded and joins the body', async () => {
  await client.tagResource({ resourceArn: ARN, tags: { a: 'ü' } });
  expect(inputs).toEqual([{ resourceArn: ARN, tags: { a: 'ü' } }]);
});

test('a parameter given several times in the query is a list', async () => {
  await client.untagResource({ resourceArn: ARN, tagKeys: ['a', 'b'] });
  expect(inputs).toEqual([{ resourceArn: ARN, tagKeys: ['a', 'b'] }]);
});

test('the method is part of a route, and its status is answered', async () => {
  await expect(client.listTagsForResource({ resourceArn: ARN })).resolves.toMatchObject({
    tags: { a: 'b' },
  });
  const { $metadata } = await client.deleteSourceServer({ sourceServerID: 's-3053c1c3b7d8bd4e0' });
  expect($metadata.httpStatusCode).toBe(204);
});

test('an error reaches the client typed, with its own members', async () => {
  const failure = await client.disconnectFromService({ sourceServerID: 's-1' }).catch((error) => error);
  expect(failure).toMatchObject({
    name: 'ConflictException',
    message: 'busy',
    resourceId: 's-1',
    resourceType: 'server',
  });
  expect(failure.$metadata.httpStatusCode).toBe(409);
});

test('throttling is a ThrottlingException with 429', async () => {
  served.faults.add({ service: 'mgn', operation: 'DescribeSourceServers', error: 'ThrottlingException' });
  const failure = await client.describeSourceServers({}).catch((error) => error);
  expect([failure.name, failure.$metadata.httpStatusCode]).toEqual(['ThrottlingException', 429]);
});

test('an operation that is not there is answered with 501 and its path, and is in the journal', async () => {
  const failure = await client.describeJobs({}).catch((error) => error);
  expect(failure).toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('/DescribeJobs') });
  expect(served.journal.list()).toMatchObject([
    { operation: 'POST /DescribeJobs', outcome: 'NotImplemented', status: 501 },
  ]);
});

test.each(['{', '[]', '"x"', '5'])('the body %s is refused as no JSON object', async (body) => {
  const response = await fetch(`${served.url}/DescribeSourceServers`, { method: 'POST', headers: signed('mgn'), body });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
});

test('a label that is not percent-encoded UTF-8 is refused', async () => {
  const response = await fetch(`${served.url}/tags/%ff`, { headers: signed('mgn') });
  expect(response.status).toBe(400);
});

function fakeMgn(): Service {
  const keep = (input: unknown) => void inputs.push(input);
  return {
    signingName: 'mgn',
    protocol: restJsonProtocol([
      { method: 'POST', path: '/DescribeSourceServers', operation: 'DescribeSourceServers' },
      { method: 'POST', path: '/DisconnectFromService', operation: 'DisconnectFromService' },
      { method: 'POST', path: '/DeleteSourceServer', operation: 'DeleteSourceServer', status: 204 },
      { method: 'GET', path: '/tags/{resourceArn}', operation: 'ListTagsForResource' },
      { method: 'POST', path: '/tags/{resourceArn}', operation: 'TagResource' },
      { method: 'DELETE', path: '/tags/{resourceArn}', operation: 'UntagResource' },
    ]),
    operations: {
      DescribeSourceServers: keep,
      TagResource: keep,
      UntagResource: keep,
      DeleteSourceServer: keep,
      ListTagsForResource: () => ({ tags: { a: 'b' } }),
      DisconnectFromService({ sourceServerID }) {
        throw new AwsError('ConflictException', 'busy', 409, { resourceId: sourceServerID, resourceType: 'server' });
      },
    },
  };
}
