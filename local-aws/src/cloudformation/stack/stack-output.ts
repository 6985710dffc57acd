import { randomUUID } from 'node:crypto';
import { type StackOutputReference, validationError } from '../../template';
import type { Stack } from './stack';

interface Stacks {
  readonly pseudo: { readonly region: string; readonly accountId: string };
  find(nameOrId: string): Stack | undefined;
}

/**
 * The value of Fn::GetStackOutput: the present output of another stack. It is a weak reference: it does not bind the
 * other stack. The error for a missing one was measured in eu-west-1 on 2026-10-04 (floci's
 * CloudFormationGetStackOutputIntegrationTest, github.com/floci-io/floci).
 */
export function stackOutput(stacks: Stacks, { stackName, outputName, region, roleArn }: StackOutputReference): string {
  const { region: here, accountId } = stacks.pseudo;
  if (region !== undefined && region !== here)
    throw validationError(`Fn::GetStackOutput: the local AWS has the Region ${here} alone, not ${region}`);
  if (roleArn !== undefined && roleArn.split(':')[4] !== accountId)
    throw validationError(
      `Fn::GetStackOutput: the local AWS has the account ${accountId} alone, not that of ${roleArn}`,
    );
  if (!STACK_NAME.test(stackName))
    throw described(
      `1 validation error detected: Value '${stackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
    );
  const stack = stacks.find(stackName);
  if (!stack) throw described(`Stack with id ${stackName} does not exist`);
  const output = stack.outputs.find(({ OutputKey }) => OutputKey === outputName);
  if (output) return output.OutputValue;
  throw validationError(
    `TemplateError: Fn::GetStackOutput references output ${outputName} from stack ${stackName}, but this output was not found. The output may have been deleted.`,
  );
}

const STACK_NAME = /^([a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*)$/;

/** DescribeStacks reads the other stack, and its error is passed on. */
const described = (message: string) =>
  validationError(
    `${message} (Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError; Request ID: ${randomUUID()}; Proxy: null)`,
  );
