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

export const PERMISSIONS: readonly Permission[] = [
  { by: 'probe', known: 'documented', for: 'the account', actions: ['sts:GetCallerIdentity'], resources: ['*'] },
  {
    by: 'probe',
    known: 'documented',
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
    by: 'probe',
    known: 'documented',
    for: 'what the function of the product reads',
    actions: [
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:ListStackResources',
    ],
    resources: STACKS,
  },
  {
    by: 'probe',
    known: 'documented',
    for: 'that too, and what was left',
    actions: ['cloudformation:DescribeStacks'],
    resources: ['*'],
  },
  { by: 'probe', known: 'documented', for: 'the requests', actions: ['logs:FilterLogEvents'], resources: LOGS },
  {
    by: 'probe',
    known: 'documented',
    for: 'a bucket for templates of nested stacks, which CloudFormation reads',
    actions: ['s3:CreateBucket', 's3:ListBucket', 's3:DeleteBucket'],
    resources: BUCKETS,
  },
  {
    by: 'probe',
    known: 'documented',
    for: 'those templates',
    actions: ['s3:PutObject', 's3:DeleteObject'],
    resources: BUCKETS.map((one) => `${one}/*`),
  },
  {
    by: 'CloudFormation',
    known: 'inferred',
    for: 'those templates',
    actions: ['s3:GetObject'],
    resources: BUCKETS.map((one) => `${one}/*`),
  },
  {
    by: 'CloudFormation',
    known: 'documented',
    for: 'the tag of the bucket',
    actions: ['s3:TagResource'],
    resources: BUCKETS,
  },
  {
    by: 'CloudFormation',
    known: 'documented',
    for: 'DescribeStacks of all stacks',
    actions: ['cloudformation:ListStacks'],
    resources: ['*'],
  },
  {
    by: 'CloudFormation',
    known: 'inferred',
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
    by: 'CloudFormation',
    known: 'inferred',
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
  {
    by: 'CloudFormation',
    known: 'inferred',
    for: 'the requests to it',
    actions: ['lambda:InvokeFunction'],
    resources: FUNCTIONS,
  },
  {
    by: 'CloudFormation',
    known: 'documented',
    for: 'the log of the function',
    actions: ['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:PutRetentionPolicy'],
    resources: LOGS,
  },
  {
    by: 'CloudFormation',
    known: 'inferred',
    for: 'its tags',
    actions: ['logs:TagResource', 'logs:ListTagsForResource'],
    resources: LOGS,
  },
  { by: 'CloudFormation', known: 'documented', for: 'that log', actions: ['logs:DescribeLogGroups'], resources: ['*'] },
];

interface Where {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

/** A policy document to hand to an administrator. Without a place it is for all accounts and Regions. */
export function policyDocument(
  { partition, accountId, region }: Where = { partition: 'aws', accountId: '*', region: '*' },
  permissions: readonly Pick<Permission, 'actions' | 'resources'>[] = PERMISSIONS,
) {
  const arnOf = (resource: string) =>
    resource === '*'
      ? '*'
      : `arn:${partition}:${resource.replace('$here', `${region}:${accountId}`).replace('$account', accountId)}`;
  const byResources = new Map<string, string[]>();
  for (const { actions, resources } of permissions) {
    const key = JSON.stringify(resources.map(arnOf));
    byResources.set(key, [...(byResources.get(key) ?? []), ...actions]);
  }
  return {
    Version: '2012-10-17',
    Statement: [...byResources].map(([resources, actions]) => ({
      Effect: 'Allow',
      Action: [...new Set(actions)].sort(),
      Resource: JSON.parse(resources) as string[],
    })),
  };
}
