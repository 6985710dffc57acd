import { cut, MAX_REASON } from '../answer/text';
import type { Deadline } from '../aws/deadline';
import { type Deletion, deletionIn, NOT_CONNECTED } from '../event/declared';
import { type Answer, Failure, type Request } from '../event/request';
import { behindGate } from '../gate/behind';
import type { RequestRecord } from '../log/record';
import { Removal } from './removal';
import { Custody } from './verdict';

/** Disconnects the server if a completed deployment gives it up. */
export async function remove(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const deletion = deletionIn(request);
  if (!deletion) {
    const reason = 'no connection has this physical resource id: kept';
    const kept = { decision: 'kept', keptBecause: 'NotAConnection' } as const;
    return { status: 'SUCCESS', ...kept, physicalId: request.physicalId ?? NOT_CONNECTED, reason };
  }
  const { server, physicalId } = deletion;
  record.about(server);
  const custody = new Custody(deletion, deadline);
  const verdict = behindGate(() => custody.verdict(), server, deadline);
  try {
    return { status: 'SUCCESS', physicalId, ...(await new Removal(deletion, deadline, verdict, record).run()) };
  } catch (error) {
    // CloudFormation shows this although the update succeeds, and forgets what its clean-up could not delete
    if (error instanceof Failure && custody.isOfCleanUp !== false) throw withWayOut(error, deletion);
    throw error;
  }
}

/**
 * Whole, even if that costs the end of a long refusal:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
 */
function withWayOut({ message }: Failure, { server: { id, accountId } }: Deletion): Failure {
  const account = accountId ? ` --account-id ${accountId}` : '';
  const wayOut = `. A clean-up tries three times, then CloudFormation forgets the connection. If ${id} is still connected then, declare it again, deploy, remove it, or call 'aws mgn disconnect-from-service --source-server-id ${id}${account}'`;
  return new Failure(cut(message, MAX_REASON - Buffer.byteLength(wayOut)) + wayOut);
}
