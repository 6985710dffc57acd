import type { PolicyDocument } from './policy';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** The AWS managed policies that the local AWS knows, by the part of the ARN after the partition. */
const POLICIES: Readonly<Record<string, PolicyDocument>> = {
  'iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': allow(LOGS),
  'iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole': allow([...LOGS, ...NETWORK_INTERFACES]),
  'iam::aws:policy/AdministratorAccess': allow(['*']),
};

export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
  const name = arn.replace(/^arn:[^:]+:/, '');
  return Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
}

function allow(actions: string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
