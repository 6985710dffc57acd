import { App, Aspects, CfnParameter, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import {
  Inventory,
  MigrationWave,
  SourceServerAccess,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from '../../lib';
import { serverIds } from '../../testing/server-ids';
import { longestForm, stackOf } from './fleet';

const TYPE = 'Custom::MgnSourceServerConnection';
const POLICY = 'AWS::IAM::ManagedPolicy';

/* What more than 20 servers share, and ids that only the deployment knows: managed policies named by their content. */

describe('the permission of more than 20 servers', () => {
  test('is in managed policies, and in no other', () => {
    const template = Template.fromStack(stackOf(serverIds(21)));
    template.resourceCountIs(POLICY, 1);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('is another resource when the servers change, and the connections depend on it, so that it outlives a removed server', () => {
    const ids = serverIds(27);
    const before = Template.fromStack(stackOf(ids));
    const [old] = Object.keys(before.findResources(POLICY));
    expect(policiesOf(stackOf(ids.slice(1)))).not.toContain(old);
    for (const resource of Object.values(before.findResources(TYPE))) expect(resource.DependsOn).toContain(old);
  });

  test('is in two policies of which one changes with one server', () => {
    const ids = serverIds(150);
    const [before, after] = [policiesOf(stackOf(ids)), policiesOf(stackOf(ids.slice(1)))];
    expect([before.length, after.length]).toEqual([2, 2]);
    expect(before.filter((policy) => after.includes(policy))).toHaveLength(1);
  });

  test('of 480 servers fits into five managed policies of IAM, so that an update can attach the old and the new ones', () => {
    const policies = Object.values(Template.fromStack(stackOf(serverIds(480))).findResources(POLICY));
    expect(policies).toHaveLength(5);
    for (const policy of policies) {
      expect(longestForm(policy.Properties.PolicyDocument).length).toBeLessThanOrEqual(6144);
    }
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement[0].Resource)).toHaveLength(480);
  });

  test('of one server more fails at synth and says what to do', () => {
    expect(() => Template.fromStack(stackOf(serverIds(481)))).toThrow(
      /Stack\/SourceServerConnectionProvider\] .*more than 480 source servers do not fit into .*; move some servers to another stack, or .*taggedWith/,
    );
  });
});

test('servers share policies in a stack that declares more than 100, of which few are not retained', () => {
  const types = [100, 101].map((count) => {
    const stack = stackOf(serverIds(count).slice(5), { removalPolicy: RemovalPolicy.RETAIN });
    for (const id of serverIds(5)) new SourceServerConnection(stack, id, { sourceServerId: id });
    const resources: { Type: string }[] = Object.values(Template.fromStack(stack).toJSON().Resources);
    return resources.map(({ Type }) => Type).filter((type) => /Policy$/.test(type));
  });
  expect(types).toEqual([Array(5).fill('AWS::IAM::Policy'), [POLICY]]);
});

test.each<[string, RemovalPolicy, (wave: MigrationWave) => void, number]>([
  ['no server that is retained', RemovalPolicy.DESTROY, (wave) => RemovalPolicies.of(wave).retain(), 30],
  ['each server that is not', RemovalPolicy.RETAIN, (wave) => RemovalPolicies.of(wave).destroy(), 60],
])(
  'a policy allows %s, whatever Aspects like cdk-nag have read before it was known',
  (_, removalPolicy, change, count) => {
    const ids = serverIds(60);
    const stack = stackOf(ids.slice(0, 30));
    const servers = Inventory.fromList(ids.slice(30).map((sourceServerId) => ({ sourceServerId })));
    Aspects.of(stack).add({ visit: (node) => node instanceof CfnManagedPolicy && stack.resolve(node.policyDocument) });
    change(new MigrationWave(stack, 'Wave', { servers, removalPolicy }));
    const [policy] = Object.values(Template.fromStack(stack).findResources(POLICY));
    expect(policy?.Properties.PolicyDocument.Statement[0].Resource).toHaveLength(count);
  },
);

test("in a role of the user's own it is packed from the first server on: it is unknown how many inline policies fit", () => {
  const stack = new Stack(new App(), 'Stack');
  const provider = new SourceServerConnectionProvider(stack, 'Provider', {
    role: Role.fromRoleName(stack, 'Role', 'mine'),
  });
  for (const id of serverIds(3)) new SourceServerConnection(stack, id, { sourceServerId: id, provider });
  Template.fromStack(stack).resourceCountIs(POLICY, 1);
});

describe('what is known only at deployment', () => {
  test('as an id is in a policy that is replaced when the value changes, since its description does', () => {
    const stack = new Stack(new App(), 'Stack');
    const { valueAsString } = new CfnParameter(stack, 'ServerId');
    new SourceServerConnection(stack, 'Server', { sourceServerId: valueAsString });
    new SourceServerConnection(stack, 'Other', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(POLICY, { Description: { Ref: 'ServerId' } });
    template.resourceCountIs('AWS::IAM::Policy', 1);
  });

  test('as the value of a tag, too', () => {
    const stack = new Stack(new App(), 'Stack');
    const access = SourceServerAccess.taggedWith('Wave', new CfnParameter(stack, 'Wave').valueAsString);
    const provider = new SourceServerConnectionProvider(stack, 'Provider', { access });
    new SourceServerConnection(stack, 'Server', { sourceServerId: 's-3053c1c3b7d8bd4e0', provider });
    Template.fromStack(stack).hasResourceProperties(POLICY, { Description: { Ref: 'Wave' } });
  });

  test('as 49 ids takes two policies, for their descriptions hold 48', () => {
    const stack = new Stack(new App(), 'Stack');
    for (let index = 0; index < 49; index += 1) {
      const { valueAsString } = new CfnParameter(stack, `Id${index}`);
      new SourceServerConnection(stack, `Server${index}`, { sourceServerId: valueAsString });
    }
    const policies = Object.values(Template.fromStack(stack).findResources(POLICY));
    expect(policies).toHaveLength(2);
    const ids = policies.map(({ Properties }) => Properties.PolicyDocument.Statement[0].Resource.length);
    expect(Math.max(...ids)).toBeLessThanOrEqual(48);
  });
});

function policiesOf(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).findResources(POLICY));
}
