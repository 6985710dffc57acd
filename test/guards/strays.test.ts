import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, CUTOVER_ONLY, guarded, READY } from '../../testing/app';
import { World } from '../../testing/world';

/* Events to a gate that CloudFormation does not send, or not now: late, twice, made up, malformed. A gate only reads. */

const BOTH = guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY);
const ONE = guarded(app({ [A]: 'root' }), CUTOVER_ONLY);

let world: World;
beforeEach(async () => {
  world = await World.start([A, B]);
});
afterEach(async () => {
  expect([A, B].filter((server) => world.isConnected(server))).toEqual([A, B]);
  await world.stop();
});

test('every event delivered twice is answered the same', async () => {
  world.twice = true;
  await world.deploy('One', BOTH);
  expect(await world.deploy('One', ONE)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.gate.slice(2)).toEqual(['Update FAILED', 'Update FAILED', 'Update SUCCESS', 'Update SUCCESS']);
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  await world.clock.sleep(60_000);
  expect(world.gate.slice(6)).toEqual(['Delete FAILED', 'Delete FAILED']);
});

test('an event whose function is killed is run again by Lambda, and answered once', async () => {
  await world.deploy('One', BOTH);
  world.crashes = 2;
  expect(await world.deploy('One', ONE)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.gate).toEqual(['Create SUCCESS', 'Update FAILED', 'Update SUCCESS']);
});

test('a Delete that is delivered again while the stack stands changes nothing', async () => {
  await world.deploy('One', BOTH);
  await world.destroy('One');
  const [, deletion] = gateEvents();
  expect(deletion?.RequestType).toBe('Delete');
  expect(await world.invokeAgain(deletion)).toMatchObject({ Status: 'FAILED' });
  expect(await world.status('One')).toBe('DELETE_FAILED');
});

test('a Delete of the gate that an update removed, again while the stack with a new gate is deleted, does not open it', async () => {
  await world.deploy('One', BOTH);
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  const removal = gateEvents().at(-1);
  expect(removal?.RequestType).toBe('Delete');
  await world.deploy('One', BOTH);
  world.fault({ service: 'mgn', operation: 'DescribeSourceServers', latencyMs: 9_000 });
  await world.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: 'One' }));
  await world.invokeAgain(removal);
  expect(await world.settled('One')).toBe('DELETE_FAILED');
});

test.each([
  ['that CloudFormation invents', 'One-MgnRemovalGate-ABCDEF123456'],
  ['of a Create that failed', 'not-connected'],
  ['of a connection', A],
])('a Delete with an id %s does nothing', async (_, PhysicalResourceId) => {
  await world.deploy('One', BOTH);
  const [creation] = gateEvents();
  const answer = await world.invokeAgain({ ...creation, RequestType: 'Delete', PhysicalResourceId });
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId,
    Reason: expect.stringContaining('no gate has'),
  });
});

test.each([
  ['nothing', undefined],
  ['a text', 'Guards'],
  ['a list', []],
  ['no guards', { Servers: [] }],
  ['guards that are a text', { Guards: 'AtMost', Servers: [] }],
  ['a guard that is a text', { Guards: { P: ['Never'] }, Servers: [] }],
  ['a number that is none', { Guards: { P: [{ Kind: 'AtMost', Servers: 'many' }] }, Servers: [] }],
  ['an empty number', { Guards: { P: [{ Kind: 'CutoverFinalizedFor', Seconds: '' }] }, Servers: [] }],
  ['a server that is none', { Guards: {}, Servers: [{ Server: 'i-123', Provider: 'P' }] }],
  ['an account that is none', { Guards: {}, Servers: [{ Server: A, Provider: 'P', AccountId: 'x' }] }],
])('properties with %s: FAILED, and the answer says what is malformed', async (_, ResourceProperties) => {
  await world.deploy('One', BOTH);
  const [creation] = gateEvents();
  const event = { ...creation, RequestType: 'Update', PhysicalResourceId: 'mgn-removal-gate', ResourceProperties };
  const answer = await world.invokeAgain(event);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'mgn-removal-gate' });
  expect(answer?.Reason).toMatch(/^cannot tell .* the properties of the removal gate are malformed: /);
});

test('a guard that a newer version of the library has: not met, and the answer says so', async () => {
  await world.deploy('One', BOTH);
  const ResourceProperties = { Guards: { P: [{ Kind: 'Moonlight' }] }, Servers: [] };
  const [creation] = gateEvents();
  const answer = await world.invokeAgain({ ...creation, RequestType: 'Update', ResourceProperties });
  expect(answer?.Reason).toContain('has a guard Moonlight, which this version of the function does not know');
});

test('old properties that are malformed: what is listed counts, with all guards', async () => {
  await world.deploy('One', BOTH);
  const [creation] = gateEvents();
  const ResourceProperties = { ...creation?.ResourceProperties, Servers: [] };
  const answer = await world.invokeAgain({
    ...creation,
    RequestType: 'Update',
    ResourceProperties,
    OldResourceProperties: 7,
  });
  expect(answer?.Reason).toMatch(/server-1 .* must be READY_FOR_CUTOVER; server-2 /);
});

test('a made-up event for another stack is refused by IAM', async () => {
  await world.deploy('Two', app({ [B]: 'root' }));
  const StackId = await world.lastStackId('Two');
  await world.deploy('One', BOTH);
  const [creation] = gateEvents();
  const removal = {
    OldResourceProperties: creation?.ResourceProperties,
    ResourceProperties: { Guards: {}, Servers: [] },
  };
  const answer = await world.invokeAgain({ ...creation, ...removal, RequestType: 'Update', StackId });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('AccessDenied') });
});

test('a server of two trees is asked for by the guards of the tree that it leaves, and by no others', async () => {
  await world.deploy('One', BOTH);
  await world.deploy('Two', guarded(app({ [A]: 'root', [B]: 'root' }), { never: true }));
  expect(await world.deploy('One', ONE)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.refusal).not.toContain('never');
  world.change(B, READY);
  world.mgn.disconnectDuringJob = 'conflict';
  world.startJob(B, 36_000);
  expect(await world.deploy('One', ONE)).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('an event with another request type is refused', async () => {
  await world.deploy('One', BOTH);
  const [creation] = gateEvents();
  expect(await world.invokeAgain({ ...creation, RequestType: 'Read' })).toMatchObject({ Status: 'FAILED' });
});

function gateEvents(): Record<string, any>[] {
  return [...world.gateExchanges.values()].map(({ event }) => event);
}
