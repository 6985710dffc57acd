import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SourceServerAccess, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { serverId } from '../../testing/server-ids';

const TYPE = 'Custom::MgnSourceServerConnection';
const POLICY = 'AWS::IAM::ManagedPolicy';

describe('two providers in a stack', () => {
  test('may allow the servers with the same tag, for one role or two', () => {
    for (const shared of [true, false]) {
      const stack = new Stack(new App(), 'Stack');
      const role = shared ? roleIn(stack) : undefined;
      const access = SourceServerAccess.taggedWith('MigrationWave', '7');
      for (const index of [1, 2]) connect(stack, index, serverId(index), { role, access });
      expectOwnPolicies(stack);
    }
  });

  test('may hold servers that one token names', () => {
    const stack = new Stack(new App(), 'Stack');
    const { valueAsString } = new CfnParameter(stack, 'ServerId');
    for (const index of [1, 2]) connect(stack, index, valueAsString);
    expectOwnPolicies(stack);
  });

  test('may share a role, also an imported one', () => {
    for (const role of [roleIn, (stack: Stack) => Role.fromRoleName(stack, 'Role', 'mine')]) {
      const stack = new Stack(new App(), 'Stack');
      const shared = role(stack);
      for (const index of [1, 2]) connect(stack, index, serverId(index), { role: shared });
      expectOwnPolicies(stack);
    }
  });

  test('have policies whose names depend neither on the name of the stack nor on the other provider', () => {
    const policies = [['One', [1]] as const, ['Two', [1, 2]] as const].map(([id, indices]) => {
      const stack = new Stack(new App(), id);
      const access = SourceServerAccess.taggedWith('MigrationWave', '7');
      for (const index of indices) connect(stack, index, serverId(index), { access });
      return Object.keys(Template.fromStack(stack).findResources(POLICY));
    });
    expect(policies[1]).toEqual(expect.arrayContaining(policies[0] ?? []));
  });
});

test('a tag whose value is known only at deployment gives its policy the same name at each synthesis', () => {
  const names = [0, 5].map((tokensBefore) => {
    const stack = new Stack(new App(), 'Stack');
    for (let index = 0; index < tokensBefore; index += 1) new CfnParameter(stack, `P${index}`).valueAsString.length;
    const wave = new CfnParameter(stack, 'Wave').valueAsString;
    connect(stack, 1, serverId(1), { access: SourceServerAccess.taggedWith('MigrationWave', wave) });
    return Object.keys(Template.fromStack(stack).findResources(POLICY));
  });
  expect(names[0]).toEqual(names[1]);
});

test('an imported role gets all permissions', () => {
  const stack = new Stack(new App(), 'Stack');
  connect(stack, 1, serverId(1), { role: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/mine') });
  const template = Template.fromStack(stack);
  const [inline] = Object.values(template.findResources('AWS::IAM::Policy'));
  expect(inline?.Properties.Roles).toEqual(['mine']);
  expect(inline?.Properties.PolicyDocument.Statement).toHaveLength(3);
  template.hasResourceProperties(POLICY, { Roles: ['mine'] });
});

/** Each connection depends on a policy that no other connection depends on. */
function expectOwnPolicies(stack: Stack): void {
  const template = Template.fromStack(stack);
  const policies = Object.keys(template.findResources(POLICY));
  const used = Object.values(template.findResources(TYPE)).map(({ DependsOn }) =>
    policies.filter((policy) => DependsOn.includes(policy)),
  );
  expect(used.flat().sort()).toEqual(policies.sort());
  expect(used.map(({ length }) => length)).toEqual([1, 1]);
}

function connect(stack: Stack, index: number, sourceServerId: string, props = {}): void {
  const provider = new SourceServerConnectionProvider(stack, `Provider${index}`, props);
  new SourceServerConnection(stack, `Server${index}`, { sourceServerId, provider });
}

function roleIn(stack: Stack): IRole {
  return new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}
