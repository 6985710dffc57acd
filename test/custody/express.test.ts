import { A, app, B } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Express mode, of which AWS says that deletions might go on after the operation has completed. */

worldForEach();

/** Of all updates from now on: the SDK that the tests use is older than this option. */
function useExpressMode(): void {
  world.cloudFormation.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string };
      if (request.body.includes('Action=UpdateStack&')) request.body += '&DeploymentConfig.Mode=EXPRESS';
      return next(args);
    },
    { step: 'build' },
  );
}

async function statuses(): Promise<unknown[]> {
  const own = (await world.events('One')).filter(({ LogicalResourceId }) => LogicalResourceId === 'One');
  return own.map(({ ResourceStatus }) => ResourceStatus);
}

test('a server whose Delete comes before the update has completed is disconnected', async () => {
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  useExpressMode();
  expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A]);
});

test('a server whose Delete comes after the update has completed is not left connected without a word', async () => {
  Object.assign(world.stacks, { expressDeletions: 'after completion' });
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  useExpressMode();
  await world.deploy('One', app({ [A]: 'root' }));
  await world.clock.sleep(3_600_000);
  expect(await statuses()).not.toContain('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(world.deletes).toContain(B);
  expect(world.isConnected(B) ? world.answers('FAILED').length : 'disconnected').not.toBe(0);
  expect(world.isConnected(A)).toBe(true);
});
