import type { SourceServer } from '@aws-sdk/client-mgn';
import { GATE_VARIABLE } from '../../lib/private/contract';
import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { creation, json, refusal, result, SERVER, STACK, stackOf } from './answers';
import { invoke, type Reply, respond } from './invocation';

/* Creates of the built bundle against answers of AWS that are written down here. */

const ROOT = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Root/2';
const GATE_QUESTION = 'DescribeStackResource';
const GUARDED = { [GATE_VARIABLE]: `${STACK} Gate` };
const DENIED = refusal('AccessDenied', 'not authorized', 403);
const OPERATIONS = ['DescribeStacks', 'DescribeStackEvents', 'ListStackResources'];

test('a Create asks once for each thing that a Delete will need, beside looking at the server', async () => {
  const { answer, asked } = await create({});
  expect(answer.Status).toBe('SUCCESS');
  expect(asked.sort()).toEqual([...OPERATIONS].map((operation) => `${operation} Stack`).sort());
});

test('an attribute that MGN does not know is a word, since CloudFormation exports nothing that is empty', async () => {
  const { answer } = await create({
    found: { sourceProperties: { identificationHints: { hostname: ' ', fqdn: 'a.example' } } },
  });
  expect(answer.Data).toEqual({
    SourceServerArn: 'unknown',
    Hostname: 'unknown',
    Fqdn: 'a.example',
    LifeCycleState: 'unknown',
    DataReplicationState: 'unknown',
    LaunchedInstanceId: 'unknown',
  });
});

test('of a nested stack it asks about the root as well', async () => {
  const { answer, asked } = await create({ root: ROOT });
  expect(answer.Status).toBe('SUCCESS');
  expect(asked.sort()).toEqual(['Root', 'Stack'].flatMap((name) => OPERATIONS.map((one) => `${one} ${name}`)).sort());
});

test.each(OPERATIONS)(
  'a boundary that denies %s fails the Create, and the answer says what to allow',
  async (denied) => {
    const { answer, seconds } = await create({
      reply: (operation) => (operation === denied ? DENIED : undefined),
    });
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-connected' });
    expect(answer.Reason).toMatch(
      new RegExp(
        `^source server ${SERVER} cannot be disconnected later: the function cannot read the stack: AccessDenied: .*; allow the function's role cloudformation:DescribeStacks, .* on ${STACK}`,
      ),
    );
    expect(seconds).toBeLessThan(120);
  },
);

test('so does a root that may not be read, since a template nests the stack without the CDK', async () => {
  const { answer } = await create({
    root: ROOT,
    reply: (_, name) => (name === 'Root' ? DENIED : undefined),
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(`on ${ROOT}`);
});

test('so does a VPC that has no way to CloudFormation', async () => {
  const { answer, seconds } = await create({
    reply: () => {
      throw Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' });
    },
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain('cannot be disconnected later');
  expect(seconds).toBeLessThan(120);
});

test.each([
  ['throttles', 400, 'Throttling'],
  ['is out of order', 503, 'ServiceUnavailable'],
])('a Create goes on when CloudFormation %s all the time', async (_, status, code) => {
  const { answer, seconds } = await create({ reply: () => refusal(code, 'busy', status) });
  expect(answer.Status).toBe('SUCCESS');
  expect(seconds).toBeLessThan(120);
});

test('a permission that IAM takes half a minute to know is waited for', async () => {
  const { answer } = await create({ reply: (_operation, _name, elapsed) => (elapsed < 30 ? DENIED : undefined) });
  expect(answer.Status).toBe('SUCCESS');
});

test('on the way back from a failed update a Create does not fail for what it may not read', async () => {
  const { answer } = await create({
    status: 'UPDATE_ROLLBACK_IN_PROGRESS',
    reply: (operation) => (operation === 'DescribeStacks' ? undefined : DENIED),
  });
  expect(answer.Status).toBe('SUCCESS');
});

test('after an update that was rolled back a Create fails as ever for what it may not read', async () => {
  const { answer } = await create({
    status: 'UPDATE_ROLLBACK_COMPLETE',
    reply: (operation) => (operation === 'DescribeStacks' ? undefined : DENIED),
  });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-connected' });
});

test('in a tree with removal guards it asks about their gate as well, which is not there yet', async () => {
  const missing = refusal('ValidationError', 'Resource Gate does not exist for stack Stack');
  const { answer, asked } = await create({
    variables: GUARDED,
    reply: (operation) => (operation === GATE_QUESTION ? missing : undefined),
  });
  expect(answer.Status).toBe('SUCCESS');
  expect(asked).toContain(`${GATE_QUESTION} Stack`);
});

test('a boundary that hides the gate fails the Create, and the answer says what to allow', async () => {
  const { answer } = await create({
    variables: GUARDED,
    reply: (operation) => (operation === GATE_QUESTION ? DENIED : undefined),
  });
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(`allow the function's role cloudformation:DescribeStackResource on ${STACK}`);
});

interface Case {
  /** Of the function's environment. */
  readonly variables?: object;
  readonly root?: string;
  readonly status?: string;
  /** What MGN shows of the server besides its id. */
  readonly found?: SourceServer;
  /** What CloudFormation answers instead of what is asked, by the operation, the stack's name and the seconds so far. */
  readonly reply?: (operation: string, stackName: string, elapsed: number) => HttpResponse | undefined;
}

async function create({ root, variables, status = 'CREATE_IN_PROGRESS', found, reply = () => undefined }: Case) {
  const asked: string[] = [];
  let began: number | undefined;
  let seconds = 0;
  const aws: Reply = ({ method, path, body }, clock) => {
    began ??= clock.now();
    seconds = (clock.now() - began) / 1000;
    if (method === 'PUT') return respond('');
    if (path === '/DescribeSourceServers') return json({ items: [{ ...found, sourceServerID: SERVER }] });
    const form = new URLSearchParams(body.toString());
    const [operation = '', stack = ''] = [form.get('Action') ?? '', form.get('StackName') ?? ''];
    const name = stack.split('/')[1] ?? '';
    asked.push(`${operation} ${name}`);
    const described = stackOf(status, undefined, stack === STACK ? root : undefined);
    const nothing = respond(result(operation, ''));
    return reply(operation, name, seconds) ?? (operation === 'DescribeStacks' ? described : nothing);
  };
  const { answer } = await invoke(creation(), aws, variables);
  return { answer, asked, seconds };
}
