import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, byParameter, fails } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Answers that lag by seconds while a rollback begins or is over: nothing is missed, and no stack is stuck. */

const LAG = 5_000;

worldForEach();

test('a stack that is deleted as soon as its rollback is over takes its server with it, or says why not', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  // the Delete of the rollback takes some seconds
  const StackName = await world.lastStackId('One');
  world.fault({
    service: 'cloudformation',
    operation: 'DescribeStacks',
    match: { StackName },
    latencyMs: 6_000,
    times: 1,
  });
  await world.startDeploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')));
  for (let looks = 0; looks < 1_000 && (await world.status('One')) !== 'UPDATE_ROLLBACK_COMPLETE'; looks++)
    await world.clock.sleep(100);
  Object.assign(world.stacks, { describeLagMs: LAG });
  expect(await world.destroy('One')).toBe('missing');
  expect(world.isConnected(A) ? world.answers('FAILED').length : 'disconnected').not.toBe(0);
});

test('an update that is rolled back on request is not stuck by a server that is gone meanwhile', async () => {
  Object.assign(world.stacks, { describeLagMs: LAG, idInUpdateBack: 'new' });
  await world.deploy('One', app({ [A]: byParameter('root') }));
  const failing = app({ [B]: byParameter('root') }, fails('Create'));
  expect(await world.deploy('One', failing, { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.disconnect(A);
  await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: 'One' }));
  expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('an update that fails within seconds is rolled back, though its server is gone meanwhile', async () => {
  await world.deploy('One', app({ [A]: byParameter('root') }));
  Object.assign(world.stacks, { describeLagMs: LAG, idInUpdateBack: 'new' });
  await world.clock.sleep(60_000);
  world.disconnect(A);
  expect(await world.deploy('One', app({ [B]: byParameter('root') }, fails('Create')))).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
});
