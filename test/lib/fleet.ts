import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { SourceServerConnection, type SourceServerConnectionProps, SourceServerConnectionProvider } from '../../lib';

interface Settings extends Partial<SourceServerConnectionProps> {
  readonly vpc?: boolean;
}

/** A stack of servers; with a VPC, nested in another one, whose function needs more permissions. */
export function stackOf(ids: readonly string[], { vpc = false, ...props }: Settings = {}): Stack {
  const root = new Stack(new App(), vpc ? 'Root'.padEnd(128, 'x') : 'Stack');
  const stack = vpc ? new NestedStack(root, 'Nested') : root;
  const provider = vpc
    ? new SourceServerConnectionProvider(stack, 'Provider', { vpc: new Vpc(stack, 'Vpc') })
    : SourceServerConnectionProvider.getOrCreate(stack);
  for (const id of ids) new SourceServerConnection(stack, id, { sourceServerId: id, provider, ...props });
  return stack;
}

/** The policies that a stack has beside those in roles. */
export function policiesOf(stack: Stack): Record<string, any> {
  const template = Template.fromStack(stack);
  return { ...template.findResources('AWS::IAM::Policy'), ...template.findResources('AWS::IAM::ManagedPolicy') };
}

const LONGEST: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-northeast-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackName': 'n'.repeat(128),
};
const STACK_ID = `arn:aws-us-gov:cloudformation:ap-northeast-1:123456789012:stack/${'n'.repeat(128)}/${'u'.repeat(36)}`;

/** A policy document as IAM counts it, where all that is known only at deployment is as long as it may be. */
export function longestForm(document: unknown): string {
  return JSON.stringify(document, (_, value) => {
    if (value?.['Fn::Join']) return value['Fn::Join'][1].map((part: unknown) => resolved(part)).join('');
    return value?.Ref || value?.['Fn::GetAtt'] ? resolved(value) : value;
  });
}

function resolved(part: any): string {
  if (typeof part === 'string') return part;
  if (part['Fn::Select']) return 'n'.repeat(128);
  return LONGEST[part.Ref] ?? STACK_ID;
}
