import { GATE_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { STACK_TYPE } from '../custody/stack-event';
import type { Request } from '../event/request';
import type { Obstacle } from '../guards/obstacles';

/** CloudFormation shows about this many bytes of a Reason; the answer to it holds at most 1,000. */
const MOST = 980;

const HEAD = 'removal guards are not met, nothing was disconnected: ';
const AGAIN =
  "Wait until the guards are met, or declare these servers again, and deploy again; to let them leave anyway, change 'removalGuards' in the same deployment";
const UNPROTECT =
  "Declare what is protected again, without 'protect', and remove it in a later deployment: unprotecting and removing are two deployments";
const WAIT = 'Wait until the guards are met and delete the stack again';

/** Why a deployment may not go on, and what to do. */
export function refusalOfChange(obstacles: readonly Obstacle[]): string {
  const advice = [
    obstacles.some(({ isProtection }) => !isProtection) && AGAIN,
    obstacles.some(({ isProtection }) => isProtection) && UNPROTECT,
  ];
  const command = commandIn(obstacles);
  return refusal(obstacles, [[...advice, command && `To approve, run: ${command}`], advice].map(sentences));
}

/** Why a stack may not be deleted, and what to do: no update can change one whose deletion has failed. */
export function refusalOfDeletion(
  obstacles: readonly Obstacle[],
  { stackId, logicalId }: Pick<Request, 'stackId' | 'logicalId'>,
  toRetain: readonly string[],
): string {
  const isUnprotected = obstacles.every(({ isProtection }) => !isProtection);
  const alone = `to retain ${logicalId} alone disconnects the servers${isUnprotected ? '' : ' that are not protected'}`;
  const keep = `To delete it and keep the servers connected, delete it again and retain the connections, the nested stacks and this gate; ${alone}`;
  const stackName = stackId.split('/')[1] ?? '';
  const retaining = (ids: string) =>
    `${keep}: aws cloudformation delete-stack --stack-name ${stackName} --retain-resources ${ids}`;
  const ways = [...(toRetain.length > 0 ? [toRetain.join(' ')] : []), queryFor(stackName)].map(retaining);
  const wait = obstacles.some(({ lasts }) => !lasts) && WAIT;
  const command = commandIn(obstacles);
  const approve = command && `To approve, run ${command} (and so for each)`;
  return refusal(obstacles, [
    ...ways.map((way) => sentences([approve, wait, way])),
    ...ways.map((way) => sentences([wait, way])),
    sentences([wait, keep]),
  ]);
}

/** The query that lists the ids if they are too many for a reason. */
function queryFor(stackName: string): string {
  const types = [RESOURCE_TYPE, STACK_TYPE, GATE_TYPE].map((type) => `'${type}'`).join(',');
  const query = `StackResourceSummaries[?contains([${types}],ResourceType)].LogicalResourceId`;
  return `$(aws cloudformation list-stack-resources --stack-name ${stackName} --query "${query}" --output text)`;
}

function commandIn(obstacles: readonly Obstacle[]): string | undefined {
  return obstacles.find(({ command }) => command)?.command;
}

function sentences(texts: readonly (string | false | undefined)[]): string {
  return texts.filter(Boolean).join('. ');
}

/** The refusal, with the first advice that leaves room for an obstacle. */
function refusal(obstacles: readonly Obstacle[], advices: readonly string[]): string {
  const texts = obstacles.map(({ who, what }) => `${who} ${what}`);
  const roomWith = (advice: string) => MOST - Buffer.byteLength(`${HEAD}; and 99999 more. ${advice}`);
  const least = Buffer.byteLength(texts[0] ?? '');
  const advice = advices.find((one) => roomWith(one) >= least) ?? advices.at(-1) ?? '';
  return `${HEAD}${within(roomWith(advice), texts)}. ${advice}`;
}

/** The texts that fit, and how many more there are. */
function within(room: number, texts: readonly string[]): string {
  let count = 0;
  for (let used = 0; count < texts.length; count++) {
    used += Buffer.byteLength(texts[count] as string) + 2;
    if (used > room && count > 0) break;
  }
  const more = texts.length - count;
  return texts.slice(0, count).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
