import { CfnParameter, Duration } from 'aws-cdk-lib';
import { RemovalGuard, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { A, app, B, type Build, type Guards, guarded } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Each removal guard: what it finds in the way, and what meets it. */

const HOUR = 3_600_000;

worldForEach();

const ago = (hours: number) => ({ apiCallDateTime: new Date(world.clock.now() - hours * HOUR).toISOString() });
const cutover = (lastCutover: object) => ({
  lifeCycle: { state: 'CUTOVER', lastCutover },
  dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' },
});
const instance = (members: object) => ({ launchedInstance: { ec2InstanceID: 'i-1', ...members } });

interface Case {
  readonly what: string;
  readonly guards: Guards;
  readonly server?: () => object;
  /** Undefined if the guard is met. */
  readonly refusal?: string;
}

const SOAK: Guards = { finalizedForHours: 48 };
const PROVEN: Guards = { proven: true };
const APPROVED: Guards = { tag: ['Decommission', 'approved'] };

const CASES: readonly Case[] = [
  {
    what: 'a state that is not among them',
    guards: { states: ['CUTOVER', 'TESTING'] },
    refusal: 'is READY_FOR_TEST, must be CUTOVER or TESTING',
  },
  { what: 'one of the states', guards: { states: ['READY_FOR_TEST', 'CUTOVER'] } },
  { what: 'no cutover', guards: SOAK, refusal: 'has no finalized cutover, must be finalized for 2 days' },
  {
    what: 'a cutover that is begun long ago and not finalized',
    guards: SOAK,
    server: () => ({ lifeCycle: { state: 'CUTTING_OVER', lastCutover: { initiated: ago(99) } } }),
    refusal: 'has no finalized cutover',
  },
  {
    what: 'a cutover begun long ago and finalized a minute ago',
    guards: SOAK,
    server: () => cutover({ initiated: ago(99), finalized: ago(1 / 60) }),
    refusal: 'was finalized 1.',
  },
  {
    what: 'a cutover finalized too lately',
    guards: SOAK,
    server: () => cutover({ finalized: ago(47.5) }),
    refusal: 'was finalized 47.5 hours ago, must be finalized for 2 days',
  },
  {
    what: 'a cutover finalized and reverted',
    guards: SOAK,
    server: () => cutover({ finalized: ago(99), reverted: ago(98) }),
    refusal: 'had its cutover reverted',
  },
  {
    what: 'a cutover reverted once, and finalized since',
    guards: SOAK,
    server: () => cutover({ finalized: ago(98), reverted: ago(99) }),
  },
  {
    what: 'a cutover finalized in an earlier life: the agent replicates again',
    guards: SOAK,
    server: () => ({ lifeCycle: { state: 'READY_FOR_TEST', lastCutover: { finalized: ago(99) } } }),
    refusal: 'is READY_FOR_TEST, and no longer in the cutover that was finalized, must be finalized for 2 days',
  },
  {
    what: 'a cutover begun after the one that was finalized',
    guards: SOAK,
    server: () => cutover({ finalized: ago(99), initiated: ago(98) }),
    refusal: 'is CUTOVER, and no longer in the cutover that was finalized',
  },
  { what: 'a cutover finalized long enough', guards: SOAK, server: () => cutover({ finalized: ago(48) }) },
  { what: 'no launched instance', guards: PROVEN, refusal: 'has no launched instance' },
  {
    what: 'an instance that boots',
    guards: PROVEN,
    server: () => instance({ firstBoot: 'WAITING' }),
    refusal: 'has the instance i-1 whose first boot is WAITING, must be SUCCEEDED',
  },
  {
    what: 'an instance that MGN says nothing of',
    guards: PROVEN,
    server: () => instance({}),
    refusal: 'whose first boot is unknown',
  },
  { what: 'an instance that has booted', guards: PROVEN, server: () => instance({ firstBoot: 'SUCCEEDED' }) },
  {
    what: 'a check that has failed',
    guards: PROVEN,
    server: () =>
      instance({
        firstBoot: 'SUCCEEDED',
        lastKnownChecks: [
          { name: 'system', status: 'PASSED' },
          { name: 'reach', status: 'FAILED' },
        ],
      }),
    refusal: 'has the instance i-1 whose check reach is FAILED, must be PASSED',
  },
  {
    what: 'a check of FSx that is pending',
    guards: PROVEN,
    server: () => instance({ firstBoot: 'SUCCEEDED', lastKnownFsxChecksStatus: 'PENDING' }),
    refusal: 'whose check FSx is PENDING',
  },
  {
    what: 'checks that have all passed',
    guards: PROVEN,
    server: () =>
      instance({
        firstBoot: 'SUCCEEDED',
        lastKnownChecks: [{ name: 'system', status: 'PASSED' }],
        lastKnownFsxChecksStatus: 'PASSED',
      }),
  },
  {
    what: 'no tag',
    guards: APPROVED,
    server: () => ({ tags: { decommission: 'approved', 'Decommission ': 'approved' } }),
    refusal: 'has no tag "Decommission", must be "approved". ',
  },
  {
    what: 'a tag with another value',
    guards: APPROVED,
    server: () => ({ tags: { Decommission: 'Approved' } }),
    refusal: 'has the tag "Decommission" "Approved", must be "approved". ',
  },
  {
    what: 'a tag with a blank too many',
    guards: APPROVED,
    server: () => ({ tags: { Decommission: 'approved ' } }),
    refusal: 'has the tag "Decommission" "approved ", must be "approved". ',
  },
  { what: 'the tag', guards: APPROVED, server: () => ({ tags: { Decommission: 'approved' } }) },
  {
    what: 'no tag where an empty one is wanted',
    guards: { tag: ['Keep', ''] },
    server: () => ({ tags: {} }),
    refusal: 'has no tag "Keep", must be "". ',
  },
  { what: 'an empty tag', guards: { tag: ['Keep', ''] }, server: () => ({ tags: { Keep: '' } }) },
  { what: 'no job', guards: { noJob: true } },
  { what: 'never', guards: { never: true }, refusal: 'must never leave' },
  { what: 'fewer than the most', guards: { atMost: 1 } },
];

const TITLED = CASES.map((one): [string, string, Case] => [one.what, one.refusal ?? 'met', one]);

test.each(TITLED)('%s: %s', async (_what, _outcome, { guards, server, refusal }) => {
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), guards));
  world.change(B, server?.() ?? {});
  const status = await world.deploy('One', guarded(app({ [A]: 'root' }), guards));
  expect(status).toBe(refusal ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
  expect(world.refusal ?? '').toContain(refusal ?? '');
  expect(world.refusal === undefined).toBe(refusal === undefined);
});

test('nothing waits for a job that runs on the server: the deployment fails, and goes on when the job has ended', async () => {
  const guards = { noJob: true } as const;
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), guards));
  world.startJob(A, 3600);
  world.startJob(B, 1800);
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), guards))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).toMatch(/server-2 \(s-0{16}b\) has the job mgnjob-\w+ running\. /);
  await world.clock.sleep(1_800_000);
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), guards))).toBe('UPDATE_COMPLETE');
});

test('more servers than may leave at once are refused, of each provider for itself', async () => {
  const both = { root: { atMost: 1 }, a: { atMost: 1 } };
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), both));
  expect(await world.deploy('One', guarded(app({}), both))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).toContain('2 servers of SourceServerConnectionProvider would leave, of which at most 1 may');
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'a' }), both));
  expect(await world.deploy('One', guarded(app({}), both))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([]);
});

test('servers that are already disconnected do not count among those that leave', async () => {
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { atMost: 1 }));
  world.disconnect(A);
  expect(await world.deploy('One', guarded(app({}), { atMost: 1 }))).toBe('UPDATE_COMPLETE');
});

test('a server whose cutover is finalized no longer replicates and is guarded all the same', async () => {
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { never: true }));
  world.finalize(B);
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), { never: true }))).toBe('UPDATE_ROLLBACK_COMPLETE');
});

describe('a server in CUTOVER that no longer replicates and whose cutover was never finalized', () => {
  const factory = (lastCutover: object) => world.change(B, cutover(lastCutover));
  const removal = async () => {
    await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { never: true }));
    return () => world.deploy('One', guarded(app({ [A]: 'root' }), { never: true }));
  };

  test.each([
    ['as Cloud Migration Factory leaves it', () => ({ initiated: ago(1) })],
    ['of which MGN says nothing else', () => ({})],
    ['with a revert before its cutover', () => ({ initiated: ago(1), reverted: ago(2) })],
  ])('was disconnected, and is not guarded: %s', async (_, lastCutover) => {
    const remove = await removal();
    factory(lastCutover());
    expect(await remove()).toBe('UPDATE_COMPLETE');
  });

  test.each([
    ['a later revert', () => ({ initiated: ago(2), reverted: ago(1) })],
    ['a revert at a time that nobody knows', () => ({ initiated: ago(2), reverted: {} })],
    ['a revert and no cutover', () => ({ reverted: ago(1) })],
  ])('is guarded after %s', async (_, lastCutover) => {
    const remove = await removal();
    factory(lastCutover());
    expect(await remove()).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

test('an approval is given by the command that the refusal shows', async () => {
  const approved = (servers: Record<string, 'root'>) =>
    guarded(app(servers), { tag: ["Owner's word, 1=2", 'go "on"'] });
  await world.deploy('One', approved({ [A]: 'root', [B]: 'root' }));
  expect(await world.deploy('One', approved({ [A]: 'root' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  const [, arn, quoted = ''] =
    /aws mgn tag-resource --resource-arn (\S+) --tags '(.+)'$/.exec(world.refusal ?? '') ?? [];
  expect(arn).toBe(world.server(B)?.arn);
  expect(JSON.parse(quoted.replace("'\\''", "'"))).toEqual({ "Owner's word, 1=2": 'go "on"' });
  world.change(B, { tags: JSON.parse(quoted.replace("'\\''", "'")) });
  expect(await world.deploy('One', approved({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
});

test('the guards that count are those of the deployment that removes the server', async () => {
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { states: ['READY_FOR_TEST'] }));
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), { never: true }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), { never: true }));
  expect(await world.deploy('One', guarded(app({ [A]: 'root' }), { states: ['READY_FOR_TEST'] }))).toBe(
    'UPDATE_COMPLETE',
  );
});

test('a duration that is known only at the deployment is asked for like another', async () => {
  const build =
    (servers: string[]): Build =>
    (root) => {
      const { valueAsNumber } = new CfnParameter(root, 'Soak', { type: 'Number', default: 3600 });
      const removalGuards = [RemovalGuard.cutoverFinalizedFor(Duration.seconds(valueAsNumber))];
      const provider = new SourceServerConnectionProvider(root, 'Provider', { removalGuards });
      for (const sourceServerId of servers)
        new SourceServerConnection(root, sourceServerId, { sourceServerId, provider });
    };
  await world.deploy('One', build([A, B]));
  world.change(B, cutover({ finalized: ago(0.9) }));
  expect(await world.deploy('One', build([A]))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).toMatch(/was finalized 54(\.\d)? minutes ago, must be finalized for 60 minutes/);
  await world.clock.sleep(0.1 * HOUR);
  expect(await world.deploy('One', build([A]))).toBe('UPDATE_COMPLETE');
});
