import type { FaultSpec } from '../../local-aws/src';
import { A, app, B, byParameter } from '../../testing/app';
import { World } from '../../testing/world';

/*
 * Each call of the handler, in each phase, meets each trouble. The event is always answered within the function's 15
 * minutes: with the right result if the trouble passes, and with a reason if it stays.
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
