import { SERVERS, type Step } from '../../../testing/program';
import { Trial } from '../../../testing/trial';
import { compare } from '../predictions';

test('a policy that an update without rollback has changed before it failed is not known: the next deployment may roll it back', async () => {
  const [server] = SERVERS;
  const deploy = (shape: object, onFailure: 'rollback' | 'nothing'): Step =>
    ({ do: 'deploy', stack: 'One', shape: { servers: {}, ...shape }, onFailure }) as Step;
  const held = (retain: boolean) => ({ servers: { [server]: { place: 'root', retain } } });
  const neighbour = { place: 'root', failsOn: 'Create', after: false };
  const trial = await Trial.start(SERVERS);
  await trial.perform(deploy(held(true), 'rollback'));
  await trial.perform(deploy({ ...held(false), neighbour }, 'nothing'));
  expect(await trial.world.status('One')).toBe('UPDATE_FAILED');
  const { problems, open } = await compare(trial, SERVERS, deploy({}, 'rollback'));
  expect({ problems, open, stays: trial.world.isConnected(server) }).toEqual({ problems: [], open: 1, stays: true });
  await trial.stop();
});
