import type { CloudFormationBehaviour } from '../../src/cloudformation';
import { cloudFormation, custom, thing, type World } from '../cloudformation/harness';
import { type Dependencies, differences } from './compare';
import type { Recording } from './tables/table';
import { knownBy, told } from './told';

/* Runs on the local AWS what was recorded of AWS. */

const NATIVE =
  'Cognito::UserPool EC2::Instance ECR::Repository IAM::Role Lambda::Function Lambda::Version S3::Bucket SNS::Topic SQS::Queue SSM::Parameter'
    .split(' ')
    .map((name) => `AWS::${name}`);

export interface Replay {
  readonly recording: Recording;
  readonly dependencies?: Dependencies;
  readonly behaviour?: Partial<CloudFormationBehaviour>;
  /** What came before the recording. */
  prepare?(aws: World): Promise<unknown>;
  run(aws: World): Promise<unknown>;
}

/** In what the local AWS differs from AWS. */
export async function replayed({ recording, dependencies = {}, behaviour, prepare, run }: Replay): Promise<string[]> {
  const aws = cloudFormation({ behaviour });
  // native types do as Test::Thing does
  for (const type of NATIVE) aws.native.types[type] = aws.native.types['Test::Thing'] as never;
  await prepare?.(aws);
  const known = await knownBy(aws);
  await run(aws);
  return differences(recording, await told(aws, await rootOf(aws), known), dependencies);
}

/** The stack that all replays are about; deleted ones are found by their id only. */
async function rootOf(aws: World): Promise<string> {
  const { StackSummaries } = await aws.call('ListStacks');
  return StackSummaries.find(({ StackName }: { StackName: string }) => StackName === 'App').StackId;
}

type Attributes = Record<string, unknown>;

export const resource = (Type: string, properties: Attributes = {}, more: Attributes = {}) => ({
  ...(Type.startsWith('Custom::') ? custom(properties) : thing(properties)),
  ...more,
  Type,
});
