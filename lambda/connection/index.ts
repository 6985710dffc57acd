import type { Deadline } from '../aws/deadline';
import { type Answer, type Request, unknownType } from '../event/request';
import type { RequestRecord } from '../log/record';
import { create } from './create';
import { remove } from './delete';
import { update } from './update';

/** What Create, Update and Delete of a connection do. Only a Delete changes anything. */
export function handleConnection(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  switch (request.requestType) {
    case 'Create':
      return create(request, deadline, record);
    case 'Update':
      return update(request, deadline, record);
    case 'Delete':
      return remove(request, deadline, record);
    default:
      throw unknownType(request);
  }
}
