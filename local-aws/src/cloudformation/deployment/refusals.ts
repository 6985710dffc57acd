import { ResourceFailure } from '../resources/handler';
import type { Stack, StackResource } from '../stack/stack';
import { refusalBy, type UpdateAction } from '../stack/stack-policy';
import type { Engine } from './engine';

/* What CloudFormation refuses to do to a resource during an update. */

/** As reported for native resources (aws/aws-sam-cli#4585), which then get no request at all. */
const NO_REPLACEMENT = 'Replacement type updates not supported on stack with disable-rollback.';

const refused = (why: string, physicalId?: string): ResourceFailure =>
  new ResourceFailure(why, physicalId, physicalId !== undefined);

export function policyRefusal(
  { temporaryPolicy, policy }: Stack,
  resource: StackResource,
  action: UpdateAction,
): ResourceFailure | undefined {
  const inForce = temporaryPolicy ?? policy;
  const why = inForce && refusalBy(inForce, action, resource);
  return why === undefined ? undefined : refused(why);
}

export function replacementRefusal(stack: Stack, resource: StackResource): ResourceFailure | undefined {
  const byPolicy = policyRefusal(stack, resource, 'Update:Replace');
  return byPolicy ?? (stack.options.disableRollback ? refused(NO_REPLACEMENT) : undefined);
}

/** Only the answer of a custom resource shows that it is replaced. */
export function newIdRefusal(
  engine: Engine,
  stack: Stack,
  existing: StackResource,
  physicalId: string,
): ResourceFailure | undefined {
  if (physicalId === existing.physicalId || engine.behaviour.replacementByAnswer === 'succeeds') return undefined;
  const refusal = replacementRefusal(stack, existing);
  return refusal && refused(refusal.message, physicalId);
}
