import type * as sdk from '@aws-sdk/client-cloudformation';
import { validationError } from '../../template';
import type { Engine } from '../deployment/engine';
import { objectFromUrl } from '../deployment/template-source';
import { parseStackPolicy, type StackPolicy } from '../stack/stack-policy';
import { existingStack, liveStack } from './stack-input';

export const policyOperations = { GetStackPolicy, SetStackPolicy };

/** During an update with a policy of its own, shows that one (recorded by LocalStack, api/test_stack_policies). */
function GetStackPolicy(engine: Engine, input: sdk.GetStackPolicyInput) {
  const { temporaryPolicy, policy } = existingStack(engine, input.StackName);
  return { StackPolicyBody: (temporaryPolicy ?? policy)?.body };
}

function SetStackPolicy(engine: Engine, input: sdk.SetStackPolicyInput) {
  const stack = liveStack(engine, input.StackName);
  // an error, according to sparkleformation/sfn#120; the text is that of an update
  if (/^ROLLBACK_/.test(stack.status))
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  const policy = givenPolicy(engine, input, 'StackPolicy');
  if (!policy) throw validationError('Either StackPolicyURL or StackPolicyBody must be specified');
  stack.policy = policy;
}

type Prefix = 'StackPolicy' | 'StackPolicyDuringUpdate';
type PolicyRequest = Pick<sdk.CreateStackInput & sdk.UpdateStackInput, `${Prefix}Body` | `${Prefix}URL`>;

export function givenPolicy(engine: Engine, input: PolicyRequest, prefix: Prefix): StackPolicy | undefined {
  const [body, url] = [input[`${prefix}Body`], input[`${prefix}URL`]];
  if (body !== undefined && url !== undefined)
    throw validationError(`You cannot specify both ${prefix}URL and ${prefix}Body`);
  if (url !== undefined) return parseStackPolicy(objectFromUrl(engine.deps.objects, url, `${prefix}URL`));
  return body === undefined ? undefined : parseStackPolicy(body);
}
