import type { Tag } from '@aws-sdk/client-cloudformation';
import { validationError } from '../../template';

/*
 * What a request to create or change a stack may not ask for: what AWS refuses, and what would silently have no effect
 * here.
 */

interface Checked {
  readonly OnFailure?: string | undefined;
  readonly OnStackFailure?: string | undefined;
  readonly TimeoutInMinutes?: number | string | undefined;
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly RollbackConfiguration?: { readonly RollbackTriggers?: readonly unknown[] | undefined } | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
}

const ON_FAILURE = ['ROLLBACK', 'DELETE', 'DO_NOTHING'];

export function checkRequest(input: Checked): void {
  for (const name of ['OnFailure', 'OnStackFailure'] as const) {
    const value = input[name];
    if (value !== undefined && !ON_FAILURE.includes(value))
      throw unsatisfied(name, value, `enum value set: [${ON_FAILURE.join(', ')}]`);
  }
  const { TimeoutInMinutes: minutes } = input;
  if (minutes !== undefined && !(Number(minutes) >= 1))
    throw unsatisfied('TimeoutInMinutes', minutes, 'value greater than or equal to 1', 'have');
  if (input.TemplateBody && input.TemplateURL)
    throw validationError('You can specify either TemplateBody or TemplateURL, but not both.');
  checkTags(input.Tags ?? []);
  if (input.RollbackConfiguration?.RollbackTriggers?.length)
    throw validationError('The local AWS watches no alarms (RollbackConfiguration)');
  if (input.ResourceTypes?.length)
    throw validationError('The local AWS does not limit the types of resources (ResourceTypes)');
}

function unsatisfied(name: string, value: unknown, what: string, verb = 'satisfy') {
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${verb} ${what}`,
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-console-add-tags.html */
const MOST_TAGS = 50;

function checkTags(tags: readonly Tag[]): void {
  const keys = tags.map(({ Key = '' }) => Key);
  if (keys.length > MOST_TAGS)
    throw validationError(`A stack has at most ${MOST_TAGS} tags, and ${keys.length} are given`);
  if (new Set(keys).size < keys.length) throw validationError('Duplicate tag keys found');
  const reserved = keys.find((key) => /^aws:/i.test(key));
  if (reserved) throw validationError(`The tag key ${reserved} is reserved: aws: prefixed keys are for AWS`);
}
