import type { Deadline } from '../aws/deadline';
import { attributes } from '../aws/mgn';
import { declaredIn, physicalIdOf } from '../event/declared';
import type { Answer, Request } from '../event/request';
import type { RequestRecord } from '../log/record';
import { checkServer, checkStack } from './preflight';

/**
 * What would fail the deletion months later must fail the deployment now: a missing server, or a missing permission.
 */
export async function create(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const declared = declaredIn(request.properties);
  const { server } = declared;
  record.about(server);
  const [found] = await Promise.all([
    checkServer(declared, deadline),
    checkStack(request.stackId, server.id, deadline),
  ]);
  record.about(server, found);
  return { status: 'SUCCESS', decision: 'connected', physicalId: physicalIdOf(server), attributes: attributes(found) };
}
