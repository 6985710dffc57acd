import type { FaultSpec } from '../../local-aws/src';
import type { MgnBehaviour } from '../../local-aws/src/mgn/behaviour';
import { A, app, B } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* What MGN says of a server, and what CloudFormation says of its stack: what the function waits for, and what it reports. */

const disconnectServer = { service: 'mgn', operation: 'DisconnectFromService' };
const describeEvents = { service: 'cloudformation', operation: 'DescribeStackEvents' };

worldForEach();

describe('what MGN says of the server', () => {
  test('a conflict is waited out, and the server looked at before each call', async () => {
    await declare();
    arm(disconnectServer, { error: 'ConflictException', forSeconds: 300 });
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([B]);
    const made = world.calls
      .filter(({ service, operation }) => service === 'mgn' && operation !== 'TagResource')
      .map(({ operation }) => operation);
    expect(made.join()).toMatch(/^DescribeSourceServers(,DescribeSourceServers,DisconnectFromService)+$/);
  });

  test('a stack that cannot be read fails the deletion with the permissions that it takes', async () => {
    await declare();
    arm(describeEvents, { error: 'AccessDeniedException', forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      /^cannot tell .* nothing was disconnected: AccessDenied.*; allow the function's role cloudformation:DescribeStacks, cloudformation:DescribeStackEvents and cloudformation:ListStackResources on arn:aws:cloudformation:.*:stack\/One\//,
    );
  });

  test('a conflict ends when someone else disconnects the server', async () => {
    await declare();
    arm(disconnectServer, { error: 'ConflictException', forSeconds: 7200 });
    world.clock.after(120_000, () => world.disconnect(A));
    expect(await world.destroy('One')).toBe('missing');
    expect(world.answers('FAILED')).toEqual([]);
  });

  test('a conflict that stays fails the deletion with what to do', async () => {
    await declare();
    arm(disconnectServer, { error: 'ConflictException', forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      /^source server s-0000000000000000a could not be disconnected: .*ConflictException.*; wait for its running job to end/,
    );
  });

  test.each([
    ['ValidationException', 'correct what it names'],
    ['SomethingNew', 'try again'],
  ])('what to do after %s is to %s', async (error, remedy) => {
    await declare();
    arm(disconnectServer, { error, forSeconds: 7200 });
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(new RegExp(`${error}: [^;]*; ${remedy}$`));
  });

  test('a server that is gone, or whose account was never set up, is disconnected enough', async () => {
    await declare();
    world.mgn.initialized = false;
    expect(await world.destroy('One')).toBe('missing');
  });

  test('an account that was never set up fails a deployment, with what to do', async () => {
    world.mgn.initialized = false;
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('ROLLBACK_COMPLETE');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      /UninitializedAccountException.*; set up MGN in this account and Region/,
    );
  });

  test('a server that does not exist fails the deployment', async () => {
    expect(await world.deploy('One', app({ 's-fffffffffffffffff': 'root' }))).toBe('ROLLBACK_COMPLETE');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      /^source server s-fffffffffffffffff does not exist in the account of the stack in us-east-1; check the id with 'aws mgn describe-source-servers'; ids of AWS Elastic Disaster Recovery look the same/,
    );
  });

  test('a server that is disconnected already fails the deployment', async () => {
    world.disconnect(A);
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('ROLLBACK_COMPLETE');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(/^source server s-0000000000000000a is already disconnected/);
  });

  test.each<[string, Partial<MgnBehaviour>, number?]>([
    ['a second disconnection is a conflict', { secondDisconnect: 'conflict' }],
    ['the state shows the disconnection a minute later', { disconnectedAfterSeconds: 60 }],
    [
      'the state shows it later, and a second call is a conflict',
      { disconnectedAfterSeconds: 60, secondDisconnect: 'conflict' },
    ],
    ['a running job refuses it for minutes', { disconnectDuringJob: 'conflict' }, 200],
    ['a running job does not matter', {}, 200],
  ])('whichever it is that AWS does not document: %s', async (_, behaviour, jobSeconds = 0) => {
    await declare();
    Object.assign(world.mgn, behaviour);
    if (jobSeconds > 0) world.startJob(A, jobSeconds);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([B]);
    expect(world.changes).toEqual(['DisconnectFromService']);
  });
});

function declare(): Promise<string> {
  return world.deploy('One', app({ [A]: 'root' }));
}

function arm(call: { service: string; operation: string }, trouble: Partial<FaultSpec> = {}): void {
  world.fault({ ...call, ...trouble, onlyFunctions: true });
}
