import type { Deadline } from './deadline';
import type { Incoming } from './http';
import { retrying, StaleToken } from './retry';
import { post, ServiceError } from './service';
import { parseXml, type Xml } from './xml';

type Operation = 'DescribeStacks' | 'DescribeStackEvents' | 'DescribeStackResource' | 'ListStackResources';

/** The permissions to read a stack. */
export const READS =
  'cloudformation:DescribeStacks, cloudformation:DescribeStackEvents and cloudformation:ListStackResources';

/** The lists in the answers: an empty element does not show that it is a list. */
const LISTS = new Set(['Stacks', 'StackEvents', 'StackResourceSummaries']);

/**
 * Asks CloudFormation. The answer has the form of the SDK's types, except that numbers and booleans stay text. In a
 * list, only items with one of the `wanted` texts are read: a page has a hundred items.
 */
export async function ask<Output>(
  operation: Operation,
  input: Readonly<Record<string, string | undefined>>,
  deadline: Deadline,
  wanted?: readonly string[],
): Promise<Output> {
  // no half of a surrogate pair can be encoded: CloudFormation shall judge it, whatever an event brings
  const form = Object.entries({ Action: operation, Version: '2010-05-15', ...input })
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(value.toWellFormed())}`))
    .join('&');
  const contentType = 'application/x-www-form-urlencoded';
  const call = { service: 'cloudformation', path: '/', contentType, body: form } as const;
  try {
    return await retrying(deadline, async () => {
      const incoming = await post(call, deadline);
      if (incoming.status >= 300) throw errorOf(incoming);
      // a truncated answer is asked for again
      return typed(resultIn(lean(incoming.body, wanted), operation)) as Output;
    });
  } catch (error) {
    const refusal = isStale(error as Error, input) ? new StaleToken((error as Error).message) : (error as Error);
    throw Object.assign(refusal, { operation, stackId: input.StackName });
  }
}

/**
 * AWS does not say how long a token is valid, and throttling may hold it up for minutes. That such an error means the
 * token is inferred; no decision rests on it.
 */
function isStale({ name, message }: Error, { NextToken }: Readonly<Record<string, string | undefined>>): boolean {
  return NextToken !== undefined && name === 'ValidationError' && !message.endsWith('does not exist');
}

/** The result in an answer. Throws if the answer is truncated or has no result. */
function resultIn(answer: string, operation: Operation): Xml {
  const result = member(parseXml(answer), `${operation}Result`);
  if (result === undefined) throw new Error(`the response has no ${operation}Result`);
  return result;
}

/** The permissions that an error asks for: on one stack, everything that a Delete asks about it. */
export function permissionsToAsk(error: { readonly operation?: Operation; readonly stackId?: string }): string {
  const actions = error.operation === 'DescribeStackResource' ? 'cloudformation:DescribeStackResource' : READS;
  return `${actions} on ${error.stackId ?? 'its stacks'}`;
}

/** Drops the items without a wanted text. An item that holds a list stays. */
function lean(answer: string, wanted?: readonly string[]): string {
  if (!wanted) return answer;
  const isWanted = (item: string) => wanted.some((part) => item.includes(part));
  return answer.replace(/<member>(?:(?!<member>).)*?<\/member>/gs, (item) => (isWanted(item) ? item : ''));
}

function typed(content: Xml, name = ''): unknown {
  if (Array.isArray(content)) return content.map((item) => typed(item));
  if (typeof content === 'object') {
    return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, typed(value, key)]));
  }
  if (name.endsWith('Timestamp')) return dateOf(content);
  // an answer may have line breaks and indentation between two tags
  const isEmpty = content.includes('\n') ? content.trim() === '' : content === '';
  if (isEmpty) return LISTS.has(name) ? [] : '';
  return content;
}

function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new Error('invalid timestamp in the response');
  return date;
}

/** A refusal gives its reason in XML. What stands in front of the service, such as a proxy, may not. */
function errorOf(incoming: Incoming): ServiceError {
  const error = member(understood(incoming.body), 'Error');
  const [code, message] = [member(error, 'Code'), member(error, 'Message')];
  const status = `HTTP status ${incoming.status}`;
  return new ServiceError(textOr(code, 'Error'), textOr(message, status), incoming);
}

function understood(body: string): Xml | undefined {
  try {
    return parseXml(body);
  } catch {
    return undefined;
  }
}

function member(content: Xml | undefined, name: string): Xml | undefined {
  const known = typeof content === 'object' && !Array.isArray(content) && Object.hasOwn(content, name);
  return known ? content[name] : undefined;
}

function textOr(content: Xml | undefined, otherwise: string): string {
  return typeof content === 'string' && content !== '' ? content : otherwise;
}

/** A deleted stack is no error. For some time CloudFormation shows it by its ARN, but not by its name. */
export function ignoreMissing(error: Error): Record<string, never> {
  if (error.name === 'ValidationError' && error.message.endsWith('does not exist')) return {};
  throw error;
}
