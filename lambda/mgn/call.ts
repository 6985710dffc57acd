import type { Deadline } from '../runtime/deadline';
import type { Incoming } from '../runtime/http';
import { post, ServiceError } from '../runtime/service';
import type { Step } from './plan';

type Operation = 'DescribeSourceServers' | 'DescribeJobs' | Step;

/** Calls MGN, once: docs.aws.amazon.com/mgn/latest/APIReference/API_Operations.html. The answer is as MGN sends it. */
export async function callMgn<Output>(operation: Operation, input: object, { signal }: Deadline): Promise<Output> {
  const body = JSON.stringify(input);
  const incoming = await post({ service: 'mgn', path: `/${operation}`, contentType: 'application/json', body }, signal);
  if (incoming.status >= 300) throw errorOf(incoming);
  // DeleteSourceServer has no answer; no other answer may be taken for one without members
  return incoming.status === 204 ? ({} as Output) : JSON.parse(incoming.body);
}

/** The header may name the error's namespace and page besides: smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
function errorOf(incoming: Incoming): ServiceError {
  const { code, __type, message, Message } = understood(incoming.body);
  const type = incoming.headers['x-amzn-errortype'] ?? code ?? __type ?? 'Error';
  const name = String(type).split(/[:,]/)[0]?.split('#').pop() ?? '';
  return new ServiceError(name, String(message ?? Message ?? `HTTP status ${incoming.status}`), incoming);
}

function understood(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
