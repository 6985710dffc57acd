import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type Change,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  type DescribeChangeSetOutput,
  type Parameter,
  paginateDescribeChangeSet,
} from '@aws-sdk/client-cloudformation';
import { collected } from '../model/lists';
import { atTheLatestOnExit } from '../output/interrupt';
import type { TemplateSource } from './template-source';

/** What a change set says of a stack, with the change sets of nested stacks by their logical id. */
export interface ChangeSetPreview {
  /** By logical id. A resource that is missing here does not change. */
  readonly changes: ReadonlyMap<string, PreviewedChange>;
  readonly nested: ReadonlyMap<string, ChangeSetPreview>;
  /** What the names of SSM parameters resolve to. */
  readonly resolved: ReadonlyMap<string, string>;
}

export interface PreviewedChange {
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
  readonly action: string;
  /** Whether a property changes, or may change. */
  touches(property: string): boolean;
}

const MOST_WAIT = 600_000;
const POLL = 2_000;

/** CloudFormation fails a change set in which nothing changes. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/;

/**
 * What a change set of an existing stack says. The change set is deleted again, with those of nested stacks, also if
 * something fails or the user interrupts.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
 */
export async function previewChangeSet(
  client: CloudFormationClient,
  stackId: string,
  template: TemplateSource,
  parameters: Parameter[],
): Promise<ChangeSetPreview> {
  const named = { StackName: stackId, ChangeSetName: `mgn-disconnect-plan-${randomUUID()}` };
  const created = client.send(
    new CreateChangeSetCommand({
      ...named,
      ...template,
      ChangeSetType: 'UPDATE',
      ClientToken: named.ChangeSetName,
      Description: 'mgn-disconnect plan: only looked at, and deleted',
      Parameters: parameters,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      IncludeNestedStacks: true,
    }),
  );
  const remove = atTheLatestOnExit(async () => {
    // a change set that is still being created cannot be deleted yet; one that was refused does not exist
    const refused = await created.then(
      () => false,
      () => true,
    );
    await client.send(new DeleteChangeSetCommand(named)).catch((error) => {
      if (!refused) throw left(named, error);
    });
  });
  try {
    await created.catch((error) => Promise.reject(withAdvice(error, template)));
    return await read(client, named);
  } finally {
    await remove();
  }
}

/** The user uploads a template that is not published, or that of a nested stack. */
function withAdvice(error: Error, { TemplateURL }: TemplateSource): Error {
  const isAboutS3 = TemplateURL !== undefined || /S3|TemplateURL|template.*(exist|access)/i.test(error.message);
  if (!isAboutS3) return error;
  return new Error(
    `${error.message}; a template that is large, or nested, must be in the bucket of the bootstrap: cdk publish-assets --unstable=publish-assets puts it there`,
  );
}

function left({ StackName, ChangeSetName }: { StackName: string; ChangeSetName: string }, { message }: Error): Error {
  return new Error(
    `the change set could not be deleted (${message}): aws cloudformation delete-change-set --stack-name ${StackName} --change-set-name ${ChangeSetName}`,
  );
}

interface Named {
  readonly StackName?: string;
  readonly ChangeSetName: string;
}

async function read(client: CloudFormationClient, named: Named): Promise<ChangeSetPreview> {
  const pages = await finished(client, named);
  const { Status, StatusReason = '', Parameters = [] } = pages.at(-1) ?? {};
  if (Status !== 'CREATE_COMPLETE' && !(Status === 'FAILED' && NO_CHANGES.test(StatusReason))) {
    throw new Error(`it is ${Status}: ${StatusReason}`);
  }
  const changes = pages.flatMap(({ Changes = [] }) => Changes);
  const nested = new Map<string, ChangeSetPreview>();
  for (const { ResourceChange } of changes) {
    const { LogicalResourceId = '', ChangeSetId } = ResourceChange ?? {};
    if (ChangeSetId) nested.set(LogicalResourceId, await read(client, { ChangeSetName: ChangeSetId }));
  }
  return {
    changes: new Map(changes.map((one) => [one.ResourceChange?.LogicalResourceId ?? '', changeOf(one)])),
    nested,
    resolved: new Map(
      Parameters.flatMap(({ ParameterValue, ResolvedValue }) =>
        ParameterValue && ResolvedValue ? [[ParameterValue, ResolvedValue] as const] : [],
      ),
    ),
  };
}

/** All pages. The SDK's waiter does not stop when it is refused. */
async function finished(client: CloudFormationClient, named: Named): Promise<DescribeChangeSetOutput[]> {
  const started = Date.now();
  for (;;) {
    const pages = await collected(paginateDescribeChangeSet({ client }, named), (page) => [page]);
    const { Status = '' } = pages.at(-1) ?? {};
    if (!/PENDING|IN_PROGRESS/.test(Status)) return pages;
    if (Date.now() - started > MOST_WAIT) throw new Error(`it is still ${Status} after 10 minutes`);
    await setTimeout(POLL);
  }
}

function changeOf({ ResourceChange = {} }: Change): PreviewedChange {
  const { Action = '', Details = [], Scope = [] } = ResourceChange;
  const names = Details.flatMap(({ Target }) => (Target?.Attribute === 'Properties' ? [Target.Name ?? ''] : []));
  const all = names.length === 0 && Scope.includes('Properties');
  return { action: Action, touches: (property) => all || names.includes(property) };
}
