import { Aws, Fn, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { rootOf } from './root';

/**
 * What the function needs besides the permission to disconnect: to look at servers, to ask CloudFormation why a Delete
 * was sent, and to write its log.
 */
export function handlerPermissions(scope: Construct, logGroup: ILogGroup, vpc?: IVpc): PolicyStatement[] {
  const stack = Stack.of(scope);
  const statements = [
    // mgn:DescribeSourceServers knows no resource types.
    allow(['mgn:DescribeSourceServers'], ['*']),
    allow(READING, treeOf(stack)),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
  ];
  return vpc ? [...statements, networkInterfaces()] : statements;
}

/**
 * What the functions of a tree with a removal gate need besides, and the gate's own. That one may ask for jobs whatever
 * the guards are: an update that takes a guard away is asked by it, and changes the permissions first.
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
 * A nested stack is named `<name of its parent>-<logical id>-<suffix>`. Of what makes more than 128 characters
 * CloudFormation cuts the name and the id, nobody says where: this much is taken to be left of the name.
 */
const NEVER_CUT = 50;

/**
 * The stack, its root, and the tree of nested stacks, whose names begin with the root's: those that this one is nested
 * in, and those where another connection may hold the same server. Their ARNs cannot be written down here: siblings
 * would depend on each other, and the deployment that removes the last server of this stack may be the first with a
 * nested stack, so that this role never hears of it.
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

/** docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
function networkInterfaces(): PolicyStatement {
  return allow(
    [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    ['*'],
  );
}
