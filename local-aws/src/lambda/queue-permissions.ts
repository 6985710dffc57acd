import { sessionOf } from '../kernel/credentials';
import type { Iam } from '../kernel/types';
import type { FunctionStore } from './functions';
import type { MappingSettings } from './mapping-settings';

/** Whether the role of the function, as it is now, may do this with the queue. */
export function mayRead(
  { functions, iam }: { readonly functions: FunctionStore; readonly iam: Iam },
  { functionName, queueArn }: MappingSettings,
  operation: string,
): boolean {
  const configuration = functions.find(functionName);
  if (!configuration) return false;
  try {
    iam.authorize(sessionOf(configuration.role, functionName), [{ action: `sqs:${operation}`, resource: queueArn }]);
    return true;
  } catch {
    return false;
  }
}
