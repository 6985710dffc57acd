import { createHash } from 'node:crypto';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Ground, type Names, PREFIX, patiently } from './ground';
import { functionOf, type ProbeTemplate } from './templates';

/* What all scenarios of a run share: a role, a function with its log group, and a bucket for templates of nested stacks. */

export const tagsOf = ({ run }: Names) => [{ Key: PREFIX, Value: run }];

/** The role may only write the function's log. */
export function supportTemplate(names: Names): object {
  const Log = {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: names.logGroup, RetentionInDays: 1 },
  };
  const document = (statement: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document({
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      Policies: [
        {
          PolicyName: 'log',
          PolicyDocument: document({
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': ['Log', 'Arn'] },
          }),
        },
      ],
    },
  };
  const named = { FunctionName: names.functionName };
  const provider = functionOf({ 'Fn::GetAtt': ['Role', 'Arn'] }, { Ref: 'Log' }, named);
  return { Description: 'For mgn-disconnect probe, which deletes it', Resources: { Log, Role, Function: provider } };
}

/** The values of @Name in the templates of scenarios. */
export type Placeholders = Readonly<Record<string, string>>;

export function placeholdersOf(names: Names, { accountId, region, partition }: Ground, roleName: string): Placeholders {
  const arn = (service: string, resource: string, where = region) =>
    `arn:${partition}:${service}:${where}:${accountId}:${resource}`;
  return {
    Function: arn('lambda', `function:${names.functionName}`),
    RoleName: roleName,
    Role: arn('iam', `role/${roleName}`, ''),
    LogGroup: names.logGroup,
    LogStreams: arn('logs', `log-group:${names.logGroup}:*`),
  };
}

export function createSupport(ground: Ground, names: Names): Promise<unknown> {
  const input = {
    StackName: names.support,
    TemplateBody: JSON.stringify(supportTemplate(names)),
    Capabilities: ['CAPABILITY_IAM' as const],
    Tags: tagsOf(names),
  };
  return patiently(ground, () => ground.cloudFormation.send(new CreateStackCommand(input)));
}

/** Templates of nested stacks. CloudFormation takes those only from a bucket. */
export class Templates {
  private readonly urls = new Map<string, Promise<string>>();
  private made?: Promise<unknown>;

  constructor(
    private readonly ground: Ground,
    private readonly names: Names,
    private readonly known: Placeholders,
  ) {}

  /** The body of a template, with its nested ones in the bucket. */
  async bodyOf(template: ProbeTemplate): Promise<string> {
    const resources = Object.entries(template).map(async ([id, { Nested, ...resource }]) => {
      if (!Nested) return [id, resource] as const;
      const Properties = { ...resource.Properties, TemplateURL: await this.urlOf(await this.bodyOf(Nested)) };
      return [id, { ...resource, Properties }] as const;
    });
    const body = JSON.stringify({ Resources: Object.fromEntries(await Promise.all(resources)) });
    return body.replace(/"@(\w+)"/g, (_, name) => JSON.stringify(this.known[name]));
  }

  private urlOf(body: string): Promise<string> {
    const url = this.urls.get(body) ?? this.put(body);
    this.urls.set(body, url);
    return url;
  }

  /** CloudFormation reads an object where it was put. */
  private async put(Body: string): Promise<string> {
    const { ground, names } = this;
    this.made ??= createBucket(ground, names);
    await this.made;
    const Key = `${createHash('sha256').update(Body).digest('hex').slice(0, 16)}.json`;
    const command = new PutObjectCommand({ Bucket: names.bucket, Key, Body });
    let url = '';
    command.middlewareStack.add(
      (next: any) => (args: any) => {
        const { protocol, hostname, port, path } = args.request;
        url = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`;
        return next(args);
      },
      { step: 'finalizeRequest', name: 'whereItIsPut' },
    );
    await patiently(ground, () => ground.s3.send(command));
    return url;
  }
}

function createBucket(ground: Ground, { bucket, run }: Names): Promise<unknown> {
  const input = {
    Bucket: bucket,
    CreateBucketConfiguration: {
      // the oldest Region has no name here
      ...(ground.region === 'us-east-1' ? {} : { LocationConstraint: ground.region }),
      Tags: [{ Key: PREFIX, Value: run }],
    },
  } as CreateBucketCommandInput;
  return patiently(ground, () => ground.s3.send(new CreateBucketCommand(input)));
}

/** Deletes the bucket of a run with its objects, if it exists. */
export async function deleteBucket(ground: Ground, { bucket: Bucket }: Names): Promise<void> {
  try {
    const { Contents = [] } = await patiently(ground, () => ground.s3.send(new ListObjectsV2Command({ Bucket })));
    for (const { Key } of Contents)
      await patiently(ground, () => ground.s3.send(new DeleteObjectCommand({ Bucket, Key })));
    await patiently(ground, () => ground.s3.send(new DeleteBucketCommand({ Bucket })));
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
  }
}
