import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SourceServerConnection } from '../../lib';

/*
 * A nested stack is named `<name of its parent>-<logical id>-<suffix>`, cut where that has more than 128 characters.
 * The function must be allowed to list it all the same, or it cannot decide what a Delete means.
 */

const LONGEST_WHOLE = 'Root'.padEnd(50, 'x');
const CUT = `${LONGEST_WHOLE}-and-more`;
const DEPLOYED_NAME = { Ref: 'AWS::StackName' };

describe('nested stacks are listed', () => {
  test('by the name that their root is deployed as, up to 50 characters', () => {
    expect(listed(new Stack(new App(), LONGEST_WHOLE))).toEqual([
      { Ref: 'AWS::StackId' },
      named(DEPLOYED_NAME, '-*/*'),
    ]);
  });

  test('by the beginning of a longer name too, which is left when CloudFormation cuts the names of nested stacks', () => {
    expect(listed(new Stack(new App(), CUT))).toEqual([
      { Ref: 'AWS::StackId' },
      named(DEPLOYED_NAME, '-*/*'),
      named(`${LONGEST_WHOLE}*/*`),
    ]);
  });

  test('by the beginning of the longer name of their root, from within a nested stack', () => {
    const list = listed(new NestedStack(new Stack(new App(), CUT), 'Nested'));
    expect(list).toHaveLength(4);
    expect(list).toContainEqual(named(`${LONGEST_WHOLE}*/*`));
  });
});

test('the events and the state of its own stack and of the root are read, from a stack nested twice', () => {
  const root = new Stack(new App(), 'Root');
  const nested = new NestedStack(new NestedStack(root, 'Outer'), 'Inner');
  const [read] = statements(nested).filter(({ Action }) => Action.includes('cloudformation:DescribeStackEvents'));
  expect(read?.Action).toContain('cloudformation:DescribeStacks');
  const [own, ofRoot] = (read?.Resource ?? []) as { Ref: string }[];
  expect(own).toEqual({ Ref: 'AWS::StackId' });
  expect(passedFor(ofRoot?.Ref ?? '', nested)).toEqual({ Ref: 'AWS::StackId' });
});

/** What the root passes for a parameter of a nested stack, through the stacks between them. */
function passedFor(parameter: string, nested: Stack): unknown {
  const parent = nested.nestedStackParent;
  if (!parent) return { Ref: parameter };
  const stacks = Template.fromStack(parent).findResources('AWS::CloudFormation::Stack');
  const [value] = Object.values(stacks).map(({ Properties }) => Properties.Parameters[parameter]);
  return value.Ref.startsWith('AWS::') ? value : passedFor(value.Ref, parent);
}

function listed(stack: Stack) {
  const [list] = statements(stack).filter(({ Action }) => Action.includes('cloudformation:ListStackResources'));
  return list?.Resource as unknown[];
}

function statements(stack: Stack): { Action: string; Resource: unknown }[] {
  new SourceServerConnection(stack, 'Server', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return role?.Properties.Policies[0].PolicyDocument.Statement;
}

/** The ARN of the stacks of a name. */
function named(...name: unknown[]) {
  const [partition, region, account] = ['Partition', 'Region', 'AccountId'].map((id) => ({ Ref: `AWS::${id}` }));
  const parts = ['arn:', partition, ':cloudformation:', region, ':', account, ':stack/'];
  const [first, ...others] = name;
  const joined = typeof first === 'string' ? [...parts.slice(0, -1), `:stack/${first}`] : [...parts, first];
  return { 'Fn::Join': ['', [...joined, ...others]] };
}
