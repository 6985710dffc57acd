import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import { invoke, respond } from './invocation';

/* What changes between the disconnection and what is to come after it, in answers of AWS that are written down here. */

const SERVER = 's-0000000000000000a';
const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Stack/1';
const MINUTE = 60_000;

test('a deletion that is given up meanwhile: the server is disconnected, and not archived any more', async () => {
  const { answer, calls, lines } = await run({
    stack: (since) => (since < 5 * MINUTE ? 'DELETE_IN_PROGRESS' : 'UPDATE_COMPLETE'),
    archives: (since) => since > 6 * MINUTE,
  });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: expect.stringMatching(/^disconnected: no more than that, since the stack is UPDATE_COMPLETE/),
  });
  expect(calls).toEqual(['DisconnectFromService']);
  expect(lines.at(-1)).toMatchObject({ decision: 'disconnected', operations: ['DisconnectFromService'] });
});

test('a stack that cannot be read any more: the answer does not say that nothing was disconnected', async () => {
  const { answer, calls } = await run({
    stack: (since) => (since < 2 * MINUTE ? 'DELETE_IN_PROGRESS' : undefined),
    archives: () => false,
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(
    /^source server s-0000000000000000a is disconnected, but could not be archived: cannot tell whether/,
  );
  expect(answer.Reason).not.toContain('nothing was disconnected');
  expect(calls).toEqual(['DisconnectFromService']);
});

test('an answer that does not show the server is not taken for its state', async () => {
  const { answer, calls } = await run({ stack: () => 'DELETE_IN_PROGRESS', archives: () => true, answer: {} });
  expect(answer.Reason).toBe('disconnected, archived: the stack is being deleted');
  expect(calls).toEqual(['DisconnectFromService', 'MarkAsArchived']);
});

interface Situation {
  /** The state of the stack, by the milliseconds since the Delete came; undefined if it cannot be read. */
  readonly stack: (since: number) => string | undefined;
  readonly archives: (since: number) => boolean;
  /** What MarkAsArchived answers; default: the server. */
  readonly answer?: object;
}

async function run({ stack, archives, answer: shown }: Situation) {
  const calls: string[] = [];
  let began: number | undefined;
  const server = () => ({
    sourceServerID: SERVER,
    isArchived: calls.includes('MarkAsArchived'),
    lifeCycle: { state: 'DISCONNECTED' },
    dataReplicationInfo: {
      dataReplicationState: calls.includes('DisconnectFromService') ? 'DISCONNECTED' : 'CONTINUOUS',
    },
  });
  const { answer, logs } = await invoke(DELETION, (request: HttpRequest, clock) => {
    began ??= clock.now();
    const since = clock.now() - began;
    const body = request.body.toString();
    if (body.includes('Action=DescribeStacks&')) return stackOf(stack(since));
    if (body.includes('Action=DescribeStackEvents&')) return respond(EVENTS);
    if (request.path === '/DescribeSourceServers') return json({ items: [server()] });
    if (request.path === '/MarkAsArchived' && !archives(since)) return CONFLICT;
    if (request.method === 'POST') calls.push(request.path.slice(1));
    return json(request.path === '/MarkAsArchived' && shown ? shown : server());
  });
  return { answer, calls, lines: logs.map((line) => JSON.parse(line)) };
}

const DELETION = {
  RequestType: 'Delete',
  ResponseURL: 'http://127.0.0.1/bucket/key',
  StackId: STACK,
  RequestId: 'request',
  LogicalResourceId: 'Connection',
  PhysicalResourceId: SERVER,
  ResourceProperties: { SourceServerId: SERVER, AfterDisconnection: 'archive' },
};

const EVENTS = eventsOf([
  ['Connection', SERVER, 'DELETE_IN_PROGRESS'],
  ['Stack', STACK, 'DELETE_IN_PROGRESS'],
  ['Stack', STACK, 'CREATE_COMPLETE'],
]);

/** Newest first. */
function eventsOf(events: readonly (readonly string[])[]): string {
  const members = events.map(
    ([logicalId, physicalId, status], index) =>
      `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus><Timestamp>2026-01-01T00:00:0${9 - index}Z</Timestamp></member>`,
  );
  return `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>${members.join('')}</StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>`;
}

function stackOf(status: string | undefined): HttpResponse {
  if (!status) return { status: 500, headers: {}, body: '' };
  const stack = `<member><StackName>Stack</StackName><StackStatus>${status}</StackStatus></member>`;
  return respond(
    `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
}

const CONFLICT = { ...json({ message: 'not yet' }, 409), headers: { 'x-amzn-errortype': 'ConflictException' } };

function json(body: object, status = 200): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
