import {
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { collected } from '../model/lists';
import { type Ground, type Names, namesOf, PREFIX, patiently } from './ground';
import { deleteBucket } from './support';

/* Cleans up after runs, by the tag of their stacks, however the runs ended. */

/** What could not be deleted, and the command that does it. */
export interface Left {
  readonly what: string;
  readonly why: string;
  readonly command: string;
}

const BETWEEN_LOOKS = 3_000;
const LONGEST = 15 * 60_000;

/** Deletes all stacks of a run, that of the function last, and the bucket of the run. */
export async function cleanUp(ground: Ground, names: Names): Promise<Left[]> {
  const stacks = await stacksOf(ground, names.run);
  const isSupport = ({ StackName }: Stack) => StackName === names.support;
  const left = await Promise.all(
    stacks.filter((stack) => !isSupport(stack)).map((stack) => deleteStack(ground, stack)),
  );
  const bucket = await deleteBucket(ground, names).then(
    () => undefined,
    (error: Error) => ({ what: names.bucket, why: error.message, command: `aws s3 rb --force s3://${names.bucket}` }),
  );
  // without the function no custom resource could be deleted
  const isFree = left.every((one) => one === undefined);
  const support = isFree ? await Promise.all(stacks.filter(isSupport).map((stack) => deleteStack(ground, stack))) : [];
  const kept = isFree ? [] : stacks.filter(isSupport).map((stack) => leftOf(ground, stack, 'what is left needs it'));
  return [...left, bucket, ...support, ...kept].filter((one) => one !== undefined);
}

/** The runs that have left something in this account and Region. */
export async function leftRuns(ground: Ground): Promise<Names[]> {
  const runs = (await stacksOf(ground)).map(runOf).filter((run) => run !== undefined);
  return [...new Set(runs)].map((run) => namesOf(run, ground));
}

const runOf = ({ Tags = [] }: Stack): string | undefined => Tags.find(({ Key }) => Key === PREFIX)?.Value;

/** The roots. Nested stacks are deleted with them. */
async function stacksOf(ground: Ground, run?: string): Promise<Stack[]> {
  const all = await patiently(ground, () =>
    collected(paginateDescribeStacks({ client: ground.cloudFormation }, {}), ({ Stacks }) => Stacks),
  );
  const found = all.filter((one) => !one.RootId && runOf(one) !== undefined);
  return found.filter((stack) => run === undefined || runOf(stack) === run);
}

async function deleteStack(ground: Ground, stack: Stack): Promise<Left | undefined> {
  const { StackId: StackName } = stack;
  try {
    if ((await settled(ground, StackName)) === 'DELETE_COMPLETE') return undefined;
    await patiently(ground, () => ground.cloudFormation.send(new DeleteStackCommand({ StackName })));
    if ((await settled(ground, StackName)) === 'DELETE_COMPLETE') return undefined;
    // the probe's resources hold nothing, so what refuses may stay behind
    const forced = new DeleteStackCommand({ StackName, DeletionMode: 'FORCE_DELETE_STACK' });
    await patiently(ground, () => ground.cloudFormation.send(forced));
    const status = await settled(ground, StackName);
    return status === 'DELETE_COMPLETE' ? undefined : leftOf(ground, stack, `it is ${status}`);
  } catch (error) {
    return leftOf(ground, stack, (error as Error).message);
  }
}

/** A deletion takes over from a running creation. It waits for the end of any other operation. */
async function settled(ground: Ground, StackName = ''): Promise<string> {
  const end = ground.clock.now() + LONGEST;
  for (;;) {
    const answer = await patiently(ground, () => ground.cloudFormation.send(new DescribeStacksCommand({ StackName })));
    const status = answer.Stacks?.[0]?.StackStatus ?? '';
    if (!status.endsWith('_IN_PROGRESS') || ground.clock.now() > end) return status;
    await ground.clock.sleep(BETWEEN_LOOKS);
  }
}

const leftOf = ({ region }: Ground, { StackName = '' }: Stack, why: string): Left => ({
  what: StackName,
  why,
  command: `aws cloudformation delete-stack --region ${region} --stack-name ${StackName} --deletion-mode FORCE_DELETE_STACK`,
});
