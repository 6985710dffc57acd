import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, globalAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { generate } from 'selfsigned';
import { respond, responseBody } from '../../lambda/answer/respond';
import type { Answer, Request } from '../../lambda/event/request';

const servers: Server[] = [];
const log = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);

beforeEach(() => log.mockClear());
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('the answer is PUT to the URL as given: path, query, port, an empty content type and its length in bytes', async () => {
  const { url, requests } = await serve((_, response) => response.end());
  await respond(request(url), { ...SUCCESS, reason: 'gut gemacht, Müller' }, later);
  const [{ message, body } = missing()] = requests;
  expect(message.method).toBe('PUT');
  expect(message.url).toBe('/bucket/stack%7Cid?X-Amz-Signature=topsecret');
  expect(message.headers['content-type']).toBe('');
  expect(Number(message.headers['content-length'])).toBe(Buffer.byteLength(body));
  expect(JSON.parse(body)).toEqual({
    Status: 'SUCCESS',
    Reason: 'gut gemacht, Müller',
    PhysicalResourceId: 's-1',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Logical',
    Data: { Hostname: 'web' },
  });
});

test('the answer is PUT over https on any port, and whom to trust is read once', async () => {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  globalAgent.options.ca = pems.cert;
  const requests: string[] = [];
  const listener: RequestListener = (message, response) => {
    requests.push(`${message.method} ${message.url}`);
    response.setHeader('connection', 'close').end();
  };
  const url = await listen(createTlsServer({ key: pems.private, cert: pems.cert }, listener), 'https');
  const trust = jest.spyOn(tls, 'createSecureContext');
  await respond(request(url), SUCCESS, later);
  await respond(request(url), SUCCESS, later);
  const line = 'PUT /bucket/stack%7Cid?X-Amz-Signature=topsecret';
  expect(requests).toEqual([line, line]);
  expect(trust).toHaveBeenCalledTimes(1);
});

test.each([
  ['a 503', (_: unknown, response: any) => response.writeHead(503).end()],
  ['a reset', (message: IncomingMessage) => message.socket.destroy()],
  [
    'half an answer',
    (message: IncomingMessage) => message.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
  ],
])('after %s the answer is sent again, until it is accepted', async (_, refuse) => {
  let calls = 0;
  const { url } = await serve((message, response) => (++calls === 1 ? refuse(message, response) : response.end()));
  await respond(request(url), SUCCESS, later);
  expect(calls).toBe(2);
});

test('an expired URL is logged, and not tried again', async () => {
  const { url, requests } = await serve((_, response) => response.writeHead(403).end());
  await respond(request(url), SUCCESS, later);
  expect(requests).toHaveLength(1);
  expect(log.mock.calls.join()).toMatch(/not accepted.*403/);
});

test('an answer that cannot be delivered in time is an error, so that Lambda runs the event again', async () => {
  const { url } = await serve((_, response) => response.writeHead(500).end());
  await expect(respond(request(url), SUCCESS, () => 100)).rejects.toThrow('CloudFormation could not be answered');
});

test('the query of the URL, which is a credential, reaches neither the log nor an error', async () => {
  const { url } = await serve((message) => message.socket.destroy());
  const failure = await respond(request(url), SUCCESS, () => 100).catch((error) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(`${failure.message} ${failure.stack} ${log.mock.calls.join()}`).not.toContain('topsecret');
});

test('attributes are cut before the status is, and every attribute stays', () => {
  const attributes = Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => [name, 'ü'.repeat(1000)]));
  const body = responseBody(request('http://x'), { ...SUCCESS, attributes });
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(body)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 's-1' });
  expect(Object.keys(JSON.parse(body).Data)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
});

test('a reason is cut to 1,000 bytes, not in the middle of a character', () => {
  const { Reason } = JSON.parse(responseBody(request('http://x'), { ...SUCCESS, reason: '€'.repeat(2000) }));
  expect(Reason).toBe('€'.repeat(333));
});

const SUCCESS: Answer = { status: 'SUCCESS', physicalId: 's-1', attributes: { Hostname: 'web' } };
const later = () => 60_000;

function request(base: string): Request {
  return {
    requestType: 'Create',
    responseUrl: new URL(`${base}/bucket/stack%7Cid?X-Amz-Signature=topsecret`),
    stackId: 'stack',
    requestId: 'request',
    resourceType: '',
    logicalId: 'Logical',
    properties: {},
    oldProperties: undefined,
  };
}

async function serve(listener: RequestListener) {
  const requests: { message: IncomingMessage; body: string }[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    requests.push({ message, body: Buffer.concat(chunks).toString() });
    listener(message, response);
  });
  return { url: await listen(server, 'http'), requests };
}

async function listen(server: Server, protocol: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function missing(): never {
  throw new Error('no request came');
}
