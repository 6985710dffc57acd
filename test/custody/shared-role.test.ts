import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { Stack } from 'aws-cdk-lib';
import { type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { app, inRoot } from '../../testing/app';
import { type Custodian, connections } from '../../testing/custodian';
import { World } from '../../testing/world';

/*
 * One role that a platform team provides, for stacks of one class, nested stacks and several providers. Each must keep
 * its own permissions, whatever the others do. On an IAM that enforces them.
 */

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => `s-0000000000000000${letter}`) as [
  string,
  string,
  string,
  string,
];
const ALL = [A, B, C, D];

let world: World;
afterEach(() => world.stop());

test('two stacks of one class share a role: what one removes is disconnected, and the other has its permissions still', async () => {
  world = await worldWith((stack) => provider(stack, 'Provider'));
  for (const [name, servers] of Object.entries({ One: [A, B], Two: [C, D] })) {
    expect(await world.deploy(name, inRoot(servers))).toBe('CREATE_COMPLETE');
  }
  expect(await world.deploy('One', inRoot([B]))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([B, C, D]);
  expect(await world.destroy('Two')).toBe('missing');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
  expect(world.answers('FAILED')).toEqual([]);
});

test('two nested stacks of one root share a role', async () => {
  world = await worldWith((stack) => provider(stack, 'Provider'));
  await world.deploy('One', app({ [A]: 'a', [B]: 'a', [C]: 'b', [D]: 'b' }));
  expect(await world.deploy('One', app({ [A]: 'a', [C]: 'b' }))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A, C]);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
});

test('two providers of one stack share a role', async () => {
  world = await worldWith((stack, sourceServerId) => provider(stack, `Provider${sourceServerId}`));
  await world.deploy('One', inRoot(ALL));
  expect(await world.deploy('One', inRoot([A, C]))).toBe('UPDATE_COMPLETE');
  expect(world.connected).toEqual([A, C]);
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([]);
});

/** A world with a role, and stacks whose providers use it. */
async function worldWith(providerOf: (stack: Stack, sourceServerId: string) => SourceServerConnectionProvider) {
  const custodian: Custodian = {
    ...connections,
    declare(scope, id, sourceServerId, removalPolicy) {
      const own = providerOf(Stack.of(scope), sourceServerId);
      new SourceServerConnection(scope, id, { sourceServerId, removalPolicy, provider: own });
    },
  };
  const started = await World.start(ALL, custodian);
  const platform = { StackName: 'Platform', TemplateBody: PLATFORM, Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
  await started.cloudFormation.send(new CreateStackCommand(platform));
  expect(await started.settled('Platform')).toBe('CREATE_COMPLETE');
  return started;
}

function provider(stack: Stack, id: string): SourceServerConnectionProvider {
  const existing = stack.node.tryFindChild(id) as SourceServerConnectionProvider | undefined;
  if (existing) return existing;
  const role = (stack.node.tryFindChild('Role') as IRole) ?? Role.fromRoleName(stack, 'Role', 'platform');
  return new SourceServerConnectionProvider(stack, id, { role });
}

const PLATFORM = JSON.stringify({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'platform',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
      },
    },
  },
});
