import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { AwsError, type Service } from '../../src/kernel/types';
import { nest } from '../../src/protocols/form';
import { queryProtocol } from '../../src/protocols/query';
import { clientOf, type Served, serve, signed } from '../fake-service';

let served: Served;
let client: CloudFormation;
const inputs: any[] = [];

beforeEach(async () => {
  inputs.length = 0;
  served = await serve([fakeCloudFormation()]);
  client = new CloudFormation(clientOf(served));
});
afterEach(async () => {
  client.destroy();
  await served.listening.close();
});

test('lists and maps of a client arrive as arrays of objects, every scalar as text', async () => {
  const Parameters = Array.from({ length: 11 }, (_, i) => ({ ParameterKey: `P${i}`, UsePreviousValue: true }));
  await client.createStack({ StackName: 'a', Parameters, TimeoutInMinutes: 5, Capabilities: ['CAPABILITY_IAM'] });
  expect(inputs[0]).toEqual({
    StackName: 'a',
    Parameters: Parameters.map((parameter) => ({ ...parameter, UsePreviousValue: 'true' })),
    TimeoutInMinutes: '5',
    Capabilities: ['CAPABILITY_IAM'],
  });
});

test('an empty list arrives as an empty array, an empty text as text', async () => {
  await client.createStack({ StackName: 'a', Tags: [], Parameters: [{ ParameterKey: 'P', ParameterValue: '' }] });
  expect(inputs[0]).toMatchObject({ Tags: [], Parameters: [{ ParameterKey: 'P', ParameterValue: '' }] });
});

test('an answer reaches the client with dates, booleans, lists and awkward characters as they were', async () => {
  const { Stacks } = await client.describeStacks({});
  expect(Stacks).toEqual([
    expect.objectContaining({
      StackName: 'a & <b> "c" \r\n é \u{1f600}',
      StackStatusReason: 'red?[31m', // escape characters have no form in XML 1.0
      CreationTime: new Date('2026-01-02T03:04:05.678Z'),
      DisableRollback: false,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Tags: [],
    }),
  ]);
  expect(Stacks?.[0]?.Description).toBeUndefined();
});

test('an operation without a result is answered', async () => {
  await expect(client.deleteStack({ StackName: 'a' })).resolves.toMatchObject({});
});

test('an error reaches the client with its code, message and status', async () => {
  const failure = await client.describeStacks({ StackName: 'x' }).catch((error) => error);
  expect(failure).toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id x does not exist',
    $fault: 'client',
  });
  expect(failure.$metadata.httpStatusCode).toBe(400);
});

test('throttling is called Throttling and comes with 400', async () => {
  served.faults.add({ service: 'cloudformation', operation: 'DescribeStacks', error: 'ThrottlingException' });
  const failure = await client.describeStacks({}).catch((error) => error);
  expect([failure.name, failure.message, failure.$metadata.httpStatusCode]).toEqual([
    'Throttling',
    'Rate exceeded',
    400,
  ]);
});

test('an operation that is not there is answered with 501 and its name, and is in the journal', async () => {
  const failure = await client.listExports({}).catch((error) => error);
  expect(failure).toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('ListExports') });
  expect(failure.$metadata.httpStatusCode).toBe(501);
  expect(served.journal.list()).toMatchObject([{ operation: 'ListExports', outcome: 'NotImplemented', status: 501 }]);
});

test('names that every object has are operations that are not there', async () => {
  const response = await post('Action=constructor&Version=2010-05-15');
  expect(response.status).toBe(501);
});

test('another version of the API is refused', async () => {
  const response = await post('Action=DescribeStacks&Version=1999-01-01');
  expect(await response.text()).toContain('Could not find operation DescribeStacks for version 1999-01-01');
});

test('a map is nested by its keys', () => {
  const form = new URLSearchParams('A.entry.1.key=x&A.entry.1.value=1&A.entry.2.key=__proto__&A.entry.2.value=2');
  const { A } = nest(form) as any;
  expect(Object.entries(A)).toEqual([
    ['x', '1'],
    ['__proto__', '2'],
  ]);
  expect(({} as any).x).toBeUndefined();
});

test('a name nested without end is refused', () => {
  expect(() => nest(new URLSearchParams([['a.'.repeat(100_000), '1']]))).toThrow('nested too deeply');
});

function post(body: string): Promise<Response> {
  const headers = { ...signed('cloudformation'), 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(served.url, { method: 'POST', headers, body });
}

function fakeCloudFormation(): Service {
  const stack = {
    StackName: 'a & <b> "c" \r\n é \u{1f600}',
    StackStatus: 'CREATE_COMPLETE',
    StackStatusReason: 'red\u001b[31m',
    CreationTime: new Date('2026-01-02T03:04:05.678Z'),
    DisableRollback: false,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    Tags: [],
    Description: undefined,
  };
  return {
    signingName: 'cloudformation',
    protocol: queryProtocol({
      version: '2010-05-15',
      namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    }),
    operations: {
      CreateStack(input) {
        inputs.push(input);
        return { StackId: 'arn' };
      },
      DeleteStack: () => undefined,
      DescribeStacks({ StackName }) {
        if (StackName) throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
        return { Stacks: [stack] };
      },
    },
  };
}
