import { text } from 'node:stream/consumers';
import {
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { cloudFormation } from '../runtime/clients';
import type { Deadline } from '../runtime/deadline';
import { retrying } from '../runtime/retry';

const COMMANDS = {
  DescribeStacks: DescribeStacksCommand,
  DescribeStackEvents: DescribeStackEventsCommand,
  DescribeStackResource: DescribeStackResourceCommand,
  ListStackResources: ListStackResourcesCommand,
} as const;

type Operation = keyof typeof COMMANDS;

/** What a template's author wrote, and nobody asks for. */
const UNREAD = /<(Parameters|Outputs|Tags|Description)>.*?<\/\1>/gs;

/** Asks CloudFormation. Of a list only the items that hold one of the `wanted` texts are parsed: a page has hundreds. */
export function ask<Output>(
  operation: Operation,
  input: Readonly<Record<string, string | undefined>>,
  deadline: Deadline,
  wanted?: readonly string[],
): Promise<Output> {
  const command = new COMMANDS[operation](input as any);
  command.middlewareStack.addRelativeTo(
    (next: any) => async (args: any) => {
      const result = await next(args);
      // properties are full of quotes, and the parser accepts only so many character entities in one answer
      const answer = lean((await text(result.response.body)).replace(UNREAD, ''), wanted).replaceAll('&quot;', '"');
      result.response.body = new TextEncoder().encode(answer);
      return result;
    },
    { name: 'leanAnswer', relation: 'after', toMiddleware: 'deserializerMiddleware', override: true },
  );
  const send = cloudFormation.send as (command: unknown, options: object) => Promise<unknown>;
  const answer = retrying(deadline, () => send.call(cloudFormation, command, { abortSignal: deadline.signal }));
  return answer.catch((error) => {
    throw Object.assign(error, { stackId: input.StackName });
  }) as Promise<Output>;
}

/** The permissions to ask CloudFormation, about the stack that an error is about. */
export function permissionsToAsk(error: { readonly stackId?: string }): string {
  const actions =
    'cloudformation:DescribeStacks, cloudformation:DescribeStackEvents and cloudformation:ListStackResources';
  return `${actions} on ${error.stackId ?? 'its stacks'}`;
}

function lean(answer: string, wanted?: readonly string[]): string {
  if (!wanted) return answer;
  const isWanted = (item: string) => wanted.some((part) => item.includes(part));
  return answer.replace(/<member>.*?<\/member>/gs, (item) => (isWanted(item) ? item : ''));
}
