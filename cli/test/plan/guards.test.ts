import * as cfn from '@aws-sdk/client-cloudformation';
import { CfnCondition, CfnParameter, CfnResource, CfnStack, Fn } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../../lib';
import { GATE_TYPE } from '../../../lib/private/contract';
import { A, app, B, type Build, CUTOVER_ONLY, type Guards, guard, guarded, type Template } from '../../../testing/app';
import { World } from '../../../testing/world';
import { planOf } from '../plan-in-process';

/* What the plan says of removal guards, beside what the gate then answers. */

const READY = { lifeCycle: { state: 'READY_FOR_CUTOVER' } };
const TESTING = { lifeCycle: { state: 'TESTING' } };

let world: World;

beforeEach(async () => {
  world = await World.start([A, B]);
});

afterEach(() => world.stop());

const both = guarded(app({ [A]: 'root', [B]: 'root' }), CUTOVER_ONLY);
const onlyB = guarded(app({ [B]: 'root' }), CUTOVER_ONLY);

test('a deployment that a guard refuses is refused-by-guard, will fail, exits with 1, and disconnects nothing', async () => {
  await world.deploy('One', both);
  const { code, json, rows, summary } = await planOf(world, onlyB);
  expect({ code, will_fail: json.will_fail, rows }).toEqual({
    code: 1,
    will_fail: true,
    rows: [`${A} refused-by-guard`, `${B} kept`],
  });
  expect(json.stacks[0].failures[0]).toMatch(/is READY_FOR_TEST, must be READY_FOR_CUTOVER.*cdk deploy will fail/);
  expect(summary).toBe('cdk deploy will disconnect no source server. It will fail: One.');
  expect(await world.deploy('One', onlyB)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.connected).toEqual([A, B]);
});

test('a deletion that a guard refuses says in which state it leaves the stack', async () => {
  await world.deploy('One', both);
  const { code, json, rows } = await planOf(world, both, { destroy: true });
  expect([code, ...rows]).toEqual([1, `${A} refused-by-guard`, `${B} refused-by-guard`]);
  expect(json.stacks[0].failures[0]).toContain(
    'cdk destroy will fail and leave the stack DELETE_FAILED; its other resources are deleted',
  );
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  expect(world.connected).toEqual([A, B]);
});

describe('a stack in DELETE_FAILED', () => {
  beforeEach(async () => {
    await world.deploy('One', both);
    await world.destroy('One');
  });

  test('cannot be deployed: the plan says what is possible, with the logical ids', async () => {
    const { code, json } = await planOf(world, onlyB);
    expect(code).toBe(1);
    expect(json.stacks[0].failures[0]).toMatch(
      /^the stack is DELETE_FAILED: .* cdk destroy, or aws cloudformation delete-stack; with --retain-resources \S+ \S+ its servers stay/,
    );
  });

  test('is refused again as long as the guards are not met, and goes when they are', async () => {
    expect((await planOf(world, both, { destroy: true })).code).toBe(1);
    world.change([A, B], READY);
    const { code, rows } = await planOf(world, both, { destroy: true });
    expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`, `${B} will-be-disconnected`]);
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([]);
  });
});

test('a gate that a deletion passed before it failed is no longer asked', async () => {
  const one = guarded(app({ [A]: 'root' }), CUTOVER_ONLY);
  world.change(A, READY);
  await world.deploy('One', one);
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', error: 'ValidationException', times: 1 });
  expect(await world.destroy('One')).toBe('DELETE_FAILED');
  world.change(A, TESTING);
  const { code, rows } = await planOf(world, one, { destroy: true });
  expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`]);
  await world.destroy('One');
  expect(world.connected).toEqual([B]);
});

test('a gate that a deployment without rollback has passed before it failed refuses nothing for certain', async () => {
  world.change([A, B], READY);
  await world.deploy('One', both);
  world.edit = (template, ServiceToken) => {
    const DependsOn = Object.keys(template.Resources).filter((id) => template.Resources[id].Type === GATE_TYPE);
    template.Resources.Neighbour = {
      Type: 'Custom::Neighbour',
      Properties: { ServiceToken, FailsOn: 'Create' },
      DependsOn,
    };
  };
  expect(await world.deploy('One', onlyB, { DisableRollback: true })).toBe('UPDATE_FAILED');
  world.change(A, TESTING);
  world.edit = () => {};
  const { code, rows, plan } = await planOf(world, onlyB);
  expect([code, rows[0]]).toEqual([2, `${A} will-be-disconnected`]);
  expect(plan.stacks[0]?.notes).toContainEqual(expect.stringMatching(/^a removal guard may fail it, /));
  await world.deploy('One', onlyB, { DisableRollback: true });
  expect(world.connected).toEqual([B]);
});

/** As `RemovalPolicies.of(stack).retain()` in an older version of the library, or a hand. */
function retainGate({ Resources }: Template): void {
  for (const resource of Object.values(Resources)) {
    if (resource.Type === GATE_TYPE)
      Object.assign(resource, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
}

test('a gate that is retained is not asked by a deletion: the servers go, and the plan says so', async () => {
  const never = guarded(app({ [A]: 'root' }), { never: true });
  world.edit = retainGate;
  await world.deploy('One', never);
  const { code, rows, json } = await planOf(world, never, { destroy: true, edit: retainGate });
  expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`]);
  expect(json.stacks[0].notes).toContain('the removal guards are not asked: their gate is retained, or gone already');
  await world.destroy('One');
  expect(world.connected).toEqual([B]);
});

describe('a guard that time alone may meet', () => {
  test('is one that may pass: a job ends', async () => {
    const jobs = guarded(app({ [A]: 'root' }), { noJob: true });
    world.change(A, READY);
    await world.deploy('One', jobs);
    world.startJob(A, 600);
    const { code, rows, json } = await planOf(world, jobs, {
      destroy: true,
      limits: { atMost: 0, onlyIn: ['CUTOVER'] },
    });
    expect([code, ...rows]).toEqual([1, `${A} not-known-until-deploy`]);
    expect(json.limits).toMatchObject([{ met: false }, { met: false }]);
    expect((await planOf(world, jobs, { destroy: true })).code).toBe(2);
    await world.clock.sleep(3_600_000);
    await world.destroy('One');
    expect(world.connected).toEqual([B]);
  });

  test('a soak elapses, an instance boots, the first replication ends', async () => {
    const finalized = { apiCallDateTime: new Date(world.clock.now()).toISOString() };
    const dataReplicationInfo = { dataReplicationState: 'DISCONNECTED' };
    const cases: [Guards, object][] = [
      [{ finalizedForHours: 24 }, { lifeCycle: { state: 'CUTOVER', lastCutover: { finalized } }, dataReplicationInfo }],
      [{ proven: true }, { launchedInstance: { ec2InstanceID: 'i-1', firstBoot: 'WAITING' } }],
      [{ states: ['READY_FOR_TEST'] }, { lifeCycle: { state: 'NOT_READY' } }],
    ];
    for (const [index, [guards, members]] of cases.entries()) {
      const one = guarded(app({ [A]: 'root' }), guards);
      world.connect(A);
      await world.deploy(`One${index}`, one);
      world.change(A, members);
      const found = await planOf(world, one, { destroy: true, named: `One${index}` });
      expect([guards, found.code, ...found.rows]).toEqual([guards, 2, `${A} not-known-until-deploy`]);
    }
  });

  test('is none where time changes nothing: another life cycle state, never(), atMost()', async () => {
    const cases: Guards[] = [{ states: ['CUTOVER'] }, { never: true }, { atMost: 1 }];
    for (const [index, guards] of cases.entries()) {
      const two = guarded(app({ [A]: 'root', [B]: 'root' }), guards);
      await world.deploy(`One${index}`, two);
      const { code, rows } = await planOf(world, two, { destroy: true, named: `One${index}` });
      expect([guards, code, rows[0]]).toEqual([guards, 1, `${A} refused-by-guard`]);
    }
  });
});

describe('a server that may or may not leave', () => {
  const build =
    (servers: string[], guards: Guards): Build =>
    (root) => {
      guard(root, guards);
      for (const sourceServerId of servers) new SourceServerConnection(root, sourceServerId, { sourceServerId });
      const stage = new CfnParameter(root, 'Stage', { noEcho: true, default: 'live' });
      const expression = Fn.conditionEquals(stage.valueAsString, 'live');
      const hidden = new SourceServerConnection(root, 'Hidden', { sourceServerId: B });
      const resource = hidden.node.findAll().find((node) => CfnResource.isCfnResource(node)) as CfnResource;
      resource.cfnOptions.condition = new CfnCondition(root, 'Here', { expression });
    };

  test.each<[string, Guards]>([
    ['lifeCycleStates()', CUTOVER_ONLY],
    ['atMost(1)', { atMost: 1 }],
  ])('refuses nothing by %s, and is one that may go', async (_, guards) => {
    world.change(A, READY);
    world.change(B, TESTING);
    await world.deploy('One', build([A], guards));
    const { code, rows, plan } = await planOf(world, build([], guards));
    expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`, `${B} not-known-until-deploy`]);
    expect(plan.stacks[0]?.notes[0]).toMatch(/^a removal guard may fail it, for a server that may leave/);
    await world.deploy('One', build([], guards));
    expect(world.connected).toEqual([B]);
  });

  test('hides no refusal of one that leaves for certain', async () => {
    await world.deploy('One', build([A], CUTOVER_ONLY));
    const { code, rows } = await planOf(world, build([], CUTOVER_ONLY));
    expect([code, ...rows]).toEqual([1, `${A} refused-by-guard`, `${B} refused-by-guard`]);
  });
});

test('a nested stack whose template is not in the assembly is not asked for: its servers may go', async () => {
  const url = '/cdk-hnb659fds-assets-123456789012-us-east-1/foreign';
  let found: Template = { Resources: {} };
  world.edit = (edited) => {
    found = structuredClone(edited);
  };
  await world.deploy('Other', app({ [B]: 'root' }));
  world.edit = () => {};
  await world.destroy('Other');
  world.connect(B);
  const readable = (template: Template) =>
    Buffer.from(
      JSON.stringify(template, (_, one) =>
        JSON.stringify(one?.Action ?? '').includes('cloudformation:') ? { ...one, Resource: '*' } : one,
      ),
    );
  await world.put(`${url}1.json`, readable(found));
  for (const [id, { Type }] of Object.entries(found.Resources))
    if (/Mgn|IAM::(Managed)?Policy/.test(Type)) delete found.Resources[id];
  await world.put(`${url}2.json`, readable(found));
  const build =
    (version: number): Build =>
    (root) => {
      guard(root, CUTOVER_ONLY);
      new SourceServerConnection(root, A, { sourceServerId: A });
      new CfnStack(root, 'Foreign', { templateUrl: `https://s3.us-east-1.amazonaws.com${url}${version}.json` });
    };
  await world.deploy('One', build(1));
  const { code, rows } = await planOf(world, build(2));
  expect([code, rows[0]]).toEqual([2, `${B} not-known-until-deploy`]);
  await world.deploy('One', build(2));
  expect(world.connected).toEqual([A]);
});

describe('guards that a deployment takes away', () => {
  const free = app({ [B]: 'root' });

  test('with a server that does not meet them are named, and are a limit', async () => {
    await world.deploy('One', both);
    const { code, json, rows } = await planOf(world, free);
    expect([code, rows[0]]).toEqual([2, `${A} will-be-disconnected`]);
    expect(json.stacks[0].guards_taken_away[0]).toMatch(
      /^this deployment takes away the removal guards lifeCycleStates\(\) of .*is READY_FOR_TEST, must be READY_FOR_CUTOVER: would not meet them$/,
    );
    const limited = await planOf(world, free, { limits: { keepGuards: true } });
    expect([limited.code, limited.json.limits[0].name]).toEqual([1, 'keep-guards']);
    await world.deploy('One', free);
    expect(world.connected).toEqual([B]);
  });

  test('with the last servers, which meet them, are no matter; from servers that stay they are', async () => {
    world.change([A, B], READY);
    await world.deploy('One', both);
    const none = await planOf(world, app({}), { limits: { keepGuards: true } });
    expect([none.code, none.json.limits[0].met]).toEqual([2, true]);
    const stay = await planOf(world, app({ [A]: 'root', [B]: 'root' }), { limits: { keepGuards: true } });
    expect([stay.code, stay.json.limits[0].message]).toEqual([1, expect.stringMatching(/its servers stay$/)]);
  });
});

describe('guards that are new do not know which servers are retained', () => {
  const retained = { place: 'root', retain: true } as const;

  test('a deployment that brings them and removes such a server, which does not meet them, will fail', async () => {
    await world.deploy('One', app({ [A]: retained, [B]: 'root' }));
    const { code, plan, rows } = await planOf(world, onlyB);
    expect([code, ...rows]).toEqual([1, `${A} kept`, `${B} kept`]);
    expect(plan.stacks[0]?.failures[0]).toMatch(/is READY_FOR_TEST, must be READY_FOR_CUTOVER.*cdk deploy will fail/);
    expect(plan.stacks[0]?.notes).toContainEqual(expect.stringMatching(/^the removal guards are new, /));
    expect(await world.deploy('One', onlyB)).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('one that meets them is no matter', async () => {
    await world.deploy('One', app({ [A]: retained, [B]: 'root' }));
    world.change(A, READY);
    expect((await planOf(world, onlyB)).code).toBe(0);
    expect(await world.deploy('One', onlyB)).toBe('UPDATE_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });
});

describe('a protected server that no gate holds back', () => {
  const protectedA = app({ [A]: { place: 'root', retain: false, protect: true }, [B]: 'root' });

  test('is refused by its function when the stack is deleted past a retained gate: the deletion will fail', async () => {
    world.edit = retainGate;
    await world.deploy('One', protectedA);
    const { code, rows, json } = await planOf(world, protectedA, { destroy: true, edit: retainGate });
    expect([code, ...rows]).toEqual([1, `${A} refused-by-guard`, `${B} will-be-disconnected`]);
    expect(json.stacks[0].failures[0]).toMatch(/it is protected, .*cdk destroy will fail and leave the stack DELETE_/);
    expect(await world.destroy('One')).toBe('DELETE_FAILED');
    expect(world.connected).toEqual([A]);
  });

  test('is refused in the clean-up of a deployment that removes it with the last gate', async () => {
    await world.deploy('One', protectedA);
    const { code, rows, json } = await planOf(world, app({ [B]: 'root' }));
    expect([code, ...rows]).toEqual([1, `${A} refused-by-guard`, `${B} kept`]);
    expect(json.stacks[0].failures[0]).toMatch(/its clean-up will fail, and CloudFormation forgets the connection/);
    await world.deploy('One', app({ [B]: 'root' }));
    expect(world.connected).toEqual([A, B]);
  });
});

test('a gate whose ServiceToken changes fails the deployment, and the plan says so', async () => {
  await world.deploy('One', both);
  const ofAnother = ({ Resources }: Template, ServiceToken: string) => {
    for (const one of Object.values(Resources)) if (one.Type === GATE_TYPE) one.Properties.ServiceToken = ServiceToken;
  };
  const edit = (template: Template) => ofAnother(template, 'arn:aws:lambda:us-east-1:123456789012:function:other');
  const { code, json } = await planOf(world, both, { edit });
  expect([code, json.stacks[0].failures[0]]).toEqual([1, expect.stringMatching(/^the removal gate .*no ServiceToken/)]);
  world.edit = ofAnother;
  expect(await world.deploy('One', both)).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('termination protection refuses a deletion, and the plan says that it will fail', async () => {
  await world.deploy('One', app({ [A]: 'root' }), { EnableTerminationProtection: true });
  const { code, json } = await planOf(world, app({ [A]: 'root' }), { destroy: true });
  expect([code, json.will_fail]).toEqual([1, true]);
  await expect(world.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: 'One' }))).rejects.toThrow();
});
