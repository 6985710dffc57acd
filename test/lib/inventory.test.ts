import { App, Aspects, CfnParameter, type IAspect, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { SourceServerConnection } from '../../lib';
import { serverIds } from '../../testing/server-ids';
import { stackOf } from './fleet';

describe('the order of an inventory', () => {
  test.each([5, 40, 150, 480])('of %d servers makes no difference to the template', (count) => {
    const ids = serverIds(count);
    const shuffled = [
      ...ids.filter((_, index) => index % 3 === 1),
      ...ids.filter((_, index) => index % 3 !== 1).reverse(),
    ];
    expect(shuffled).not.toEqual(ids);
    expect(templateOf(stackOf(shuffled))).toEqual(templateOf(stackOf(ids)));
  });

  test('of ids that only the deployment knows makes none either', () => {
    const templates = [
      ['One', 'Two'],
      ['Two', 'One'],
    ].map((names) => {
      const stack = new Stack(new App(), 'Stack');
      for (const name of names) {
        const { valueAsString } = new CfnParameter(stack, `Id${name}`);
        new SourceServerConnection(stack, name, { sourceServerId: valueAsString });
      }
      return templateOf(stack);
    });
    expect(templates[1]).toEqual(templates[0]);
  });
});

describe('an Aspect that names', () => {
  test('roles and inline policies by their paths works', () => {
    const stack = stackOf(serverIds(3));
    name(stack, (resource) => {
      const corporate = `corp-${resource.node.path.replaceAll('/', '-')}`;
      if (resource instanceof CfnRole) resource.roleName = corporate;
      if (resource instanceof CfnPolicy) resource.policyName = corporate;
    });
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toHaveLength(3);
  });

  test('all inline policies alike is refused: one of them would be left', () => {
    const stack = stackOf(serverIds(3));
    name(stack, (resource) => {
      if (resource instanceof CfnPolicy) resource.policyName = 'corporate';
    });
    expect(() => Template.fromStack(stack)).toThrow(
      /\[Stack\/SourceServerConnectionProvider\] several policies of one role have the name "corporate"; do not name them, or give each its own name/,
    );
  });

  test.each<[string, (policy: CfnManagedPolicy) => void]>([
    ['a property', (policy) => Object.assign(policy, { managedPolicyName: 'corp-servers' })],
    ['an override', (policy) => policy.addPropertyOverride('ManagedPolicyName', 'corp-servers')],
  ])('a managed policy by %s is refused: its successor could not stand beside it', (_, rename) => {
    const stack = stackOf(serverIds(25));
    name(stack, (resource) => {
      if (resource instanceof CfnManagedPolicy) rename(resource);
    });
    expect(() => Template.fromStack(stack)).toThrow(
      /\[Stack\/SourceServerConnectionProvider\/Servers1\] the policy has the name "corp-servers", so IAM cannot have the old and the new policy at the same time/,
    );
  });

  test('managed policies after their logical ids works', () => {
    const stack = stackOf(serverIds(25));
    name(stack, (resource) => {
      if (resource instanceof CfnManagedPolicy) resource.managedPolicyName = `corp-${resource.logicalId}`;
    });
    const [[id, policy] = []] = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    expect(policy?.Properties.ManagedPolicyName).toBe(`corp-${id}`);
  });
});

test('an Aspect that describes the policy of an id that only the deployment knows is refused', () => {
  const stack = new Stack(new App(), 'Stack');
  const { valueAsString } = new CfnParameter(stack, 'ServerId');
  new SourceServerConnection(stack, 'Server', { sourceServerId: valueAsString });
  name(stack, (resource) => {
    if (resource instanceof CfnManagedPolicy) resource.description = 'of the corporation';
  });
  expect(() => Template.fromStack(stack)).toThrow(/the policy has another description, so that CloudFormation/);
});

function name(stack: Stack, visit: IAspect['visit']): void {
  Aspects.of(stack).add({ visit });
}

function templateOf(stack: Stack) {
  return Template.fromStack(stack).toJSON();
}
