import { Aws, CfnResource, Fn, Names, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole, type IRole, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { rootOf } from './synthesized';

/** The role of a provider's function, with what CDK lets us do with its policies. */
export class FunctionRole {
  /** Whether the template may hold policies for the role. */
  public readonly takesPolicies: boolean;

  private readonly isCustomized: boolean;

  constructor(
    private readonly scope: Construct,
    readonly role: IRole,
    /** Whether the provider made the role. Then all room for policies is the provider's. */
    readonly isOwn: boolean,
  ) {
    const attaches = attachesPolicies(scope, role);
    this.isCustomized = !attaches;
    this.takesPolicies = attaches || isSynthesized(role);
  }

  /** Adds statements to the inline policy of that id, if the role may have one. The function depends on the policy. */
  public allow(handler: Construct, id: string, statements: PolicyStatement[]): void {
    this.report(statements);
    if (!this.takesPolicies) return;
    const existing = this.scope.node.tryFindChild(id) as Policy | undefined;
    const policyName = this.isOwn ? undefined : uniqueName(this.scope, id);
    const policy = existing ?? new Policy(this.scope, id, { policyName, roles: [this.role] });
    policy.addStatements(...statements);
    handler.node.addDependency(policy);
  }

  /**
   * Reports what a role needs to which CDK adds no policies. Role.customizeRoles() writes it into iam-policy-report. A
   * role that is imported with `mutable: false` ignores it.
   */
  public report(statements: readonly PolicyStatement[]): void {
    if (!this.isCustomized) return;
    for (const statement of statements) this.role.addToPrincipalPolicy(statement);
  }
}

/** Tries it with a policy without statements, which CDK never synthesizes. CDK has no other way to ask. */
function attachesPolicies(scope: Construct, role: IRole): boolean {
  const question = new Policy(scope, 'Question');
  role.attachInlinePolicy(question);
  scope.node.tryRemoveChild(question.node.id);
  return Stack.of(scope).resolve((question.node.defaultChild as CfnPolicy).roles) !== undefined;
}

/** Role.customizeRoles() with `preventSynthesis: false` synthesizes a role, but not what is attached to it. */
function isSynthesized(role: IRole): boolean {
  return Role.isRole(role) && CfnResource.isCfnResource(role.node.defaultChild);
}

/**
 * The name of an inline policy in a role that other stacks may use too. CDK would name it after its path in the stack,
 * so two stacks of one class would overwrite each other's policy. A stack's id ends in a UUID, which makes the name
 * unique.
 */
function uniqueName(provider: Construct, id: string): string {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `${Names.uniqueResourceName(provider, { maxLength: 80, separator: '-' })}-${id}-${uuid}`;
}

/**
 * The other permissions that the function needs: to describe servers, to ask CloudFormation why it has sent a Delete,
 * and to write its log.
 */
export function handlerPermissions(scope: Construct, logGroup: ILogGroup): PolicyStatement[] {
  const stack = Stack.of(scope);
  return [
    // mgn:DescribeSourceServers knows no resource types.
    allow(['mgn:DescribeSourceServers'], ['*']),
    allow(READING, treeOf(stack)),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
  ];
}

/**
 * The additional permissions of the functions in a tree with a removal gate. The gate's own function may always
 * describe jobs: an update that removes the guard on jobs changes the permissions first, and then asks that guard once
 * more.
 */
export function gatePermissions(stackId: string, asksGuards: boolean): PolicyStatement[] {
  const statements = [allow(['cloudformation:DescribeStackResource'], [stackId])];
  // mgn:DescribeJobs knows no resource types either.
  return asksGuards ? [...statements, allow(['mgn:DescribeJobs'], ['*'])] : statements;
}

function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}

/** Why a Delete was sent, and whether another connection holds the server. */
const READING = [
  'cloudformation:DescribeStacks',
  'cloudformation:DescribeStackEvents',
  'cloudformation:ListStackResources',
];

/**
 * A nested stack is named `<name of its parent>-<logical id>-<suffix>`. If that is more than 128 characters,
 * CloudFormation shortens the name and the id. AWS does not document where. At least this many characters of the name
 * are assumed to remain.
 */
const NEVER_CUT = 50;

/**
 * The stack, its root, and all nested stacks of the tree, whose names begin with the root's name: this stack may be
 * nested in one, and another may hold the same server. They cannot be listed by their ARNs. Siblings would depend on
 * each other. And the deployment that removes the last server of this stack may be the one that adds a nested stack, so
 * that this role would never learn its ARN.
 */
function treeOf(stack: Stack): string[] {
  const root = rootOf(stack);
  const rootName = root === stack ? Aws.STACK_NAME : Fn.select(1, Fn.split('/', root.stackId));
  const names = [`${rootName}-*`];
  if (root.stackName.length > NEVER_CUT) names.push(`${root.stackName.slice(0, NEVER_CUT)}*`);
  const nested = names.map((name) =>
    stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${name}/*` }),
  );
  return [stack.stackId, ...(root === stack ? [] : [root.stackId]), ...nested];
}

/**
 * The additional permissions of a function in a VPC:
 * docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function networkInterfaces(): PolicyStatement {
  return allow(NETWORK_INTERFACES, ['*']);
}

const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** The actions that are allowed on any resource. */
const ANY_RESOURCE = ['mgn:DescribeSourceServers', 'mgn:DescribeJobs', ...NETWORK_INTERFACES];

/** Why a provider's policy has a wildcard in a resource; undefined if the wildcard is not the provider's. */
function reasonOfWildcard(resource: string, actions: readonly string[]): string | undefined {
  const are = (known: readonly string[]) => actions.every((action) => known.includes(action));
  if (resource === '*') return are(ANY_RESOURCE) ? REASONS.anyResource : undefined;
  if (/:cloudformation:.*:stack\/.*\*\/\*$/.test(resource)) return are(READING) ? REASONS.nestedStacks : undefined;
  if (!/:mgn:\*:\*:source-server\//.test(resource) || !actions.every((action) => action.startsWith('mgn:')))
    return undefined;
  return resource.endsWith('/*') ? REASONS.taggedServers : REASONS.oneServer;
}

const REASONS = {
  anyResource: 'MGN lets these actions name no resource, and they only read; in a VPC Lambda makes network interfaces',
  nestedStacks: 'nested stacks are named after their root, and their ids are not known to it; the actions only read',
  taggedServers: 'a condition allows the servers with the tag only',
  oneServer: 'a source server id is unique: any Region and account in the ARN allow one server',
};

/*
 * cdk-nag 3 expects an acknowledgement for each finding. The id of an AwsSolutions-IAM5 finding contains the resource,
 * so a wave of hundreds of servers has hundreds of findings.
 * github.com/cdklabs/cdk-nag/blob/main/README.md#acknowledging-a-rule
 */

/**
 * The metadata in which Validations.acknowledge() keeps acknowledgements and cdk-nag 3 looks for them. aws-cdk-lib
 * 2.257 made it public as Validations.ACKNOWLEDGED_RULES_METADATA_KEY. Earlier versions have neither.
 */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

const WILDCARDS = 'AwsSolutions-IAM5';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Acknowledges the wildcards in the policies of a construct, when everything that may change the policies has run. */
export function acknowledgeWildcards(scope: Construct): void {
  const acknowledge = (node: CfnResource) => {
    for (const { Action, Resource } of statementsOf(node)) {
      for (const resource of listOf(Resource).map(flat)) {
        const reason = resource.includes('*') ? reasonOfWildcard(resource, listOf(Action)) : undefined;
        if (reason) node.node.addMetadata(ACKNOWLEDGED, { [`${WILDCARDS}[Resource::${resource}]`]: reason });
      }
    }
  };
  scope.node.addValidation({
    validate: () => {
      scope.node.findAll().filter(CfnResource.isCfnResource).forEach(acknowledge);
      return [];
    },
  });
}

function statementsOf(node: CfnResource): readonly Statement[] {
  const resolve = (value: unknown) => Stack.of(node).resolve(value);
  if (node instanceof CfnPolicy || node instanceof CfnManagedPolicy)
    return resolve(node.policyDocument).Statement ?? [];
  if (!(node instanceof CfnRole)) return [];
  const policies: { policyDocument: { Statement: Statement[] } }[] = resolve(node.policies) ?? [];
  return policies.flatMap(({ policyDocument }) => policyDocument.Statement);
}

function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? value : [value as Item];
}

/** A value of a template as cdk-nag writes it into the id of a finding. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const [[name, content] = []] = Object.entries(value as Record<string, any>);
  if (name === 'Ref') return `<${flat(content)}>`;
  if (name === 'Fn::GetAtt') return `<${content.map(flat).join('.')}>`;
  if (name === 'Fn::Join') return content[1].map(flat).join(content[0]);
  return JSON.stringify(value);
}
