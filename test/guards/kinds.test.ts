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
const booted = (members: object) => instance({ firstBoot: 'SUCCEEDED', ...members });
const PASSED = { name: 'system', status: 'PASSED' };

/** What MGN shows of a server, in words; the refusal, or that the guard is met; what MGN shows. */
type Row = [what: string, outcome: string, server?: () => object];
type Case = [what: string, outcome: string, guards: Guards, server: () => object];

const MET = 'met';

function of(guards: Guards, rows: Row[]): Case[] {
  return rows.map(([what, outcome, server = () => ({})]) => [what, outcome, guards, server]);
}

const CASES: Case[] = [
  ...of({ states: ['CUTOVER', 'TESTING'] }, [
    ['a state that is not among them', 'is READY_FOR_TEST, must be CUTOVER or TESTING'],
  ]),
  ...of({ states: ['READY_FOR_TEST', 'CUTOVER'] }, [['one of the states', MET]]),
  ...of({ finalizedForHours: 48 }, [
    ['no cutover', 'has no finalized cutover, must be finalized for 2 days'],
    [
      'a cutover that is begun long ago and not finalized',
      'has no finalized cutover',
      () => ({ lifeCycle: { state: 'CUTTING_OVER', lastCutover: { initiated: ago(99) } } }),
    ],
    [
      'a cutover begun long ago and finalized a minute ago',
      'was finalized 1.',
      () => cutover({ initiated: ago(99), finalized: ago(1 / 60) }),
    ],
    [
      'a cutover finalized too lately',
      'was finalized 47.5 hours ago, must be finalized for 2 days',
      () => cutover({ finalized: ago(47.5) }),
    ],
    [
      'a cutover finalized and reverted',
      'had its cutover reverted',
      () => cutover({ finalized: ago(99), reverted: ago(98) }),
    ],
    ['a cutover reverted once, and finalized since', MET, () => cutover({ finalized: ago(98), reverted: ago(99) })],
    [
      'a cutover finalized in an earlier life: the agent replicates again',
      'is READY_FOR_TEST, and no longer in the cutover that was finalized, must be finalized for 2 days',
      () => ({ lifeCycle: { state: 'READY_FOR_TEST', lastCutover: { finalized: ago(99) } } }),
    ],
    [
      'a cutover begun after the one that was finalized',
      'is CUTOVER, and no longer in the cutover that was finalized',
      () => cutover({ finalized: ago(99), initiated: ago(98) }),
    ],
    ['a cutover finalized long enough', MET, () => cutover({ finalized: ago(48) })],
  ]),
  ...of({ proven: true }, [
    ['no launched instance', 'has no launched instance'],
    [
      'an instance that boots',
      'has the instance i-1 whose first boot is WAITING, must be SUCCEEDED',
      () => instance({ firstBoot: 'WAITING' }),
    ],
    ['an instance that MGN says nothing of', 'whose first boot is unknown', () => instance({})],
    ['an instance that has booted', MET, () => booted({})],
    [
      'a check that has failed',
      'has the instance i-1 whose check reach is FAILED, must be PASSED',
      () => booted({ lastKnownChecks: [PASSED, { name: 'reach', status: 'FAILED' }] }),
    ],
    [
      'a check of FSx that is pending',
      'whose check FSx is PENDING',
      () => booted({ lastKnownFsxChecksStatus: 'PENDING' }),
    ],
    [
      'checks that have all passed',
      MET,
      () => booted({ lastKnownChecks: [PASSED], lastKnownFsxChecksStatus: 'PASSED' }),
    ],
  ]),
  ...of({ tag: ['Decommission', 'approved'] }, [
    [
      'no tag',
      'has no tag "Decommission", must be "approved". ',
      () => ({ tags: { decommission: 'approved', 'Decommission ': 'approved' } }),
    ],
    [
      'a tag with another value',
      'has the tag "Decommission" "Approved", must be "approved". ',
      () => ({ tags: { Decommission: 'Approved' } }),
    ],
    [
      'a tag with a blank too many',
      'has the tag "Decommission" "approved ", must be "approved". ',
      () => ({ tags: { Decommission: 'approved ' } }),
    ],
    ['the tag', MET, () => ({ tags: { Decommission: 'approved' } })],
  ]),
  ...of({ tag: ['Keep', ''] }, [
    ['no tag where an empty one is wanted', 'has no tag "Keep", must be "". ', () => ({ tags: {} })],
    ['an empty tag', MET, () => ({ tags: { Keep: '' } })],
  ]),
  ...of({ noJob: true }, [['no job', MET]]),
  ...of({ never: true }, [['never', 'must never leave']]),
  ...of({ atMost: 1 }, [['fewer than the most', MET]]),
];

test.each(CASES)('%s: %s', async (_what, outcome, guards, server) => {
  await world.deploy('One', guarded(app({ [A]: 'root', [B]: 'root' }), guards));
  world.change(B, server());
  const status = await world.deploy('One', guarded(app({ [A]: 'root' }), guards));
  if (outcome === MET) expect([status, world.refusal]).toEqual(['UPDATE_COMPLETE', undefined]);
  else expect([status, world.refusal]).toEqual(['UPDATE_ROLLBACK_COMPLETE', expect.stringContaining(outcome)]);
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
