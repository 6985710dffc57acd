import { permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { stackState } from '../aws/evidence';
import { explain } from '../aws/explain';
import { LAG, lookUntilSure } from '../aws/lag';
import { attributes } from '../aws/mgn';
import { accountIn, declaredIn, physicalIdOf, serverIn, serverOf } from '../event/declared';
import { type Answer, Failure, type Request } from '../event/request';
import type { RequestRecord } from '../log/record';
import { checkServer, lookUp } from './preflight';

/**
 * Another server id is a replacement: the connection gets a new physical id, and CloudFormation deletes the old one
 * after the update has completed. The same server keeps its physical id, whatever else changes.
 */
export async function update(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const server = serverIn(request.properties);
  record.about(server);
  const same = serverOf(request.physicalId)?.id === server.id;
  const physicalId = same && request.physicalId ? request.physicalId : physicalIdOf(server);
  try {
    const declared = declaredIn(request.properties);
    const moved = !same || accountIn(request.oldProperties) !== server.accountId;
    // leaves time to ask whether this may fail at all
    const found = await deadline.spend(0.9, (most) => (moved ? checkServer(declared, most) : lookUp(server, most)));
    record.about(server, found);
    return { status: 'SUCCESS', decision: 'connected', physicalId, attributes: attributes(found) };
  } catch (error) {
    const { message } = error as Error;
    const isBack = await isOnTheWayBack(request.stackId, deadline).catch((why) => {
      throw new Failure(
        `${message}; whether the update is rolled back cannot be seen: ${explain(why, permissionsToAsk(why))}`,
      );
    });
    if (!isBack) throw error;
    const reason = `the update is rolled back, where nothing may fail: ${message}`;
    return { status: 'SUCCESS', decision: 'connected', physicalId, reason, attributes: attributes(undefined) };
  }
}

/**
 * Whether the stack is on its way back from a failed update: there, nothing may fail. The last look decides: an
 * earlier one may show a rollback before this update.
 */
async function isOnTheWayBack(stackId: string, deadline: Deadline): Promise<boolean> {
  const until = deadline.elapsed + LAG;
  const isBack = async () => (await stackState(stackId, deadline)).status.includes('ROLLBACK');
  const stands = (seen: boolean) => seen;
  return lookUntilSure(deadline, isBack, () => ({ until, often: false }), stands);
}
