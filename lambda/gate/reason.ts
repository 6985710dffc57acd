import type { Obstacle } from '../guards/obstacles';

/** CloudFormation shows about so much of a Reason, and the answer to it holds no more than 1,000 bytes. */
const MOST = 980;

const AGAIN =
  "Wait until the guards are met, or declare these servers again, and deploy again; to let them go all the same, change 'removalGuards' in the same deployment";
const ON_DELETE =
  'Wait until the guards are met and delete the stack again. To delete it and keep the servers connected, delete it again and retain the connections, the nested stacks and this gate; to retain the gate alone disconnects the servers';

/** Why a deployment may not go on, and what to do. */
export function refusal(obstacles: readonly Obstacle[], requestType: string): string {
  const advice = requestType === 'Delete' ? ON_DELETE : AGAIN;
  const head = 'removal guards are not met, nothing was disconnected: ';
  const room = MOST - Buffer.byteLength(`${head}; and 99999 more. ${advice}`);
  return `${head}${within(
    room,
    obstacles.map(({ who, what }) => `${who} ${what}`),
  )}. ${advice}`;
}

/** As many of the texts as fit, and how many more there are. */
function within(room: number, texts: readonly string[]): string {
  let count = 0;
  for (let used = 0; count < texts.length; count++) {
    used += Buffer.byteLength(texts[count] as string) + 2;
    if (used > room && count > 0) break;
  }
  const more = texts.length - count;
  return texts.slice(0, count).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
