import { groupedBy } from '../model/lists';
import type { Where } from '../model/where';
import { PREFIX } from './ground';

/* The permissions to run the probe: for its own calls, and for what CloudFormation does with its credentials. */

export interface Permission {
  readonly actions: readonly string[];
  /** Without partition, account and Region, which are filled in. */
  readonly resources: readonly string[];
  readonly for: string;
  /** Whether the tool makes the calls, or CloudFormation in its name. */
  readonly by: 'probe' | 'CloudFormation';
  /** Whether AWS says that the call needs it, or that follows from what is done. */
  readonly known: 'documented' | 'inferred';
}

const STACKS = [`cloudformation:$here:stack/${PREFIX}-*/*`];
const FUNCTIONS = [`lambda:$here:function:${PREFIX}-*`];
const ROLES = [`iam::$account:role/${PREFIX}-*`];
const LOGS = [`logs:$here:log-group:/${PREFIX}/*`];
const BUCKETS = [`s3:::${PREFIX}-*`];
const OBJECTS = BUCKETS.map((one) => `${one}/*`);
const ALL = ['*'];

const PROBE = { by: 'probe', known: 'documented' } as const;
const DOCUMENTED = { by: 'CloudFormation', known: 'documented' } as const;
const INFERRED = { by: 'CloudFormation', known: 'inferred' } as const;

export const PERMISSIONS: readonly Permission[] = [
  { ...PROBE, for: 'the account', actions: ['sts:GetCallerIdentity'], resources: ALL },
  {
    ...PROBE,
    for: 'the scenarios',
    actions: [
      'cloudformation:CreateStack',
      'cloudformation:UpdateStack',
      'cloudformation:DeleteStack',
      'cloudformation:RollbackStack',
      'cloudformation:ContinueUpdateRollback',
      'cloudformation:CancelUpdateStack',
    ],
    resources: STACKS,
  },
  {
    ...PROBE,
    for: 'what the function of the product reads',
    actions: [
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:ListStackResources',
    ],
    resources: STACKS,
  },
  { ...PROBE, for: 'that too, and what was left', actions: ['cloudformation:DescribeStacks'], resources: ALL },
  { ...PROBE, for: 'the requests', actions: ['logs:FilterLogEvents'], resources: LOGS },
  {
    ...PROBE,
    for: 'a bucket for templates of nested stacks, which CloudFormation reads',
    actions: ['s3:CreateBucket', 's3:ListBucket', 's3:DeleteBucket'],
    resources: BUCKETS,
  },
  { ...PROBE, for: 'those templates', actions: ['s3:PutObject', 's3:DeleteObject'], resources: OBJECTS },
  { ...INFERRED, for: 'those templates', actions: ['s3:GetObject'], resources: OBJECTS },
  { ...DOCUMENTED, for: 'the tag of the bucket', actions: ['s3:TagResource'], resources: BUCKETS },
  { ...DOCUMENTED, for: 'DescribeStacks of all stacks', actions: ['cloudformation:ListStacks'], resources: ALL },
  {
    ...INFERRED,
    for: 'the role of the function, and a policy that comes and goes',
    actions: [
      'iam:CreateRole',
      'iam:GetRole',
      'iam:DeleteRole',
      'iam:PassRole',
      'iam:TagRole',
      'iam:PutRolePolicy',
      'iam:GetRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:ListRolePolicies',
      'iam:ListAttachedRolePolicies',
    ],
    resources: ROLES,
  },
  {
    ...INFERRED,
    for: 'the function',
    actions: [
      'lambda:CreateFunction',
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:DeleteFunction',
      'lambda:TagResource',
    ],
    resources: FUNCTIONS,
  },
  { ...INFERRED, for: 'the requests to it', actions: ['lambda:InvokeFunction'], resources: FUNCTIONS },
  {
    ...DOCUMENTED,
    for: 'the log of the function',
    actions: ['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:PutRetentionPolicy'],
    resources: LOGS,
  },
  { ...INFERRED, for: 'its tags', actions: ['logs:TagResource', 'logs:ListTagsForResource'], resources: LOGS },
  { ...DOCUMENTED, for: 'that log', actions: ['logs:DescribeLogGroups'], resources: ALL },
];

/** A policy document to hand to an administrator. Without a place it is for all accounts and Regions. */
export function policyDocument(
  { partition, accountId, region }: Where = { partition: 'aws', accountId: '*', region: '*' },
  permissions: readonly Pick<Permission, 'actions' | 'resources'>[] = PERMISSIONS,
) {
  const arnOf = (resource: string) =>
    resource === '*'
      ? '*'
      : `arn:${partition}:${resource.replace('$here', `${region}:${accountId}`).replace('$account', accountId)}`;
  const byResources = groupedBy(permissions, ({ resources }) => JSON.stringify(resources.map(arnOf)));
  return {
    Version: '2012-10-17',
    Statement: [...byResources].map(([resources, those]) => ({
      Effect: 'Allow',
      Action: [...new Set(those.flatMap(({ actions }) => actions))].sort(),
      Resource: JSON.parse(resources) as string[],
    })),
  };
}
