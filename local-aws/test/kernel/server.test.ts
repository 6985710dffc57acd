import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { AwsError, type Service } from '../../src/kernel/types';
import { jsonProtocol } from '../../src/protocols/json';
import { type Served, serve, signed } from '../fake-service';
import { answersAt, closed, open, statusWith, until } from './sockets';

let served: Served;
beforeEach(async () => {
  served = await serve([echo()], {
    mounts: [{ prefix: '/_there/', handle: ({ path }) => ({ status: 200, headers: {}, body: path }) }],
    iam: {
      authorize: (_caller, needs) => {
        throw new AwsError('AccessDenied', JSON.stringify(needs), 403);
      },
    },
  });
});
afterEach(() => served.listening.close());

test('200 requests at once each get their own answer', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => call(i)));
  expect(answers.map(({ input }) => input.i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(served.journal.list()).toHaveLength(200);
});

test('garbage on the socket harms nobody else', async () => {
  const garbage = [
    '\u0000\u0001\u0002\r\n\r\n',
    'GET',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n',
  ];
  for (const bytes of [...garbage, 'A'.repeat(100_000), '\r\n\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n']) {
    const socket = await open(served.listening.port);
    socket.end(bytes);
    await closed(socket);
  }
  expect(await call(1)).toMatchObject({ input: { i: 1 } });
});

test('a client that goes away in the middle of its request, or of the answer, harms nobody else', async () => {
  const [half, gone] = [await open(served.listening.port), await open(served.listening.port)];
  half.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  half.resetAndDestroy();
  gone.write(raw('{"wait":true}'));
  await until(() => served.journal.list().length === 1);
  gone.resetAndDestroy();
  await served.clock.advance(60_000);
  expect(await call(1)).toMatchObject({ input: { i: 1 } });
});

test('no other address of this machine answers', async () => {
  const given = Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address));
  const others = [...new Set(['127.0.0.2', '::1', ...given])].filter((address) => address !== '127.0.0.1');
  const answered = await Promise.all(others.map((address) => answersAt(served.listening.port, address)));
  expect(others.filter((_, index) => answered[index])).toEqual([]);
  expect(await answersAt(served.listening.port, '127.0.0.1')).toBe(true);
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '[::1]', 'localhost@evil.example'])(
  'the foreign host name %s is refused',
  async (host) => expect(await statusWith(there(), { host })).toBe(403),
);

test.each(['127.0.0.1', 'localhost', 'localhost:4599', 'LOCALHOST'])('the host name %s is served', async (host) =>
  expect(await statusWith(there(), { host })).toBe(200),
);

test('a request that a foreign web page makes is refused', async () => {
  expect(await statusWith(there(), { host: 'localhost', origin: 'https://evil.example' })).toBe(403);
  expect(await statusWith(there(), { host: 'localhost', origin: 'null' })).toBe(403);
});

test('a body announced as too large is refused before it is sent', async () => {
  const socket = await open(served.listening.port);
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${101 * 1024 * 1024}\r\n\r\n`);
  expect(await closed(socket)).toContain('413 Payload Too Large');
});

test('a body that turns out too large is refused and not kept', async () => {
  const socket = await open(served.listening.port);
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
  const piece = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
  const answer = closed(socket);
  for (let i = 0; i < 102 && socket.writable; i++) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), answer]);
  }
  expect(await answer).toContain('413 Payload Too Large');
});

test('a request without credentials is refused, in JSON or XML as it came', async () => {
  const xml = await fetch(served.url, { method: 'POST', body: new URLSearchParams('Action=X') });
  expect([xml.status, await xml.text()]).toEqual([
    403,
    expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
  ]);
  const json = await fetch(served.url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/x-amz-json-1.1' },
  });
  expect([json.status, await json.json()]).toEqual([
    403,
    expect.objectContaining({ __type: 'MissingAuthenticationToken' }),
  ]);
});

test('a mount needs no credentials', async () => {
  expect(await (await fetch(`${served.url}/_there/a%2Fb?c`)).text()).toBe('/_there/a%2Fb');
});

test('a service that is not there is answered with 501 and its name, and is in the journal', async () => {
  const headers = signed('ec2');
  const response = await fetch(served.url, {
    method: 'POST',
    headers,
    body: new URLSearchParams('Action=RunInstances'),
  });
  expect([response.status, await response.text()]).toEqual([501, expect.stringContaining('ec2, so no RunInstances')]);
  expect(served.journal.list()).toMatchObject([
    {
      ...{ service: 'ec2', operation: 'RunInstances', outcome: 'NotImplemented' },
      requestId: response.headers.get('x-amzn-requestid'),
    },
  ]);
});

test('an unknown access key is the operator, who needs no permission; a role has to be allowed', async () => {
  const { accessKeyId } = served.credentials.issue({ accountId: '1', arn: 'arn:role', roleName: 'r' });
  expect(await call(1, 'AKIAANYTHING')).toMatchObject({ caller: 'arn:aws:iam::123456789012:user/operator' });
  expect(await call(1, accessKeyId)).toMatchObject({
    __type: 'AccessDeniedException',
    message: '[{"action":"echo:Echo","resource":"*"}]',
  });
  expect(served.journal.list().at(-1)).toMatchObject({ caller: 'arn:role', outcome: 'AccessDeniedException' });
});

test('a defect of an operation is a 500 InternalFailure, and the next call is served', async () => {
  const errors = jest.spyOn(console, 'error').mockImplementation(() => {});
  expect(await send('{"break":true}')).toMatchObject({
    __type: 'InternalFailure',
    message: expect.stringContaining('oops'),
  });
  expect(errors).toHaveBeenCalled();
  expect(await call(1)).toMatchObject({ input: { i: 1 } });
});

const there = () => `${served.url}/_there/`;

function call(i: number, accessKeyId?: string): Promise<any> {
  return send(JSON.stringify({ i }), accessKeyId);
}

async function send(body: string, accessKeyId?: string): Promise<any> {
  const headers = { ...signed('echo', accessKeyId), 'x-amz-target': 'E.Echo' };
  return (await fetch(served.url, { method: 'POST', headers, body })).json();
}

function raw(body: string): string {
  const headers = { host: 'localhost', 'x-amz-target': 'E.Echo', 'content-length': body.length, ...signed('echo') };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

function echo(): Service {
  return {
    signingName: 'echo',
    protocol: jsonProtocol({ target: 'E' }),
    operations: {
      async Echo(input, { caller }) {
        if (input.break) throw new TypeError('oops');
        if (input.wait) await served.clock.sleep(10_000);
        return { input, caller: caller.arn };
      },
    },
  };
}
