import { AwsError, type Service } from '../../src/kernel/types';
import { jsonProtocol } from '../../src/protocols/json';
import { type Served, serve, signed } from '../fake-service';

let served: Served;
beforeEach(async () => {
  served = await serve([fakeSsm()]);
});
afterEach(() => served.listening.close());

test('the operation is in the target, dates are seconds since the epoch', async () => {
  const response = await call('AmazonSSM.Echo', '{"a":[1,true,null]}');
  expect(response).toEqual([200, { input: { a: [1, true, null] }, at: 1767225600.5 }]);
});

test('a missing body is an empty object', async () => {
  expect(await call('AmazonSSM.Echo', '')).toMatchObject([200, { input: {} }]);
});

test('the service in the target may be written in full, as boto3 writes CloudTrail', async () => {
  expect(await call('com.amazonaws.ssm.v20141106.AmazonSSM.Echo')).toMatchObject([200, { input: {} }]);
});

test('an error is typed and always has status 400', async () => {
  expect(await call('AmazonSSM.Fail')).toEqual([400, { __type: 'ParameterNotFound', message: 'no', name: 'x' }]);
});

test('a refused permission is an AccessDeniedException with status 400', async () => {
  served.faults.add({ service: 'ssm', operation: 'Echo', error: 'AccessDenied' });
  expect(await call('AmazonSSM.Echo')).toMatchObject([400, { __type: 'AccessDeniedException' }]);
  expect(served.journal.list()).toMatchObject([{ outcome: 'AccessDeniedException', status: 400 }]);
});

test('an operation that is not there is answered with 501', async () => {
  expect(await call('AmazonSSM.GetInventory')).toMatchObject([
    501,
    { __type: 'NotImplemented', message: expect.stringContaining('GetInventory') },
  ]);
});

test.each([undefined, 'AmazonSSM', 'DynamoDB_20120810.Echo'])('the target %s is refused', async (target) => {
  expect(await call(target)).toMatchObject([400, { __type: 'UnknownOperationException' }]);
});

async function call(target?: string, body = '{}'): Promise<[number, any]> {
  const headers = { ...signed('ssm'), ...(target === undefined ? {} : { 'x-amz-target': target }) };
  const response = await fetch(served.url, { method: 'POST', headers, body });
  return [response.status, await response.json()];
}

function fakeSsm(): Service {
  return {
    signingName: 'ssm',
    protocol: jsonProtocol({ target: 'AmazonSSM' }),
    operations: {
      Echo: (input) => ({ input, at: new Date('2026-01-01T00:00:00.500Z'), nothing: undefined }),
      Fail() {
        throw new AwsError('ParameterNotFound', 'no', 404, { name: 'x' });
      },
    },
  };
}
