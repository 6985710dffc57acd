import { judge, probeExitCode } from '../../src/probe/judge';
import { ProbeWorld, rowsOf } from './world';

/* A scenario in which CloudFormation gets no answer, and so waits longer than the probe does. */

const MINUTE = 60_000;

/** Answers of functions get lost for so many minutes. */
function loseAnswers({ aws, ground }: ProbeWorld, minutes: number): void {
  aws.fault({
    service: 's3',
    operation: 'PutObject',
    match: { Bucket: `cloudformation-custom-resource-response-${ground.region.replaceAll('-', '')}` },
    error: 'AccessDenied',
    status: 403,
    times: -1,
    forSeconds: 60 * minutes,
  });
}

test('each scenario that gets stuck is given up after fifteen minutes, and its rows were not seen', async () => {
  const world = await ProbeWorld.start();
  const began = world.ground.clock.now();
  loseAnswers(world, 14);
  const scenarios = ['removal', 'replacement', 'failed-update', 'nested-removed'];
  const { recordings, failed } = await world.probe(scenarios);
  expect([...failed].sort()).toEqual(
    scenarios.map((id) => [id, 'it is still CREATE_IN_PROGRESS after 15 minutes']).sort(),
  );
  expect(world.ground.clock.now() - began).toBeLessThan(17 * MINUTE);
  const judged = judge(recordings, rowsOf(scenarios.map((scenario) => ({ scenario }))));
  expect([new Set(judged.map(({ verdict }) => verdict)), probeExitCode(judged)]).toEqual([new Set(['not seen']), 1]);
  expect(await world.cleanUp()).toEqual([]);
});

test('one that gets stuck leaves the others as they are', async () => {
  const world = await ProbeWorld.start();
  world.aws.fault({
    service: 'cloudformation',
    operation: 'UpdateStack',
    match: { StackName: world.names.stack('rename') },
    error: 'AccessDenied',
    status: 403,
    times: -1,
  });
  const { recordings, failed } = await world.probe(['removal', 'rename']);
  expect([[...failed.keys()], recordings.map(({ scenario }) => scenario)]).toEqual([['rename'], ['removal']]);
  expect(await world.cleanUp()).toEqual([]);
});

test('what is still stuck when it is cleaned up is named, with its command', async () => {
  const world = await ProbeWorld.start();
  loseAnswers(world, 24 * 60);
  await world.probe(['removal']);
  const left = await world.cleanUp();
  expect(left.map(({ what, why }) => [what.replace(/^.*-/, ''), why])).toEqual([
    ['removal', expect.stringMatching(/^it is DELETE_/)],
    ['support', 'what is left needs it'],
  ]);
});
