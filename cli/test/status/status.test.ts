import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { A, app, B, fails, retained } from '../../../testing/app';
import { serverIds } from '../../../testing/server-ids';
import { ServedWorld } from '../served-world';

/*
 * The built tool on a local AWS whose clock jumps: what status says of servers that stacks hold, have given up, or
 * forgot.
 */

const C = 's-0000000000000000c';
let served: ServedWorld;

afterEach(() => served.stop());

async function status(...args: string[]) {
  const { code, report } = await served.tool.json('status', ...args);
  const server = (id: string) => report.servers.find((one: any) => one.source_server_id === id);
  return { code, report, server };
}

const refuse = { service: 'mgn', operation: 'DisconnectFromService', error: 'ValidationException', forSeconds: 9_000 };

describe('a connected server', () => {
  test('is held by the stacks that declare it, or is not declared, for which there is no command', async () => {
    served = await ServedWorld.start([A, B]);
    await served.world.deploy('Web', app({ [A]: 'a' }));
    const { code, server } = await status();
    expect(server(A)).toMatchObject({
      condition: 'held',
      stacks: ['Web (nested) (CREATE_COMPLETE)'],
      forgotten: false,
    });
    expect(server(B)).toMatchObject({ condition: 'not-declared', commands: [], repair: null, forgotten: true });
    expect(code).toBe(2);
    const { stdout } = await served.tool.run('status');
    expect(stdout).not.toContain('disconnect-from-service');
    expect(stdout).toContain('2 connected source servers: 1 not declared, 1 held;');
  });

  test('that left its stack and was retained is told as that, with the stack, also when the stack is gone', async () => {
    served = await ServedWorld.start([A, B]);
    await served.world.deploy('Web', app({ [A]: retained('root'), [B]: 'root' }));
    await served.world.destroy('Web');
    const { server } = await status();
    expect(server(A)).toMatchObject({
      condition: 'retained',
      notes: expect.arrayContaining(['Web held it and left it connected']),
      commands: [],
    });
    expect(server(B).condition).toBe('disconnected-not-archived');
  });

  test('that only a deployment held which was rolled back is not declared, and one that moved is held', async () => {
    served = await ServedWorld.start([A, B]);
    await served.world.deploy('Back', app({ [A]: 'root' }, fails('Create')));
    await served.world.deploy('Moving', app({ [B]: 'root' }));
    await served.world.deploy('Moving', app({ [B]: 'a' }));
    const { server } = await status();
    expect(server(A).condition).toBe('not-declared');
    expect(server(B).condition).toBe('held');
  });

  test('is not known to be retained where the record cannot be read, and status says so', async () => {
    served = await ServedWorld.start([A]);
    await served.world.deploy('Web', app({ [A]: retained('root') }));
    await served.world.destroy('Web');
    served.world.fault({
      service: 'logs',
      operation: 'ListLogGroups',
      error: 'AccessDeniedException',
      times: 100,
    } as any);
    const { report, server } = await status();
    expect(server(A).condition).toBe('not-declared');
    expect(report.not_checked).toEqual([
      expect.stringMatching(/the record: .*AccessDenied.*may be shown as not declared/),
    ]);
  });

  test('whose agent is not seen is flagged: its hours are counted on', async () => {
    served = await ServedWorld.start([A, B, C]);
    const { world } = served;
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const dataReplicationError = { error: 'AGENT_NOT_SEEN' };
    world.change(A, { dataReplicationInfo: { dataReplicationState: 'STALLED', dataReplicationError } });
    world.change([A, B], { lifeCycle: { state: 'READY_FOR_TEST', lastSeenByServiceDateTime: ago(12) } });
    world.change(C, { lifeCycle: { state: 'READY_FOR_TEST', lastSeenByServiceDateTime: ago(0) } });
    const { server } = await status();
    expect(server(A).notes).toEqual([
      'its agent was not seen for 12 d (AGENT_NOT_SEEN); its replication hours are counted on',
    ]);
    expect(server(B).notes).toEqual(['its agent was not seen for 12 d; its replication hours are counted on']);
    expect(server(C).notes).toEqual([]);
  });
});

describe('a clean-up that failed', () => {
  test.each(['as declared', 'AWS::CloudFormation::CustomResource'] as const)(
    'is told with the stack, the reason and the command, where events show the type %s',
    async (type) => {
      served = await ServedWorld.start([A, B]);
      const { world, tool } = served;
      world.stacks.customTypeInCleanUp = type;
      world.stacks.listedTypeInCleanUp = type;
      await world.deploy('Web', app({ [A]: 'root', [B]: 'root' }));
      world.fault(refuse);
      expect(await world.deploy('Web', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
      world.fault({ service: 'logs', operation: 'ListLogGroups', error: 'AccessDeniedException', times: 100 } as any);
      const { code, server } = await status();
      expect(code).toBe(2);
      const command = `aws mgn disconnect-from-service --source-server-id ${A} --region us-east-1`;
      expect(server(A)).toMatchObject({
        condition: 'clean-up-failed',
        repair: expect.stringMatching(
          /^Web gave it up and could not disconnect it \(.*ValidationException.*\): declare it there again/,
        ),
        commands: [command],
      });
      const { stdout } = await tool.run('status');
      expect(stdout.split('\n')).toContain(`  ${command}`);
      expect(stdout).toContain('1 whose clean-up failed');
    },
  );

  test('is known from the record when a later update, or the deletion of the stack, has taken its place', async () => {
    served = await ServedWorld.start([A, B]);
    const { world } = served;
    await world.deploy('Web', app({ [A]: 'root', [B]: 'root' }));
    world.fault(refuse);
    await world.deploy('Web', app({ [B]: 'root' }));
    world.clearFaults();
    await world.deploy('Web', app({ [B]: 'a' }));
    expect((await status()).server(A)).toMatchObject({ condition: 'clean-up-failed' });
    await world.destroy('Web');
    expect((await status('--ignore-tag', 'Wave=one')).server(A)).toMatchObject({
      condition: 'clean-up-failed',
      repair: expect.stringContaining('Web gave it up'),
    });
  });

  test('of a stack whose deletion failed is held, with what to do', async () => {
    served = await ServedWorld.start([A]);
    await served.world.deploy('Web', app({ [A]: 'root' }));
    served.world.fault(refuse);
    await served.world.destroy('Web');
    const { server } = await status();
    expect(server(A)).toMatchObject({
      condition: 'held',
      repair: 'its deletion failed: delete Web again',
      commands: [],
    });
  });
});

test('servers with a tag are left out and counted', async () => {
  served = await ServedWorld.start([A, B]);
  served.world.change(B, { tags: { Wave: 'two', Owner: 'a=b' } });
  const { report } = await status('--ignore-tag', 'Wave=one');
  expect(report.servers.map((one: any) => one.source_server_id)).toEqual([B]);
  expect(report.ignored).toBe(1);
  const both = await status('--ignore-tag', 'Wave=one', '--ignore-tag', 'Owner=a=b');
  expect([both.report.servers, both.code]).toEqual([[], 0]);
  expect((await served.tool.run('status', '--ignore-tag', 'Wave')).stderr).toContain("takes Key=Value, got 'Wave'");
});

test('a server without an agent is disconnected and archived, if it is not to be migrated', async () => {
  served = await ServedWorld.start([A, B]);
  served.world.change(A, { lifeCycle: { state: 'PENDING_INSTALLATION' }, dataReplicationInfo: undefined });
  served.world.change(B, { lifeCycle: { state: 'DISCOVERED' }, isArchived: true, dataReplicationInfo: undefined });
  const { server, code } = await status();
  expect(server(A)).toMatchObject({
    condition: 'not-connected-yet',
    cost: null,
    commands: [
      `aws mgn disconnect-from-service --source-server-id ${A} --region us-east-1`,
      `aws mgn mark-as-archived --source-server-id ${A} --region us-east-1`,
    ],
  });
  expect(server(B)).toBeUndefined();
  expect(code).toBe(0);
});

test('400 servers fold into a row for each thing that is said of many, and all are in the JSON', async () => {
  const ids = serverIds(400);
  served = await ServedWorld.start(ids);
  const declared = ids.slice(0, 30);
  await served.world.deploy('Wave1', app(Object.fromEntries(declared.map((id) => [id, 'root' as const]))));
  served.world.change(ids.slice(100, 103), {
    lifeCycle: { state: 'DISCONNECTED' },
    dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' },
  });
  const { stdout } = await served.tool.run('status');
  expect(stdout.split('\n').length).toBeLessThan(50);
  expect(stdout).toMatch(/│ 367 servers .*READY_FOR_TEST: 367/);
  expect(stdout).toMatch(/│ 30 servers /);
  expect(stdout).toContain('397 connected source servers: 367 not declared, 30 held;');
  expect((await status()).report.servers).toHaveLength(400);
  expect((await served.tool.run('status', '--markdown')).stdout).toContain('| 367 servers | not-declared');
});

test('one server is one, and the dearest come first, at the price that is given', async () => {
  served = await ServedWorld.start([A, B]);
  expect((await served.tool.run('status', '-q')).stdout).toMatch(/^2 connected source servers: 2 not declared; /);
  served.world.forget(A);
  served.world.change(B, { lifeCycle: { state: 'READY_FOR_TEST', elapsedReplicationDuration: 'P100D' } });
  expect((await served.tool.run('status', '-q', '--price', '0.05')).stdout).toBe(
    '1 connected source server: 1 not declared; 12.00 USD so far beyond 2160 free hours each, at 0.05 USD an hour.\n',
  );
});

test('what it prints as JSON is what its schema says', async () => {
  served = await ServedWorld.start([A, B]);
  await served.world.deploy('Web', app({ [A]: 'root' }));
  const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/status.schema.json'), 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  validate((await status()).report);
  expect(validate.errors).toBeNull();
});
