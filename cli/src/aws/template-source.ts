import type { CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import type { Template } from '../model/evaluate';
import { filledIn, type Where } from '../model/where';

export type TemplateSource = Pick<CreateChangeSetCommandInput, 'TemplateBody' | 'TemplateURL'>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
const MOST_BYTES = 51_200;

/**
 * The template as CreateChangeSet takes it: as text, or by its place if the assembly has it published. This tool
 * uploads nothing.
 * `published`: `s3://bucket/key`, with placeholders.
 */
export function templateSource(template: Template, published: string | undefined, where: Where): TemplateSource {
  const body = JSON.stringify(template);
  const size = Buffer.byteLength(body);
  if (size <= MOST_BYTES) return { TemplateBody: body };
  const url = published && urlOf(published, where);
  if (url) return { TemplateURL: url };
  throw new Error(`the template has ${size} bytes, CloudFormation takes ${MOST_BYTES}, and no bucket has it`);
}

function urlOf(published: string, where: Where): string | undefined {
  const { region, partition } = where;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(filledIn(published, where)) ?? [];
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return bucket && `https://s3.${region}.${suffix}/${bucket}/${key}`;
}
