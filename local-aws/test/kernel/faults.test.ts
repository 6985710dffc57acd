import { type DescribeSourceServersCommandInput, Mgn } from '@aws-sdk/client-mgn';
import { contains, type FaultSpec } from '../../src/kernel/faults';
import type { Service } from '../../src/kernel/types';
import { restJsonProtocol } from '../../src/protocols/rest-json';
import { clientOf, type Served, serve, signed } from '../fake-service';
import { until } from './sockets';

let served: Served;
let client: Mgn;
let performed = 0;
beforeEach(async () => {
  performed = 0;
  served = await serve([fakeMgn()]);
  client = new Mgn(clientOf(served));
});
afterEach(async () => {
  client.destroy();
  await served.listening.close();
});

test('an error replaces the operation once, unless it says otherwise', async () => {
  add({ error: 'ConflictException' });
  expect(await outcomes(2)).toEqual(['ConflictException 409', 'ok']);
  expect(performed).toBe(1);
});

test('times says how often, -1 is until the faults are cleared', async () => {
  add({ error: 'InternalFailure', times: 2 });
  expect(await outcomes(3)).toEqual(['InternalFailure 500', 'InternalFailure 500', 'ok']);
  add({ error: 'InternalFailure', times: -1 });
  expect(await outcomes(5)).not.toContain('ok');
  served.faults.clear();
  expect(await outcomes(1)).toEqual(['ok']);
});

test('a fault can last for a time on the clock', async () => {
  add({ error: 'ThrottlingException', forSeconds: 60 });
  expect(await outcomes(2)).toEqual(['ThrottlingException 429', 'ThrottlingException 429']);
  await served.clock.advance(60_000);
  expect(await outcomes(1)).toEqual(['ok']);
  expect(served.faults.list()).toEqual([]);
});

test('a fault is for its service and operation only', async () => {
  served.faults.add({ service: 'mgn', operation: 'StartTest', error: 'InternalFailure' });
  served.faults.add({ service: 's3', operation: 'DescribeSourceServers', error: 'InternalFailure' });
  expect(await outcomes(1)).toEqual(['ok']);
});

test('match picks calls by a part of their input, and the others do not use the fault up', async () => {
  add({ error: 'InternalFailure', match: { filters: { sourceServerIDs: ['s-2'] } } });
  expect(await outcome({ filters: { sourceServerIDs: ['s-1'] } })).toBe('ok');
  expect(await outcome({ filters: { sourceServerIDs: ['s-1', 's-2'] } })).toBe('InternalFailure 500');
});

test('a status can be given with an error or alone', async () => {
  add({ error: 'ConflictException', status: 418 });
  add({ status: 503 });
  expect(await outcomes(2)).toEqual(['ConflictException 418', 'InternalFailure 503']);
});

test('latency alone makes a call late on the local clock, and it succeeds', async () => {
  add({ latencyMs: 60_000 });
  const answer = outcome({});
  await until(() => served.journal.list().length === 1);
  expect(served.journal.list()).toMatchObject([{ outcome: 'pending' }]);
  await served.clock.advance(60_000);
  expect(await answer).toBe('ok');
});

test('ConnectionReset breaks the connection', async () => {
  add({ error: 'ConnectionReset' });
  expect(await fetchOutcome()).toBe('UND_ERR_SOCKET');
  expect(await fetchOutcome()).toBe('200');
  expect(served.journal.list()).toMatchObject([{ outcome: 'ConnectionReset' }, { outcome: 'ok' }]);
});

test('Hang never answers, and closing the server ends it', async () => {
  add({ error: 'Hang' });
  let answered = false;
  const answer = fetchOutcome().finally(() => {
    answered = true;
  });
  await until(() => served.journal.list().length === 1);
  await served.clock.advance(86_400_000);
  expect(answered).toBe(false);
  await served.listening.close();
  expect(await answer).toBe('UND_ERR_SOCKET');
});

test('Malformed answers garbage with 200', async () => {
  add({ error: 'Malformed' });
  expect(await outcomes(1)).toEqual(['SyntaxError 200']);
});

test.each([
  [{ a: 1, b: 2 }, { a: 1 }, true],
  [{ a: 1 }, { a: '1' }, false],
  [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 2 }] }, true],
  [{ a: [1] }, { a: [1, 2] }, false],
  [{ a: 'x' }, { a: { b: 1 } }, false],
  [undefined, { a: 1 }, false],
  [{ a: null }, { a: null }, true],
  [{ a: 1 }, undefined, true],
])('%j contains %j: %j', (whole, part, expected) => {
  expect(contains(whole, part)).toBe(expected);
});

function add(fault: Partial<FaultSpec>): void {
  served.faults.add({ service: 'mgn', operation: 'DescribeSourceServers', ...fault });
}

async function outcome(input: DescribeSourceServersCommandInput): Promise<string> {
  try {
    await client.describeSourceServers(input);
    return 'ok';
  } catch (error: any) {
    return `${error.name} ${error.$metadata?.httpStatusCode ?? error.$response?.statusCode}`;
  }
}

/** Where no answer comes: the SDK's client of this version keeps a timer running after that. */
function fetchOutcome(): Promise<string> {
  const url = `${served.url}/DescribeSourceServers`;
  return fetch(url, { method: 'POST', headers: signed('mgn') }).then(
    ({ status }) => String(status),
    (error) => error.cause.code,
  );
}

async function outcomes(count: number): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0; i < count; i++) all.push(await outcome({}));
  return all;
}

function fakeMgn(): Service {
  return {
    signingName: 'mgn',
    protocol: restJsonProtocol([
      { method: 'POST', path: '/DescribeSourceServers', operation: 'DescribeSourceServers' },
    ]),
    operations: {
      DescribeSourceServers() {
        performed += 1;
        return { items: [] };
      },
    },
  };
}
