import {
  ChangeServerLifeCycleStateCommand,
  MgnClient,
  StartCutoverCommand,
  StartTestCommand,
} from '@aws-sdk/client-mgn';
import { A, app, B } from '../../../testing/app';
import { ServedWorld } from '../served-world';

/* Instances that tests have launched stay when MGN disconnects a server: status lists them with what they are. */

let served: ServedWorld;
let mgn: MgnClient;

beforeEach(async () => {
  served = await ServedWorld.start([A, B]);
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'secret' };
  mgn = new MgnClient({ endpoint: served.url, region: 'us-east-1', credentials });
});

afterEach(() => served.stop());

const listed = async () => (await served.tool.json('status')).report.test_instances;
const jobsEnd = () => served.world.clock.sleep(3_600_000);
const instanceNow = () => served.world.server(A)?.launchedInstance?.ec2InstanceID;

async function tested(): Promise<string | undefined> {
  await mgn.send(new StartTestCommand({ sourceServerIDs: [A] }));
  await jobsEnd();
  const instance = instanceNow();
  await mgn.send(
    new ChangeServerLifeCycleStateCommand({ sourceServerID: A, lifeCycle: { state: 'READY_FOR_CUTOVER' } }),
  );
  return instance;
}

test('while the test goes on its instance is not left over', async () => {
  await mgn.send(new StartTestCommand({ sourceServerIDs: [A] }));
  await jobsEnd();
  expect(instanceNow()).toMatch(/^i-/);
  expect(await listed()).toEqual([]);
});

test('when the test is over its instance is listed with its server, its job and its day, in the text as well', async () => {
  const instance = await tested();
  expect(await listed()).toMatchObject([
    {
      instance_id: instance,
      source_server_id: A,
      job_id: expect.stringMatching(/^mgnjob-/),
      launched: expect.stringMatching(/^2026-01-01T/),
      what: 'the instance that was launched last from the server, by its test',
    },
  ]);
  const { stdout } = await served.tool.run('status');
  expect(stdout).toContain('Instances of tests that are over (1)');
  expect(stdout).toContain(instance);
});

test('when a cutover was launched since, it says as which instance the server runs, also when that is disconnected', async () => {
  const instance = await tested();
  await mgn.send(new StartCutoverCommand({ sourceServerIDs: [A] }));
  await jobsEnd();
  expect(instanceNow()).not.toBe(instance);
  await served.world.deploy('Web', app({ [A]: 'root' }));
  await served.world.destroy('Web');
  expect(await listed()).toMatchObject([
    { instance_id: instance, what: `of a test; a cutover launched ${instanceNow()} since` },
  ]);
});
