import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CustomizeRolesOptions, type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  SourceServerAccess,
  SourceServerConnection,
  SourceServerConnectionProvider,
  type SourceServerConnectionProviderProps,
} from '../../lib';
import { policiesOf } from './fleet';

/* Where CDK's own switches say that the policies of a role are not ours to make, and where roles are shared. */

const SERVER = 's-3053c1c3b7d8bd4e0';
const NEEDED = [
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'mgn:DescribeSourceServers',
  'mgn:DisconnectFromService',
];

const FORBIDDING: Record<string, (stack: Stack) => IRole> = {
  'imported with mutable: false': (stack) => Role.fromRoleName(stack, 'Mine', 'mine', { mutable: false }),
  'imported from another account': (stack) => Role.fromRoleArn(stack, 'Mine', 'arn:aws:iam::210987654321:role/mine'),
  'from withoutPolicyUpdates()': (stack) => roleIn(stack).withoutPolicyUpdates(),
};

describe.each(Object.entries(FORBIDDING))('a role %s', (_, roleOf) => {
  test.each<[string, SourceServerConnectionProviderProps]>([
    ['exact', {}],
    ['by tag', { access: SourceServerAccess.taggedWith('Wave', '7') }],
  ])('gets no policy, with access %s', (_access, props) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
    connect(stack, { ...props, role: roleOf(stack) });
    expect(Object.keys(policiesOf(stack))).toEqual([]);
  });
});

describe('Role.customizeRoles', () => {
  test.each<[string, (stack: Stack) => SourceServerConnectionProviderProps]>([
    ["the provider's own role", () => ({})],
    ['a role of the app', (stack) => ({ role: roleIn(stack) })],
    ['an imported role', (stack) => ({ role: Role.fromRoleName(stack, 'Mine', 'mine') })],
    ['access by tag', () => ({ access: SourceServerAccess.taggedWith('Wave', '7') })],
  ])('leaves all of IAM to others, and reports each action: %s', (_, propsOf) => {
    const usePrecreatedRoles = { 'Stack/Provider/Role': 'platform-mgn', 'Stack/Mine': 'platform-mgn' };
    const { types, reported } = customized({ usePrecreatedRoles }, propsOf);
    expect(types.filter((type) => type.startsWith('AWS::IAM::'))).toEqual([]);
    expect(reported).toEqual(NEEDED);
  });

  test('with preventSynthesis: false makes the policies and reports them', () => {
    const { types, reported } = customized({ preventSynthesis: false }, () => ({}));
    expect(types.filter((type) => type.startsWith('AWS::IAM::')).sort()).toEqual([
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
    ]);
    expect(reported).toEqual(NEEDED);
  });
});

describe('a role of yours', () => {
  test('has the inline policy of each stack under a name that holds the id of the stack', () => {
    const stack = new Stack(new App(), 'Stack');
    connect(stack, { role: Role.fromRoleName(stack, 'Mine', 'mine') });
    expect(inlineNames(stack)).toEqual([named('Stack-Provider')]);
  });

  test('shared by two providers or nested stacks has a policy of each', () => {
    const root = new Stack(new App(), 'Root');
    const nested = new NestedStack(root, 'Nested');
    const role = Role.fromRoleName(nested, 'Mine', 'mine');
    for (const id of ['One', 'Two']) new SourceServerConnectionProvider(nested, id, { role });
    expect(inlineNames(nested)).toEqual([named('Root-Nested-One'), named('Root-Nested-Two')]);
  });

  test('has a name of at most 128 characters for it, however deep the provider is', () => {
    const stack = new Stack(new App(), 'Stack');
    const role = Role.fromRoleName(stack, 'Mine', 'mine');
    new SourceServerConnectionProvider(stack, 'x'.repeat(200), { role });
    const [name] = inlineNames(stack);
    expect(name['Fn::Join'][1][0].length + '5f8b1c9d-0d2a-4f1e-9a77-1d2b3c4d5e6f'.length).toBeLessThanOrEqual(128);
  });
});

function named(prefix: string) {
  const uuid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  return { 'Fn::Join': ['', [expect.stringMatching(new RegExp(`^${prefix}-[0-9A-F]{8}-Policy-$`)), uuid]] };
}

function connect(stack: Stack, props: SourceServerConnectionProviderProps): void {
  const provider = new SourceServerConnectionProvider(stack, 'Provider', props);
  new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER, provider });
}

function roleIn(stack: Stack): Role {
  return new Role(stack, 'Mine', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

function inlineNames(stack: Stack): any[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies.map(({ Properties }) => Properties.PolicyName);
}

/** The types of an app's resources, and the actions in the report that CDK writes for who makes the roles. */
function customized(options: CustomizeRolesOptions, propsOf: (stack: Stack) => SourceServerConnectionProviderProps) {
  const outdir = mkdtempSync(join(tmpdir(), 'roles-'));
  try {
    const app = new App({ outdir });
    Role.customizeRoles(app, options);
    const stack = new Stack(app, 'Stack');
    connect(stack, propsOf(stack));
    const { template } = app.synth().getStackByName('Stack');
    const report = readFileSync(join(outdir, 'iam-policy-report.txt'), 'utf8');
    const actions = report.match(/(mgn|cloudformation|logs):[A-Za-z]+(?=")/g) ?? [];
    return {
      types: Object.values<any>(template.Resources).map(({ Type }) => Type),
      reported: [...new Set(actions)].sort(),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
