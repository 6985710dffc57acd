import { CfnParameter, CfnResource, NestedStack, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  AfterDisconnection,
  SourceServerAccess,
  SourceServerConnection,
  type SourceServerConnectionProps,
  SourceServerConnectionProvider,
} from '../../../lib';
import { RESOURCE_TYPE } from '../../../lib/private/contract';
import { A, app, B, type Build, type Template } from '../../../testing/app';
import { addB, updateAlone } from '../../../testing/operator';
import { serverIds } from '../../../testing/server-ids';
import { World } from '../../../testing/world';
import { planOf, planOfAll } from '../plan-in-process';

/* What the plan says, and what the very deployment, or deletion, that was planned then does. */

let world: World;

beforeEach(async () => {
  world = await World.start([A, B]);
});

afterEach(() => world.stop());

const topic = (root: Stack) => new CfnResource(root, 'Topic', { type: 'AWS::SNS::Topic' });

/** A stack with a connection to the first server, and a resource that stays when that goes. */
const declaring =
  (how: (root: Stack) => Omit<SourceServerConnectionProps, 'sourceServerId'>): Build =>
  (root) => {
    new SourceServerConnection(root, A, { sourceServerId: A, ...how(root) });
    topic(root);
  };

describe('what the events tell, the function and the plan read alike', () => {
  const nested: Build = (root) => {
    new SourceServerConnection(new NestedStack(root, 'a'), A, { sourceServerId: A });
    topic(root);
  };

  test('a server that an update of the nested stack alone has added goes, though an update of the root was rolled back since', async () => {
    await world.deploy('One', nested);
    await updateAlone(world, await world.nestedIn('One'), addB);
    world.edit = (template, ServiceToken) => {
      template.Resources.Neighbour = { Type: 'Custom::Neighbour', Properties: { ServiceToken, FailsOn: 'Create' } };
    };
    expect(await world.deploy('One', nested)).toBe('UPDATE_ROLLBACK_COMPLETE');
    world.edit = () => {};
    const { code, rows } = await planOf(world, nested, { destroy: true });
    expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`, `${B} will-be-disconnected`]);
    await world.destroy('One');
    expect(world.connected).toEqual([]);
  });

  test('another custom resource that answers with the id of the stack completes nothing', async () => {
    const byParameter =
      (id: string): Build =>
      (root) => {
        const { valueAsString: sourceServerId } = new CfnParameter(root, 'Id', { default: id });
        new SourceServerConnection(root, 'Chosen', { sourceServerId });
        topic(root);
      };
    const edit = (nonce: number, fails?: boolean) => (template: Template, ServiceToken: string) => {
      const DependsOn = Object.keys(template.Resources).filter((id) => template.Resources[id].Type === RESOURCE_TYPE);
      for (const { Type, Properties } of Object.values(template.Resources))
        if (Type === 'AWS::IAM::ManagedPolicy') {
          Properties.Description = 'any';
          for (const statement of [Properties.PolicyDocument.Statement].flat()) statement.Resource = '*';
        }
      const Properties = { ServiceToken, AsStack: true, Nonce: nonce };
      template.Resources.Other = { Type: 'Custom::AWS', DependsOn, Properties };
      if (fails) {
        const Fails = {
          Type: 'Custom::Neighbour',
          DependsOn: ['Other'],
          Properties: { ServiceToken, FailsOn: 'Create' },
        };
        template.Resources.Neighbour = Fails;
      }
    };
    world.edit = edit(1);
    await world.deploy('One', byParameter(A));
    world.edit = edit(2, true);
    expect(await world.deploy('One', byParameter(B), { DisableRollback: true })).toBe('UPDATE_FAILED');
    const { code, rows } = await planOf(world, byParameter(B), { destroy: true });
    expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`, `${B} kept`]);
    world.edit = () => {};
    await world.destroy('One');
    expect(world.connected).toEqual([B]);
  });
});

describe('steps that cannot be undone, of a server that no longer replicates', () => {
  const after = (afterDisconnection: AfterDisconnection) => declaring(() => ({ afterDisconnection }));

  test.each([
    [AfterDisconnection.DELETE, 'record-will-be-deleted', 'DeleteSourceServer'],
    [AfterDisconnection.ARCHIVE, 'record-will-be-archived', 'MarkAsArchived'],
  ] as const)('%s: the plan shows it, and exits with 2', async (step, verdict, call) => {
    await world.deploy('One', after(step));
    world.disconnect(A);
    const { code, rows, json, summary } = await planOf(world, after(step), { destroy: true });
    expect([code, ...rows]).toEqual([2, `${A} ${verdict}`]);
    expect(json.stacks[0].servers[0]).toMatchObject({ disconnects: false, calls: [call] });
    expect(summary).toContain("MGN's record of 1 source server will be archived or deleted");
    await world.destroy('One');
    expect(world.changes).toEqual([call]);
  });

  test('one that is finalized only is disconnected, and one that is disconnected and nothing else is left alone', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.finalize(A);
    world.disconnect(B);
    const { rows } = await planOf(world, app({}), { destroy: true });
    expect(rows).toEqual([`${A} will-be-disconnected`, `${B} nothing-to-disconnect`]);
    await world.destroy('One');
    expect(world.changes).toEqual(['DisconnectFromService']);
  });

  test('a connected server is shown with all the calls that follow', async () => {
    const build = declaring(() => ({ finalizeCutover: true, afterDisconnection: AfterDisconnection.DELETE }));
    await world.deploy('One', build);
    world.change(A, { lifeCycle: { state: 'CUTTING_OVER' } });
    const { json } = await planOf(world, build, { destroy: true });
    const { calls, reason } = json.stacks[0].servers[0];
    expect(reason).toMatch(/its cutover is finalized; then its record in MGN is deleted$/);
    await world.destroy('One');
    expect(world.changes).toEqual(calls);
  });
});

describe('a deployment that will fail is not green', () => {
  test('at a server that MGN does not know, or that no longer replicates', async () => {
    world.disconnect(B);
    const { code, json } = await planOf(world, app({ [A]: 'root', [B]: 'root' }));
    expect([code, json.will_fail]).toEqual([1, true]);
    expect(json.stacks[0].failures[0]).toMatch(/already disconnected/);
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }))).toMatch(/ROLLBACK/);
  });

  test('at a connection that another provider takes over', async () => {
    const build = (id: string) => declaring((root) => ({ provider: new SourceServerConnectionProvider(root, id) }));
    await world.deploy('One', build('One'));
    const { code, json } = await planOf(world, build('Two'));
    expect([code, json.stacks[0].failures[0]]).toEqual([1, expect.stringMatching(/another provider/)]);
    expect(await world.deploy('One', build('Two'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.connected).toEqual([A, B]);
  });

  test('at a server without the tag by which access is given', async () => {
    const build = (value: string) =>
      declaring((root) => {
        const access = SourceServerAccess.taggedWith('Wave', value);
        return { provider: new SourceServerConnectionProvider(root, 'Tagged', { access }) };
      });
    const { code, json } = await planOf(world, build('7'));
    expect([code, json.stacks[0].failures[0]]).toEqual([1, expect.stringMatching(/it has no tag Wave = 7/)]);
    expect(await world.deploy('One', build('7'))).toMatch(/ROLLBACK/);
    expect((await planOf(world, build('one'))).code).toBe(0);
  });
});

test('an operation in progress on the stack: the result is unknown, and the plan exits with 1', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  await world.startDeploy('One', app({}));
  const { code, json, summary } = await planOf(world, app({ [A]: 'root' }));
  expect([code, json.cannot_tell]).toEqual([1, true]);
  expect(json.stacks[0].cannot_tell).toMatch(/^an operation is in progress: One is UPDATE_/);
  expect(summary).toMatch(/^Cannot tell what cdk deploy disconnects: an operation is in progress on One\./);
  await world.settled('One');
});

test('cdk deploy deletes a stack to which the app leaves no resources', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  const edit = (template: Template) => {
    for (const id of Object.keys(template.Resources)) delete template.Resources[id];
  };
  const { code, rows, json } = await planOf(world, app({}), { edit });
  expect([code, ...rows]).toEqual([2, `${A} will-be-disconnected`]);
  expect(json.stacks[0].servers[0].reason).toBe('the stack is deleted');
  expect(json.stacks[0].notes).toContain('the app leaves it no resources: cdk deploy deletes such a stack');
});

describe('a stack that another one needs', () => {
  const stacks = { One: app({ [A]: 'root' }), Two: app({ [B]: 'root' }) };
  const needs = { Two: 'One' };

  beforeEach(async () => {
    for (const [name, shape] of Object.entries(stacks)) await world.deploy(name, shape);
  });

  test.each([undefined, 'Live'])('is planned with it, in stage %s, unless --exclusively is given', async (stage) => {
    const patterns = [stage ? `${stage}/Two` : 'Two'];
    const changed = { ...stacks, One: app({}) };
    const { rows, json } = await planOfAll(world, changed, { patterns, needs, stage });
    expect(rows).toEqual([`${A} will-be-disconnected`, `${B} kept`]);
    expect(json.stacks[0].notes[0]).toMatch(/^cdk deploy takes it along/);
    const alone = await planOfAll(world, changed, { patterns, needs, stage, exclusively: true });
    expect([alone.code, ...alone.rows]).toEqual([0, `${B} kept`]);
  });

  test('takes it along when it is destroyed', async () => {
    const { rows } = await planOfAll(world, stacks, { destroy: true, patterns: ['One'], needs });
    expect(rows).toEqual([`${A} will-be-disconnected`, `${B} will-be-disconnected`]);
  });
});

test('a weak reference to another stack that meets a connection is named', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  const edit = ({ Resources }: Template) => {
    for (const { Type, Properties } of Object.values(Resources))
      if (Type === RESOURCE_TYPE)
        Properties.SourceServerId = { 'Fn::GetStackOutput': { StackName: 'Fleet', OutputName: 'Web' } };
  };
  const { code, json } = await planOf(world, app({ [A]: 'root' }), { edit });
  expect(code).toBe(2);
  expect(json.stacks[0].servers[0]).toMatchObject({
    verdict: 'not-known-until-deploy',
    reason: 'it depends on the output Web of the stack Fleet',
  });
});

test('a connection that cdk orphan has set to be retained stays when it is removed, and the plan says so', async () => {
  await world.deploy('One', app({ [A]: 'root' }));
  // the first of its three deployments; the app does not say it
  world.edit = ({ Resources }) => {
    for (const one of Object.values(Resources)) if (one.Type === RESOURCE_TYPE) one.DeletionPolicy = 'Retain';
    Resources.Topic = { Type: 'AWS::SNS::Topic' };
  };
  await world.deploy('One', app({ [A]: 'root' }));
  world.edit = () => {};
  const { code, json } = await planOf(world, app({}));
  expect([code, json.stacks[0].servers[0].reason]).toEqual([0, 'its deployed removal policy retains it']);
  await world.deploy('One', app({}));
  expect(world.connected).toEqual([A, B]);
});

describe('MGN is asked', () => {
  const asked = () =>
    world.calls.filter(({ service, operation }) => service === 'mgn' && operation === 'DescribeSourceServers').length;

  test('once for the servers of all stacks of an account and Region', async () => {
    const stacks = { One: app({ [A]: 'root' }), Two: app({ [B]: 'root' }), Three: app({}) };
    for (const [name, shape] of Object.entries(stacks)) await world.deploy(name, shape);
    const before = asked();
    await planOfAll(world, stacks);
    expect(asked() - before).toBe(1);
  });

  test('once for each 200 of them, which is the most that MGN takes', async () => {
    const declared = serverIds(201, 1_000).map((id) => [id, 'root'] as const);
    for (const [id] of declared) world.add(id);
    for (const [count, calls] of [
      [100, 1],
      [200, 1],
      [201, 2],
    ] as const) {
      const before = asked();
      await planOf(world, app(Object.fromEntries(declared.slice(0, count))));
      expect([count, asked() - before]).toEqual([count, calls]);
    }
  });

  test('again for a server that one answer does not show, when answers can no longer lag; one that stays unseen may leave', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.forget(A);
    await world.clock.sleep(60_000);
    const [before, began] = [asked(), world.clock.now()];
    const { code, rows } = await planOf(world, app({ [A]: 'root' }), { destroy: true });
    expect([code, ...rows]).toEqual([2, `${B} will-be-disconnected`, `${A} not-known-until-deploy`]);
    expect(asked() - before).toBe(2);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(8_000);
  });

  test.each([1, 5_000])(
    'until it shows a server that has just come, %d ms late: it can be declared, and it goes with its stack',
    async (describeLagMs) => {
      world.mgn.describeLagMs = describeLagMs;
      world.forget(A);
      await world.clock.sleep(60_000);
      world.add(A);
      expect(await planOf(world, app({ [A]: 'root' }))).toMatchObject({ code: 0, rows: [`${A} newly-declared`] });
      await world.deploy('One', app({ [A]: 'root' }));
      world.forget(A);
      await world.clock.sleep(60_000);
      world.add(A);
      const planned = await planOf(world, app({ [A]: 'root' }), { destroy: true });
      expect(planned).toMatchObject({ code: 2, rows: [`${A} will-be-disconnected`] });
      await world.destroy('One');
      expect(world.connected).toEqual([B]);
    },
  );
});

test('RETAIN on the connection is no matter of guards, steps or states', async () => {
  const build = declaring(() => ({ removalPolicy: RemovalPolicy.RETAIN }));
  await world.deploy('One', build);
  expect(await planOf(world, build, { destroy: true })).toMatchObject({ code: 0, rows: [`${A} kept`] });
});
