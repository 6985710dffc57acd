import { endpoint, type Service } from '../environment';
import { type Deadline, DeadlineExceeded } from './deadline';
import { exchange, type Incoming } from './http';
import { signedHeaders } from './signature';

/** A call that hangs is given up early enough to be repeated. */
const ATTEMPT_TIMEOUT = 10_000;

export interface ServiceCall {
  readonly service: Service;
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

/** Sends one call of an AWS API, once, without the SDK: its clients are four fifths of what a cold start would load. */
export async function post({ service, path, contentType, body }: ServiceCall, deadline: Deadline): Promise<Incoming> {
  const base = endpoint(service);
  const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
  // a request that has given up meanwhile makes no further call
  if (deadline.isOver) throw new DeadlineExceeded();
  const headers = signedHeaders({ service, url, contentType, body });
  return exchange({ method: 'POST', url, headers, body, timeout: ATTEMPT_TIMEOUT, deadline });
}

/** What a service answers when it refuses a call or fails. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  /** The pause that the service asks for, in milliseconds; 0 if it asks for none. */
  readonly retryAfter: number;

  constructor(
    override readonly name: string,
    message: string,
    { status, headers }: Incoming,
  ) {
    super(message);
    this.retryAfter = Math.max(Number(headers['x-amz-retry-after']) || 0, 0);
    this.$metadata = { httpStatusCode: status };
  }
}

/**
 * The refusal of a service that speaks JSON. The header may also name the error's namespace and page:
 * smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function refusalIn(incoming: Incoming): ServiceError {
  const { code, __type, message, Message } = understood(incoming.body);
  const type = incoming.headers['x-amzn-errortype'] ?? __type ?? code ?? 'Error';
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
