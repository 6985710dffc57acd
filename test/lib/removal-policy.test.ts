import {
  App,
  AspectPriority,
  Aspects,
  CfnDeletionPolicy,
  CfnResource,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SourceServerConnection } from '../../lib';

const TYPE = 'Custom::MgnSourceServerConnection';
const KEPT = RemovalPolicy.RETAIN;
const { RETAIN, DELETE } = CfnDeletionPolicy;

/** Ways to a connection that is kept, besides the prop. */
const WAYS: Record<string, (connection: SourceServerConnection) => void> = {
  'RemovalPolicies.of(connection)': (connection) => RemovalPolicies.of(connection).retain(),
  'RemovalPolicies of the resource type': (connection) =>
    RemovalPolicies.of(Stack.of(connection)).retain({ applyToResourceTypes: [TYPE] }),
  'an Aspect': (connection) =>
    Aspects.of(Stack.of(connection)).add({
      visit: (node) => {
        if (CfnResource.isCfnResource(node) && node.cfnResourceType === TYPE) node.applyRemovalPolicy(KEPT);
      },
    }),
  applyRemovalPolicy: (connection) => connection.applyRemovalPolicy(KEPT),
  'applyRemovalPolicy where an Aspect says otherwise after it': (connection) => {
    connection.applyRemovalPolicy(RemovalPolicy.DESTROY);
    RemovalPolicies.of(connection).retain();
  },
  'node.defaultChild.applyRemovalPolicy': (connection) => l1(connection).applyRemovalPolicy(KEPT),
  'the options of the L1': (connection) => {
    Object.assign(l1(connection).cfnOptions, { deletionPolicy: RETAIN, updateReplacePolicy: RETAIN });
  },
  'overrides of the L1': (connection) => {
    l1(connection).addOverride('DeletionPolicy', 'Retain');
    l1(connection).addOverride('UpdateReplacePolicy', 'Retain');
  },
};

describe('a connection is retained, and a property says so, since CloudFormation ignores a change of the policy alone:', () => {
  test.each(Object.entries(WAYS))('%s gives the same template as the prop', (_, retain) => {
    expect(templateOf({}, retain)).toEqual(templateOf({ removalPolicy: KEPT }));
  });

  test('kept but for the rollback of its creation, by an Aspect as by the prop', () => {
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const template = templateOf({ removalPolicy });
    expect(propertyIn(template)).toBe('retain-on-update-or-delete');
    expect(templateOf({}, (connection) => RemovalPolicies.of(connection).apply(removalPolicy))).toEqual(template);
  });

  test('each other pair of policies is a value of its own', () => {
    const values = [
      propertyIn(templateOf({ removalPolicy: KEPT })),
      propertyIn(templateOf({}, (connection) => set(connection, RETAIN, DELETE))),
      propertyIn(templateOf({}, (connection) => set(connection, RETAIN, undefined))),
      propertyIn(templateOf({}, (connection) => set(connection, DELETE, RETAIN))),
      propertyIn(templateOf({}, (connection) => set(connection, undefined, RETAIN))),
    ];
    expect(values).toEqual([
      'retain',
      ['Retain', 'Delete'],
      ['Retain', 'Delete'],
      ['Delete', 'Retain'],
      ['Delete', 'Retain'],
    ]);
  });

  test('a policy that is known only at deployment is passed on', () => {
    const policy = { Ref: 'Policy' };
    const template = templateOf({}, (connection) => l1(connection).addOverride('DeletionPolicy', policy));
    expect(propertyIn(template)).toEqual([policy, 'Delete']);
  });
});

test('applyRemovalPolicy refuses what the prop refuses', () => {
  const connection = new SourceServerConnection(new Stack(new App(), 'Stack'), 'Server', {
    sourceServerId: 's-3053c1c3b7d8bd4e0',
  });
  expect(() => connection.applyRemovalPolicy(RemovalPolicy.SNAPSHOT)).toThrow(
    /'Stack\/Server': the removal policy must be .*, got "snapshot"; a connection has no snapshot/,
  );
});

describe('a connection is deleted, and no property says so:', () => {
  const DELETED: Record<string, (connection: SourceServerConnection) => void> = {
    'applyRemovalPolicy takes the prop back': (connection) => connection.applyRemovalPolicy(RemovalPolicy.DESTROY),
    'RemovalPolicies take the prop back': (connection) => RemovalPolicies.of(connection).destroy(),
    'RemovalPolicies take the prop back, after another Aspect has read the resource as cdk-nag does': (connection) => {
      readByAspect(connection);
      RemovalPolicies.of(connection).destroy();
    },
    'node.defaultChild.applyRemovalPolicy takes the prop back': (connection) =>
      l1(connection).applyRemovalPolicy(RemovalPolicy.DESTROY),
    'overrides take the prop back': (connection) => {
      l1(connection).addOverride('DeletionPolicy', 'Delete');
      l1(connection).addOverride('UpdateReplacePolicy', 'Delete');
    },
  };

  test.each(Object.entries(DELETED))('%s', (_, destroy) => {
    expect(templateOf({ removalPolicy: KEPT }, destroy)).toEqual(templateOf({}));
  });

  test.each([
    ['the policies are not set', (connection: SourceServerConnection) => set(connection, undefined, undefined)],
    [
      'the policies are removed',
      (connection: SourceServerConnection) => {
        l1(connection).addDeletionOverride('DeletionPolicy');
        l1(connection).addDeletionOverride('UpdateReplacePolicy');
      },
    ],
  ])('%s', (_, destroy) => {
    const template = templateOf({ removalPolicy: KEPT }, destroy);
    expect(resourceIn(template)).not.toHaveProperty('DeletionPolicy');
    expect(propertyIn(template)).toBeUndefined();
  });
});

function templateOf(props: { removalPolicy?: RemovalPolicy }, change?: (connection: SourceServerConnection) => void) {
  const stack = new Stack(new App(), 'Stack');
  const connection = new SourceServerConnection(stack, 'Server', { sourceServerId: 's-3053c1c3b7d8bd4e0', ...props });
  change?.(connection);
  return Template.fromStack(stack).toJSON();
}

function readByAspect(connection: SourceServerConnection): void {
  const visit = () => Stack.of(connection).resolve(l1(connection)._toCloudFormation());
  Aspects.of(connection).add({ visit }, { priority: AspectPriority.MUTATING - 1 });
}

function resourceIn(template: ReturnType<typeof templateOf>) {
  return template.Resources.SourceServers3053c1c3b7d8bd4e0;
}

function propertyIn(template: ReturnType<typeof templateOf>) {
  return resourceIn(template).Properties.RemovalPolicy;
}

function l1(connection: SourceServerConnection): CfnResource {
  return connection.node.defaultChild as CfnResource;
}

function set(connection: SourceServerConnection, deletion?: CfnDeletionPolicy, replacement?: CfnDeletionPolicy): void {
  Object.assign(l1(connection).cfnOptions, { deletionPolicy: deletion, updateReplacePolicy: replacement });
}
