import {
  Aspects,
  CfnCondition,
  CfnParameter,
  CfnResource,
  CfnStack,
  Fn,
  MissingRemovalPolicies,
  NestedStack,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { RemovalGuard } from '../../lib';
import { A, B } from '../../testing/app';
import { connect, GATE, gateOf, provide, stackOf } from './gates';

const C = 's-0000000000000000c';
const CONNECTION = 'Custom::MgnSourceServerConnection';

describe('the gate', () => {
  test('is not there without guards', () => {
    const stack = stackOf();
    connect(stack, A, provide(stack, 'Provider', { removalGuards: [] }));
    connect(stack, B);
    Template.fromStack(stack).resourceCountIs(GATE, 0);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/REMOVAL_GATE|DescribeStackResource/);
  });

  test('is there for a provider that has guards and no connection', () => {
    const stack = stackOf();
    provide(stack);
    expect(gateOf(stack).properties).toMatchObject({ Guards: { Provider: [{ Kind: 'Never' }] }, Servers: [] });
  });

  test('is one in the root of a tree, with all providers and all servers, and depends on each connection and nested stack', () => {
    const root = stackOf();
    const nested = new NestedStack(root, 'Nested');
    const inner = new NestedStack(nested, 'Inner');
    connect(inner, A, provide(inner));
    connect(nested, B);
    connect(root, C);
    new CfnResource(new NestedStack(root, 'Other'), 'Topic', { type: 'AWS::SNS::Topic' });
    const { properties, dependsOn } = gateOf(root);
    expect(properties.Guards).toEqual({
      'Nested/Inner/Provider': [{ Kind: 'Never' }],
      'Nested/SourceServerConnectionProvider': [],
      SourceServerConnectionProvider: [],
    });
    expect(properties.Servers).toEqual([
      { Server: A, Provider: 'Nested/Inner/Provider' },
      { Server: B, Provider: 'Nested/SourceServerConnectionProvider' },
      { Server: C, Provider: 'SourceServerConnectionProvider' },
    ]);
    for (const id of [/^SourceServers0000000000000000c$/, /^NestedNestedStack/, /^OtherNestedStack/])
      expect(dependsOn).toContainEqual(expect.stringMatching(id));
    Template.fromStack(nested).resourceCountIs(GATE, 0);
    Template.fromStack(inner).resourceCountIs(GATE, 0);
  });

  test.each(['before', 'after'])(
    'belongs to the guarded provider of the root, also when that is made %s another one',
    (when) => {
      const stack = stackOf();
      if (when === 'after') provide(stack, 'Aaa', {});
      const nested = new NestedStack(stack, 'Nested');
      provide(nested);
      connect(stack, A, provide(stack, 'Guarded'));
      if (when === 'before') provide(stack, 'Aaa', {});
      expect(JSON.stringify(gateOf(stack).properties.ServiceToken)).toContain('GuardedHandler');
      expect(stack.node.tryFindChild('SourceServerConnectionProvider')).toBeUndefined();
    },
  );

  test('of another provider has another logical id: CloudFormation changes no ServiceToken', () => {
    const ids = ['One', 'Two', 'One'].map((id) => {
      const stack = stackOf(`Stack${id}`);
      provide(stack, id);
      return gateOf(stack).id;
    });
    expect(ids[0]).toMatch(/^MgnRemovalGate[0-9A-F]{8}$/);
    expect(ids[1]).not.toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
  });

  test('does not change with the order of the declarations', () => {
    const [one, other] = [
      [A, B, C],
      [C, A, B],
    ].map((servers) => {
      const stack = stackOf();
      const provider = provide(stack);
      for (const server of servers) connect(stack, server as string, provider);
      return gateOf(stack).properties;
    });
    expect(other).toEqual(one);
  });

  test('knows a server by Ref of its connection where only the deployment knows the id, and whether it is retained', () => {
    const stack = stackOf();
    const nested = new NestedStack(stack, 'Nested');
    const token = (scope: Construct) => new CfnParameter(scope, 'Id').valueAsString;
    connect(stack, token(stack), provide(stack), RemovalPolicy.RETAIN);
    connect(nested, token(nested));
    const { Servers } = gateOf(stack).properties;
    expect(Servers).toContainEqual({
      Server: { Ref: expect.stringMatching(/^Of/) },
      Provider: 'Provider',
      RemovalPolicy: 'retain',
    });
    expect(Servers).toContainEqual({
      Server: { 'Fn::GetAtt': [expect.stringMatching(/^Nested/), expect.stringMatching(/^Outputs\./)] },
      Provider: 'Nested/SourceServerConnectionProvider',
    });
  });

  test('is made once when Aspects are stabilized, and when the app is synthesized twice', () => {
    const stack = stackOf('Stack', { '@aws-cdk/core:aspectStabilization': true });
    provide(stack);
    connect(stack, A);
    gateOf(stack);
    Template.fromStack(stack);
    gateOf(stack);
  });

  test('is no concern of another stack that is made in the same scope', () => {
    const stack = stackOf();
    provide(stack);
    const other = new Stack(stack, 'Other');
    connect(other, A);
    expect(gateOf(stack).properties.Servers).toEqual([]);
    Template.fromStack(other).resourceCountIs(GATE, 0);
  });

  test('may ask for jobs whatever the guards are, since an update may take that guard away', () => {
    for (const guard of [RemovalGuard.noRunningJob(), RemovalGuard.never()]) {
      const stack = stackOf();
      provide(stack, 'Provider', { removalGuards: [guard] });
      const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
      expect(policies.split('mgn:DescribeJobs')).toHaveLength(2);
      expect(policies).toContain('cloudformation:DescribeStackResource');
    }
  });

  test("lists other apps' nested stacks, but none with a condition that it cannot follow", () => {
    const stack = stackOf();
    provide(stack);
    const foreign = (scope: Stack, id: string) => new CfnStack(scope, id, { templateUrl: 'https://example.com/x' });
    const conditional = (resource?: CfnResource) => {
      if (!resource) throw new Error('a nested stack has a resource');
      const expression = Fn.conditionEquals('a', 'b');
      resource.cfnOptions.condition = new CfnCondition(resource.stack, `${resource.node.id}If`, { expression });
    };
    const middle = new NestedStack(stack, 'Middle');
    const inner = new NestedStack(middle, 'Inner');
    foreign(middle, 'Plain');
    conditional(foreign(middle, 'Conditional'));
    foreign(inner, 'InConditional');
    conditional(inner.nestedStackResource);
    conditional(foreign(stack, 'OfRoot'));
    const id = stack.resolve(middle.nestedStackResource?.logicalId);
    const ofRoot = { 'Fn::If': ['OfRootIf', 'OfRoot', { Ref: 'AWS::NoValue' }] };
    expect(gateOf(stack).properties.OtherStacks).toEqual([`${id}/Plain`, ofRoot]);
  });

  describe('is refused where CloudFormation would not delete it, and so never ask it:', () => {
    const everyGate = (stack: Stack, change: (gate: CfnResource) => void) =>
      Aspects.of(stack).add({
        visit: (node) => {
          if (CfnResource.isCfnResource(node) && node.cfnResourceType === GATE) change(node);
        },
      });
    test.each<[string, (stack: Stack) => void]>([
      ['RemovalPolicies of the stack', (stack) => RemovalPolicies.of(stack).retain()],
      [
        'RemovalPolicies of the app, but for connections',
        (stack) => RemovalPolicies.of(stack.node.root).retain({ excludeResourceTypes: [CONNECTION] }),
      ],
      [
        'RemovalPolicies with another one for a connection',
        (stack) => {
          RemovalPolicies.of(stack).retain();
          RemovalPolicies.of(stack.node.findChild(`Of${A}`)).destroy();
        },
      ],
      [
        'RemovalPolicies, but for the rollback of its creation',
        (stack) => RemovalPolicies.of(stack).retainOnUpdateOrDelete(),
      ],
      ['an Aspect', (stack) => everyGate(stack, (gate) => gate.applyRemovalPolicy(RemovalPolicy.RETAIN))],
      ['an override', (stack) => everyGate(stack, (gate) => gate.addOverride('DeletionPolicy', 'Retain'))],
      [
        'a policy that only the deployment knows',
        (stack) => everyGate(stack, (gate) => gate.addOverride('DeletionPolicy', { Ref: 'P' })),
      ],
    ])('%s', (_, retain) => {
      const stack = stackOf();
      connect(stack, A, provide(stack));
      retain(stack);
      expect(() => Template.fromStack(stack)).toThrow(
        /\[Stack\/MgnRemovalGate\] the DeletionPolicy of Custom::MgnRemovalGate must be Delete, got .*, with which the deletion of the stack asks no removal guard; leave this type out .*excludeResourceTypes: \['Custom::MgnRemovalGate'\]/,
      );
    });

    test.each<[string, (stack: Stack) => void]>([
      [
        'where the app retains everything else',
        (stack) => RemovalPolicies.of(stack).retain({ excludeResourceTypes: [GATE] }),
      ],
      ['where only what says nothing is retained', (stack) => MissingRemovalPolicies.of(stack.node.root).retain()],
    ])('not %s', (_, retain) => {
      const stack = stackOf();
      connect(stack, A, provide(stack));
      retain(stack);
      Template.fromStack(stack).hasResource(GATE, { DeletionPolicy: 'Delete' });
    });
  });

  test('waits for what the provider protects', () => {
    const stack = stackOf();
    const topic = new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    provide(stack).protect(topic);
    expect(gateOf(stack).dependsOn).toContain('Topic');
  });
});
