import type { FaultSpec } from '../../local-aws/src';
import { A, app, B, byParameter } from '../../testing/shapes';
import { World } from '../../testing/world';

/*
 * Each call the handler makes, in each phase, meets each trouble. Whatever it is, the event is answered before the
 * function's 15 minutes are over: with the right result when the trouble passes, and with a reason when it stays.
 */

const PASSING: Record<string, Partial<FaultSpec>> = {
  'is throttled once': { error: 'ThrottlingException' },
  'is throttled for minutes': { error: 'ThrottlingException', forSeconds: 240 },
  'answers 500': { error: 'InternalServerException', status: 500, times: 3 },
  'answers 503': { error: 'ServiceUnavailableException', status: 503, times: 3 },
  'breaks the connection': { error: 'ConnectionReset', times: 3 },
  'does not answer': { error: 'Hang', times: 3 },
  'answers garbage': { error: 'Malformed', times: 3 },
  'is denied for the first minute, as IAM is eventually consistent': { error: 'AccessDeniedException', forSeconds: 60 },
};

const LASTING: Record<string, Partial<FaultSpec>> = {
  'is throttled all the time': { error: 'ThrottlingException', forSeconds: 7200 },
  'answers 500 all the time': { error: 'InternalServerException', status: 500, forSeconds: 7200 },
  'never answers': { error: 'Hang', forSeconds: 7200 },
  'always answers garbage': { error: 'Malformed', forSeconds: 7200 },
  'is denied for good': { error: 'AccessDeniedException', forSeconds: 7200 },
  'is refused as invalid': { error: 'ValidationException', forSeconds: 7200 },
};

const describeServers = { service: 'mgn', operation: 'DescribeSourceServers' };
const disconnectServer = { service: 'mgn', operation: 'DisconnectFromService' };
const describeStacks = { service: 'cloudformation', operation: 'DescribeStacks' };
const describeEvents = { service: 'cloudformation', operation: 'DescribeStackEvents' };
const listResources = { service: 'cloudformation', operation: 'ListStackResources' };

/** A phase brings a stack to the point where the fault is armed, and then goes on. */
interface Phase {
  readonly before?: () => Promise<unknown>;
  readonly act: () => Promise<string>;
  readonly calls: readonly { service: string; operation: string }[];
  readonly succeeded: { readonly status: string; readonly connected: readonly string[] };
  /** The status when the call cannot be made. */
  readonly failed: string;
}

const PHASES: Record<string, Phase> = {
  'a Create': {
    act: () => world.deploy('One', app({ [A]: 'root' })),
    calls: [describeServers],
    succeeded: { status: 'CREATE_COMPLETE', connected: [A, B] },
    failed: 'ROLLBACK_COMPLETE',
  },
  'an Update': {
    before: () => world.deploy('One', app({ [A]: byParameter('root') })),
    act: () => world.deploy('One', app({ [B]: byParameter('root') })),
    calls: [describeServers],
    succeeded: { status: 'UPDATE_COMPLETE', connected: [B] },
    failed: 'UPDATE_ROLLBACK_COMPLETE',
  },
  'the Delete of a removed server': {
    before: () => world.deploy('One', app({ [A]: 'root', [B]: 'root' })),
    act: () => world.deploy('One', app({ [B]: 'root' })),
    calls: [describeStacks, describeEvents, listResources, describeServers, disconnectServer],
    succeeded: { status: 'UPDATE_COMPLETE', connected: [B] },
    failed: 'UPDATE_COMPLETE',
  },
  'the Delete of a destroyed stack': {
    before: () => world.deploy('One', app({ [A]: 'root' })),
    act: () => world.destroy('One'),
    calls: [describeStacks, describeEvents, describeServers, disconnectServer],
    succeeded: { status: 'missing', connected: [B] },
    failed: 'DELETE_FAILED',
  },
};

const cells = (troubles: Record<string, Partial<FaultSpec>>) =>
  Object.entries(PHASES).flatMap(([phase, { calls }]) =>
    calls.flatMap((call) => Object.keys(troubles).map((trouble) => [phase, call.operation, trouble, call] as const)),
  );

let world: World;
beforeEach(async () => {
  world = await World.start([A, B]);
});
afterEach(() => world.stop());

describe('a trouble that passes is waited out', () => {
  test.each(cells(PASSING))('%s in which %s %s', async (phase, _, trouble, call) => {
    const { before, act, succeeded } = PHASES[phase] as Phase;
    await before?.();
    arm(call, PASSING[trouble]);
    expect(await act()).toBe(succeeded.status);
    expect(world.connected).toEqual(succeeded.connected);
    expectPromptAnswers();
    expect(world.answers('FAILED')).toEqual([]);
  });
});

describe('a trouble that stays is answered in time, with a reason, and nothing is disconnected', () => {
  test.each(cells(LASTING))('%s in which %s %s for hours', async (phase, operation, trouble, call) => {
    const { before, act, failed } = PHASES[phase] as Phase;
    await before?.();
    arm(call, LASTING[trouble]);
    expect(await act()).toBe(failed);
    expect(world.connected).toEqual([A, B]);
    expectPromptAnswers();
    const [failure] = world.answers('FAILED');
    expect(failure?.Reason).toMatch(/s-0000000000000000[ab]/);
    expect(failure?.Reason).toMatch(/; .+/);
    expect(failure?.Reason).not.toMatch(/ at .*:\d+:\d+|topsecret|X-Amz/);
    expect(operation).toBe(call.operation);
  });
});

describe('what MGN says of the server', () => {
  const deleting = PHASES['the Delete of a destroyed stack'] as Phase;

  test('a conflict is waited out, and the server looked at before each call', async () => {
    await deleting.before?.();
    arm(disconnectServer, { error: 'ConflictException', forSeconds: 300 });
    expect(await deleting.act()).toBe('missing');
    expect(world.connected).toEqual([B]);
    const made = world.calls
      .filter(({ service, operation }) => service === 'mgn' && operation !== 'TagResource')
      .map(({ operation }) => operation);
    expect(made.join()).toMatch(/^DescribeSourceServers(,DescribeSourceServers,DisconnectFromService)+$/);
  });

  test('a stack that cannot be read fails the deletion with the permissions that it takes', async () => {
    await deleting.before?.();
    arm(describeEvents, { error: 'AccessDeniedException', forSeconds: 7200 });
    expect(await deleting.act()).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      /^cannot tell .* nothing was disconnected: AccessDenied.*; allow the function's role cloudformation:DescribeStacks, cloudformation:DescribeStackEvents and cloudformation:ListStackResources on arn:aws:cloudformation:.*:stack\/One\//,
    );
  });

  test('a conflict ends when somebody else disconnects the server', async () => {
    await deleting.before?.();
    arm(disconnectServer, { error: 'ConflictException', forSeconds: 7200 });
    world.clock.after(120_000, () => world.disconnect(A));
    expect(await deleting.act()).toBe('missing');
    expect(world.answers('FAILED')).toEqual([]);
  });

  test('a conflict that stays fails the deletion with what to do', async () => {
    await deleting.before?.();
    arm(disconnectServer, { error: 'ConflictException', forSeconds: 7200 });
    expect(await deleting.act()).toBe('DELETE_FAILED');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(
      /^source server s-0000000000000000a could not be disconnected: .*ConflictException.*; wait for its running job to end/,
    );
  });

  test('a server that is gone, or whose account was never set up, is disconnected enough', async () => {
    await deleting.before?.();
    world.mgn.initialized = false;
    expect(await deleting.act()).toBe('missing');
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
      /^source server s-fffffffffffffffff does not exist in the account of the stack in us-east-1/,
    );
  });

  test('a server that is disconnected already fails the deployment', async () => {
    world.disconnect(A);
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('ROLLBACK_COMPLETE');
    expect(world.answers('FAILED')[0]?.Reason).toMatch(/^source server s-0000000000000000a is already disconnected/);
  });

  test.each([
    [
      'a second disconnection is a conflict',
      () => {
        world.mgn.secondDisconnect = 'conflict';
      },
    ],
    [
      'the state shows the disconnection a minute later',
      () => {
        world.mgn.disconnectedAfterSeconds = 60;
      },
    ],
    [
      'the state shows it later, and a second call is a conflict',
      () => {
        Object.assign(world.mgn, { disconnectedAfterSeconds: 60, secondDisconnect: 'conflict' });
      },
    ],
    [
      'a running job refuses it for minutes',
      () => {
        world.mgn.disconnectDuringJob = 'conflict';
        world.startJob(A, 200);
      },
    ],
    [
      'a running job does not matter',
      () => {
        world.startJob(A, 200);
      },
    ],
  ])('whichever it is that AWS does not document: %s', async (_, arrange) => {
    await deleting.before?.();
    arrange();
    expect(await deleting.act()).toBe('missing');
    expect(world.connected).toEqual([B]);
    expect(
      world.calls.filter(({ operation, outcome }) => operation === 'DisconnectFromService' && outcome === 'ok'),
    ).toHaveLength(1);
  });
});

function arm(call: { service: string; operation: string }, trouble: Partial<FaultSpec> = {}): void {
  world.fault({ ...call, ...trouble, onlyFunctions: true });
}

/** 15 minutes are the function's time. */
function expectPromptAnswers(): void {
  for (const { event, answers, milliseconds } of world.exchanges.values()) {
    expect([event.RequestType, answers.length]).toEqual([event.RequestType, 1]);
    expect(milliseconds).toBeLessThan(900_000);
  }
}
