import { SourceServerConnection } from '../../../lib';
import { type Build, failingAfter } from '../../../testing/app';
import { SERVERS, type Step } from '../../../testing/program';
import { Trial } from '../../../testing/trial';
import { planOf } from '../plan-in-process';
import { compare } from '../predictions';

/* What an update without rollback changed before it failed: it stays, although no deployment completed it. */

const [server] = SERVERS;
const neighbour = { place: 'root', failsOn: 'Create', after: true } as const;
const deploy = (shape: object, onFailure: 'rollback' | 'nothing'): Step =>
  ({ do: 'deploy', stack: 'One', shape: { servers: {}, ...shape }, onFailure }) as Step;
const held = (how: object) => ({ servers: { [server]: { place: 'root', retain: false, ...how } } });

let trial: Trial;

beforeEach(async () => {
  trial = await Trial.start(SERVERS);
});

afterEach(() => trial.stop());

async function failing(before: object, after: object): Promise<void> {
  await trial.perform(deploy(held(before), 'rollback'));
  await trial.perform(deploy({ ...held(after), neighbour }, 'nothing'));
  expect(await trial.world.status('One')).toBe('UPDATE_FAILED');
}

const next = async (step: Step) => {
  const { problems, open, said } = await compare(trial, SERVERS, step);
  return { problems, open, said, stays: trial.world.isConnected(server) };
};

const destroy: Step = { do: 'destroy', stack: 'One', mended: true };

test('a server that was retained is kept, whether the next deployment rolls that back or goes on', async () => {
  for (const onFailure of ['rollback', 'nothing'] as const) {
    await failing({ retain: true }, { retain: false });
    expect(await next(deploy({}, onFailure))).toEqual({
      problems: [],
      open: 0,
      said: [`${server} kept: its deployed removal policy retains it`],
      stays: true,
    });
    await trial.perform(destroy);
  }
});

test('a server that was not retained is not known: the next deployment may roll the policy back', async () => {
  await failing({ retain: false }, { retain: true });
  expect(await next(deploy({}, 'rollback'))).toMatchObject({ problems: [], open: 1, stays: false });
});

test('a server whose connection the update has left as it was is known, in a deployment and in a deletion', async () => {
  for (const step of [deploy({}, 'rollback'), deploy({}, 'nothing'), destroy]) {
    await failing({ retain: false }, { retain: false });
    expect(await next(step)).toMatchObject({ problems: [], open: 0, stays: false });
    await trial.perform(destroy);
    trial.world.connect(server);
  }
});

test('a deletion of the stack that the function refuses, since the steps have changed, will fail: the plan exits with 1', async () => {
  const { world } = trial;
  const build =
    (finalizeCutover: boolean): Build =>
    (root) =>
      void new SourceServerConnection(root, server, { sourceServerId: server, finalizeCutover });
  await world.deploy('One', build(false));
  world.edit = failingAfter('Custom::Mgn');
  expect(await world.deploy('One', build(true), { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.edit = () => {};
  const { code, rows, json } = await planOf(world, build(true), { destroy: true });
  expect([code, ...rows]).toEqual([1, `${server} kept`]);
  expect(json.stacks[0].failures[0]).toMatch(/the deletion will fail, for its function cannot tell/);
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.isConnected(server)).toBe(true);
});

test('guards that the failed update brought may be rolled back, and asked again as new ones: the plan says that they may refuse', async () => {
  await failing({ retain: true }, { retain: true, protect: false });
  const guards = { b: { states: ['READY_FOR_CUTOVER'] } };
  const step = deploy({ guards }, 'rollback');
  const { plan } = await planOf(trial.world, { servers: {}, guards });
  expect(plan.stacks[0]?.notes).toContainEqual(expect.stringMatching(/^a removal guard may fail it, /));
  expect(await next(step)).toMatchObject({ problems: [], stays: true });
  expect(await trial.world.status('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
});
