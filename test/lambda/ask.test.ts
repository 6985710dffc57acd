import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import * as fc from 'fast-check';
import { ask } from '../../lambda/aws/cloudformation';
import { Deadline } from '../../lambda/aws/deadline';
import { queryProtocol } from '../../local-aws/src/protocols/query';
import { ServiceServer } from './service-server';

/* What the function asks CloudFormation, and how it understands the answer: as the SDK does. */

const server = new ServiceServer();
let deadline: Deadline;
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  deadline = new Deadline(60_000);
});
afterEach(() => deadline.close());

const TEXT = fc.string({ unit: fc.constantFrom(...'ab<>&"\'\r\n é€😀', '<member>', '</member>', '&lt;') });
const TIME = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const event = fc.record({
  EventId: TEXT,
  LogicalResourceId: optional(TEXT),
  PhysicalResourceId: optional(TEXT),
  ResourceType: TEXT,
  ResourceStatus: TEXT,
  ResourceStatusReason: optional(TEXT),
  ResourceProperties: optional(TEXT),
  Timestamp: TIME,
});
const OUTPUTS = {
  DescribeStacks: [
    DescribeStacksCommand,
    fc.record({
      Stacks: fc.array(
        fc.record({ StackId: TEXT, StackStatus: TEXT, StackStatusReason: optional(TEXT), RootId: optional(TEXT) }),
      ),
      NextToken: optional(TEXT),
    }),
  ],
  DescribeStackEvents: [
    DescribeStackEventsCommand,
    fc.record({ StackEvents: fc.array(event), NextToken: optional(TEXT) }),
  ],
  ListStackResources: [
    ListStackResourcesCommand,
    fc.record({
      StackResourceSummaries: fc.array(
        fc.record({
          LogicalResourceId: TEXT,
          PhysicalResourceId: optional(TEXT),
          ResourceStatus: TEXT,
          LastUpdatedTimestamp: TIME,
        }),
      ),
      NextToken: optional(TEXT),
    }),
  ],
  DescribeStackResource: [
    DescribeStackResourceCommand,
    fc.record({
      StackResourceDetail: fc.record({ LogicalResourceId: TEXT, ResourceStatus: TEXT, LastUpdatedTimestamp: TIME }),
    }),
  ],
} as const;

test.each(Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[])(
  'an answer to %s is understood as by the SDK',
  async (operation) => {
    const sdk = new CloudFormationClient({
      region: 'eu-west-1',
      endpoint: process.env.AWS_ENDPOINT_URL,
      maxAttempts: 1,
    });
    const [Command, outputs] = OUTPUTS[operation];
    const property = fc.asyncProperty(outputs as fc.Arbitrary<object>, async (output) => {
      server.answer({ body: serialized(operation, output) });
      const { $metadata: _, ...understood } = (await sdk.send(new (Command as any)({}))) as any;
      expect(await ask(operation, { StackName: 'One' }, deadline)).toEqual(understood);
    });
    await fc.assert(property, { numRuns: 60 });
  },
  30_000,
);

test('a question is a form, without what is not said', async () => {
  server.answer({ body: serialized('DescribeStackEvents', { StackEvents: [] }) });
  await ask('DescribeStackEvents', { StackName: 'a&b=c d', NextToken: undefined }, deadline);
  expect(server.received).toMatchObject([
    {
      method: 'POST',
      path: '/',
      body: 'Action=DescribeStackEvents&Version=2010-05-15&StackName=a%26b%3Dc%20d',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ]);
});

test('a question arrives as it was asked, whatever it holds; half of a surrogate pair becomes another character', async () => {
  for (const text of ["+/=%&;'()*!~ \n", 'é💥', '\ud800x', 'x\udc00']) {
    server.answer({ body: serialized('DescribeStackEvents', { StackEvents: [] }) });
    await ask('DescribeStackEvents', { StackName: text, NextToken: text }, deadline);
    const form = new URLSearchParams(server.received[0]?.body);
    expect([form.get('StackName'), form.get('NextToken')]).toEqual(
      [1, 2].map(() => text.replace(/^\ud800|\udc00$/, '\ufffd')),
    );
  }
});

test('of a list only the items are read that hold one of the texts asked for', async () => {
  const events = ['a', 'b', 'c', 'd'].map((id) => ({ EventId: id, ResourceProperties: '<member>wanted: no</member>' }));
  server.answer({ body: serialized('DescribeStackEvents', { StackEvents: events, NextToken: 'next' }) });
  const wanted = ['<EventId>a</EventId>', '<EventId>d</EventId>'];
  const answer = await ask('DescribeStackEvents', { StackName: 'One' }, deadline, wanted);
  expect(answer).toEqual({ StackEvents: [events[0], events[3]], NextToken: 'next' });
});

test('an item that holds a list is read, whatever it holds', async () => {
  const stacks = [{ StackId: 'a', LastOperations: [{ OperationId: '1' }, { OperationId: '2' }] }];
  server.answer({ body: serialized('DescribeStacks', { Stacks: stacks }) });
  expect(await ask('DescribeStacks', {}, deadline, ['1'])).toMatchObject({ Stacks: [{ StackId: 'a' }] });
});

test('an answer in lines, indented, is the same answer', async () => {
  const lines = GOOD.replace(/></g, '>\n  <');
  server.answer({ body: lines }, { body: lines.replace(/<Stacks>.*<.Stacks>/s, '<Stacks>\n  </Stacks>') });
  expect(await ask('DescribeStacks', {}, deadline)).toEqual({ Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] });
  expect(await ask('DescribeStacks', {}, deadline)).toEqual({ Stacks: [] });
});

test('a refusal has the name, the words and the status that CloudFormation gives it', async () => {
  server.answer({ status: 400, body: refusal('ValidationError', 'Stack with id <One> does not exist') });
  await expect(ask('DescribeStacks', { StackName: 'One' }, deadline)).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id <One> does not exist',
    $metadata: { httpStatusCode: 400 },
  });
});

test('what refuses in another language is told by its status', async () => {
  server.answer({ status: 413, body: '<html><body>Request Entity Too Large</html>' });
  await expect(ask('DescribeStacks', {}, deadline)).rejects.toMatchObject({
    message: 'HTTP status 413',
    $metadata: { httpStatusCode: 413 },
  });
});

const GOOD = serialized('DescribeStacks', { Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] });

test.each([
  ['breaks off, as the connection does', { body: GOOD.slice(0, 200), cut: true } as const],
  ['breaks off', { body: GOOD.slice(0, 200) }],
  ['is empty', { body: '' }],
  ['belongs to another question', { body: serialized('DescribeStackEvents', { StackEvents: [] }) }],
  ['is a 200 with a refusal in it', { body: refusal('Throttling', 'Rate exceeded') }],
  ['comes from something before CloudFormation', { status: 502, body: '<html>Bad Gateway' }],
  ['is a refusal that breaks off', { status: 503, body: refusal('ServiceUnavailable', 'x').slice(0, 60) }],
])('an answer that %s is asked for again', async (_, bad) => {
  server.answer(bad, { body: GOOD });
  expect(await ask('DescribeStacks', {}, deadline)).toEqual({ Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] });
  expect(server.received).toHaveLength(2);
});

test('an event with an invalid time is asked for again', async () => {
  const page = (Timestamp: unknown) => ({ body: serialized('DescribeStackEvents', { StackEvents: [{ Timestamp }] }) });
  server.answer(page('yesterday'), page(new Date(0)));
  expect(await ask('DescribeStackEvents', {}, deadline)).toEqual({ StackEvents: [{ Timestamp: new Date(0) }] });
});

function serialized(operation: string, output: object): string {
  const protocol = queryProtocol({
    version: '2010-05-15',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  });
  return String(protocol.serialize({ operation, input: {} }, output, 'request').body);
}

function refusal(code: string, message: string): string {
  const escaped = message.replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<ErrorResponse xmlns="urn:x"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}
