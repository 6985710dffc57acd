import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, byParameter, CUTOVER_ONLY, fails, guarded, READY } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* A gate never fails on the way back from a failed deployment, and is not passed by one: rows of docs/guards.md. */

const NO_ROLLBACK = { DisableRollback: true };
const ROLLED_BACK = 'UPDATE_ROLLBACK_COMPLETE';
const LOOK = { service: 'mgn', operation: 'DescribeSourceServers' };

const BOTH = guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY);
const ONE = guarded(app({ [A]: 'root' }), CUTOVER_ONLY);
const both = (neighbour = fails('Create')) => ({ ...BOTH, neighbour });

worldForEach();

describe('the way back', () => {
  test.each([0, 5_000])(
    'of a deployment that added a server: the gate sees it leave, and passes (answers lag %d ms)',
    async (lag) => {
      world.stacks.describeLagMs = lag;
      await world.deploy('One', ONE);
      expect(await world.deploy('One', both())).toBe(ROLLED_BACK);
      expect(world.gate).toEqual(['Create SUCCESS', 'Update SUCCESS', 'Update SUCCESS']);
      expect(world.connected).toEqual([A, B]);
    },
  );

  test('of a deployment that brought the guards', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', both())).toBe(ROLLED_BACK);
    expect(world.gate).toEqual(['Create SUCCESS', 'Delete SUCCESS']);
  });

  test('of a creation', async () => {
    expect(await world.deploy('One', both())).toBe('ROLLBACK_COMPLETE');
    expect(world.gate).toEqual(['Create SUCCESS', 'Delete SUCCESS']);
    expect(world.connected).toEqual([A, B]);
  });

  test('of a creation that OnFailure=DELETE deletes', async () => {
    expect(await world.deploy('One', both(), { OnFailure: 'DELETE' })).toBe('missing');
    expect(world.gate).toEqual(['Create SUCCESS', 'Delete SUCCESS']);
  });

  test('of a creation whose rollback failed, and which the cdk CLI then deletes', async () => {
    world.blind = true;
    expect(await world.deploy('One', both())).toBe('ROLLBACK_FAILED');
    world.blind = false;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.gate.at(-1)).toBe('Delete SUCCESS');
    expect(world.connected).toEqual([A, B]);
  });

  test('while MGN does not answer at all', async () => {
    await world.deploy('One', ONE);
    await world.startDeploy('One', both());
    await untilGate('Update SUCCESS');
    world.fault({ ...LOOK, error: 'Hang', forSeconds: 7_200 });
    expect(await world.settled('One')).toBe(ROLLED_BACK);
    expect(world.connected).toEqual([A, B]);
  });

  test('of a cancelled update, whose gate is still being asked', async () => {
    await world.deploy('One', BOTH);
    await world.startDeploy('One', ONE);
    await world.clock.sleep(3_000);
    expect(await world.status('One')).toBe('UPDATE_IN_PROGRESS');
    await world.cloudFormation.send(new cfn.CancelUpdateStackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe(ROLLED_BACK);
    expect(world.connected).toEqual([A, B]);
  });

  test('of a rollback that failed and is continued', async () => {
    await world.deploy('One', { ...ONE, neighbour: fails('Update') });
    expect(await world.deploy('One', both(fails('Update')))).toBe('UPDATE_ROLLBACK_FAILED');
    world.mended = true;
    await world.cloudFormation.send(new cfn.ContinueUpdateRollbackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe(ROLLED_BACK);
    expect(world.gate).not.toContain('Update FAILED');
  });

  test('by RollbackStack, of a deployment that was refused without rollback', async () => {
    await world.deploy('One', BOTH);
    expect(await world.deploy('One', ONE, NO_ROLLBACK)).toBe('UPDATE_FAILED');
    await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe(ROLLED_BACK);
    expect(world.connected).toEqual([A, B]);
  });
});

describe.each([0, 3_000, 6_000])('while the answers of CloudFormation lag %d ms behind', (lag) => {
  beforeEach(() => Object.assign(world.stacks, { describeLagMs: lag }));

  test('a deployment that is tried again directly after its rollback is refused again', async () => {
    await world.deploy('One', BOTH);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await world.deploy('One', ONE)).toBe(ROLLED_BACK);
    }
    expect(world.gate.filter((told) => told === 'Update FAILED')).toHaveLength(2);
  });

  test('a replacement by a parameter is refused, and rolled back', async () => {
    await world.deploy('One', guarded(app({ [A]: byParameter('root') }), CUTOVER_ONLY));
    expect(await world.deploy('One', guarded(app({ [B]: byParameter('root') }), CUTOVER_ONLY))).toBe(ROLLED_BACK);
    expect(world.connected).toEqual([A, B]);
  });

  test('a deletion is refused', async () => {
    await world.deploy('One', BOTH);
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.requests('Delete')).toEqual([]);
  });
});

test('guards that come directly after a creation, while the list of resources lags', async () => {
  world.stacks.listLagMs = 5_000;
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  expect(await world.deploy('One', ONE)).toBe(ROLLED_BACK);
  expect(world.refusal).toContain(B);
});

describe('what cannot be read', () => {
  test.each([
    ['MGN', 'mgn', 'DescribeSourceServers', 'mgn:DescribeSourceServers'],
    ['the list of resources', 'cloudformation', 'ListStackResources', 'cloudformation:ListStackResources'],
  ])('%s: the deployment fails and says what to allow', async (_, service, operation, action) => {
    await world.deploy('One', BOTH);
    world.change(B, READY);
    await world.startDeploy('One', ONE);
    world.fault({ service, operation, error: 'AccessDeniedException', forSeconds: 120 });
    expect(await world.settled('One')).toBe(ROLLED_BACK);
    expect(world.refusal).toMatch(
      /^cannot tell whether the removal guards are met, nothing was disconnected: AccessDenied/,
    );
    expect(world.refusal).toContain(action);
    expect(world.connected).toEqual([A, B]);
  });

  test('CloudFormation as a whole, for good: the deployment fails, and its rollback does not', async () => {
    await world.deploy('One', BOTH);
    const refused = { service: 'cloudformation', error: 'AccessDenied', forSeconds: 720_000, onlyFunctions: true };
    for (const operation of ['DescribeStacks', 'DescribeStackEvents', 'ListStackResources']) {
      world.fault({ ...refused, operation });
    }
    expect(await world.deploy('One', ONE)).toBe(ROLLED_BACK);
    expect(world.gate).toEqual(['Create SUCCESS', 'Update FAILED', 'Update SUCCESS']);
    expect(world.connected).toEqual([A, B]);
  });

  test('the state of the stack: guards that are met do not need it', async () => {
    await world.deploy('One', BOTH);
    world.change(B, READY);
    world.blind = 'DescribeStacks';
    await world.startDeploy('One', guarded(app({ [A]: 'root' }), CUTOVER_ONLY));
    await world.clock.sleep(3_600_000);
    expect(world.gate).toEqual(['Create SUCCESS', 'Update SUCCESS']);
  });

  test('nor does a deployment that removes nothing', async () => {
    await world.deploy('One', ONE);
    world.blind = 'DescribeStacks';
    expect(await world.deploy('One', BOTH)).toBe('UPDATE_COMPLETE');
  });
});

async function untilGate(answer: string): Promise<void> {
  for (let second = 0; second < 600 && world.gate.at(-1) !== answer; second++) await world.clock.sleep(500);
  expect(world.gate.at(-1)).toBe(answer);
}
