import type { Deadline } from '../aws/deadline';
import { verdictOn } from '../custody/verdict';
import { deletionIn, NOT_CONNECTED } from '../event/declared';
import type { Answer, Request } from '../event/request';
import { behindGate } from '../gate/behind';
import type { RequestRecord } from '../log/record';
import { Removal } from './removal';

/** Disconnects the server if a completed deployment gives it up. */
export async function remove(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const deletion = deletionIn(request);
  if (!deletion) {
    const reason = 'no connection has this physical resource id: kept';
    const kept = { decision: 'kept', keptBecause: 'NotAConnection' } as const;
    return { status: 'SUCCESS', ...kept, physicalId: request.physicalId ?? NOT_CONNECTED, reason };
  }
  const { server, steps, physicalId } = deletion;
  record.about(server);
  const verdict = behindGate(verdictOn(deletion, deadline), server, deadline);
  return { status: 'SUCCESS', physicalId, ...(await new Removal(server, steps, deadline, verdict, record).run()) };
}
