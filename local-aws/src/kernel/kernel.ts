import { randomUUID } from 'node:crypto';
import { jsonProtocol } from '../protocols/json';
import { queryProtocol } from '../protocols/query';
import type { CredentialBook } from './credentials';
import { ConnectionReset, type Faults, suffer } from './faults';
import type { Journal, JournalEntry } from './journal';
import { signedWith } from './signature';
import {
  type Authorization,
  AwsError,
  type CallContext,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type Iam,
  type Mount,
  type ParsedCall,
  type Service,
} from './types';

export interface KernelParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly credentials: CredentialBook;
  readonly iam: Pick<Iam, 'authorize'>;
  readonly services: readonly Service[];
  readonly mounts: readonly Mount[];
}

/** Brings a request to its service: parse, journal, fault, permission, operation, answer. */
export class Kernel {
  private readonly byName: ReadonlyMap<string, Service>;

  constructor(private readonly parts: KernelParts) {
    this.byName = new Map(parts.services.map((service) => [service.signingName, service]));
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const mount = this.parts.mounts.find(({ prefix }) => request.path.startsWith(prefix));
    if (mount) return mount.handle(request);
    const signature = signedWith(request);
    if (!signature) return refusal(request, randomUUID(), NO_CREDENTIALS);
    const caller = this.parts.credentials.caller(signature.accessKeyId);
    const context = { caller, region: signature.region, requestId: randomUUID() };
    const service = this.byName.get(signature.service);
    return service ? this.call(service, request, context) : this.refuse(signature.service, request, context);
  }

  private refuse(signingName: string, request: HttpRequest, context: CallContext): HttpResponse {
    const operation = operationNamed(request);
    const entry = this.record(signingName, { operation, input: {} }, context);
    const message = `The local AWS has no service ${signingName}, so no ${operation}`;
    const error = new AwsError('NotImplemented', message, 501);
    return close(entry, error.code, refusal(request, context.requestId, error));
  }

  private async call(service: Service, request: HttpRequest, context: CallContext): Promise<HttpResponse> {
    const { protocol } = service;
    let entry: JournalEntry | undefined;
    try {
      const call = protocol.parse(request);
      entry = this.record(service.signingName, call, context);
      const response = await this.answer(service, call, context);
      return close(entry, 'ok', response);
    } catch (problem) {
      if (problem instanceof ConnectionReset) {
        if (entry) entry.outcome = 'ConnectionReset';
        throw problem;
      }
      entry ??= this.record(service.signingName, { operation: operationNamed(request), input: {} }, context);
      const error = asAwsError(problem);
      const inItsWords = protocol.translate?.(error) ?? error;
      entry.message = inItsWords.message;
      return close(entry, inItsWords.code, protocol.serializeError(inItsWords, context.requestId));
    }
  }

  private record(service: string, call: ParsedCall, { caller, requestId }: CallContext): JournalEntry {
    const time = new Date(this.parts.clock.now()).toISOString();
    return this.parts.journal.open({ requestId, time, service, ...call, caller: caller.arn });
  }

  private async answer(service: Service, call: ParsedCall, context: CallContext): Promise<HttpResponse> {
    const byFunction = context.caller.roleName !== undefined;
    const fault = this.parts.faults.take(service.signingName, call.operation, call.input, byFunction);
    const instead = fault && (await suffer(fault, this.parts.clock));
    if (instead) return instead;
    if (!Object.hasOwn(service.operations, call.operation)) throw notImplemented(service, call);
    if (byFunction) {
      this.parts.iam.authorize(context.caller, needsOf(service, call, context));
    }
    const output = await service.operations[call.operation]?.(call.input, context);
    return service.protocol.serialize(call, output, context.requestId);
  }
}

function needsOf(service: Service, { operation, input }: ParsedCall, context: CallContext): readonly Authorization[] {
  return (
    service.authorizations?.(operation, input, context) ?? [
      { action: `${service.signingName}:${operation}`, resource: '*' },
    ]
  );
}

function notImplemented({ signingName }: Service, { operation }: ParsedCall): AwsError {
  return new AwsError('NotImplemented', `The local AWS does not implement ${signingName} ${operation}`, 501);
}

function asAwsError(problem: unknown): AwsError {
  if (problem instanceof AwsError) return problem;
  console.error(problem); // a defect of the local AWS itself: say where
  return new AwsError('InternalFailure', `The local AWS failed: ${(problem as Error)?.message ?? problem}`, 500);
}

function close(entry: JournalEntry, outcome: string, response: HttpResponse): HttpResponse {
  entry.outcome = outcome;
  entry.status = response.status;
  return response;
}

/** The operation's name, as far as a request shows it that no protocol has read. */
function operationNamed({ method, path, headers, body }: HttpRequest): string {
  const target = headers['x-amz-target']?.split('.').at(-1);
  const action = /(?:^|&)Action=(\w+)/.exec(body.toString('latin1', 0, 10_000))?.[1];
  return target ?? action ?? `${method} ${path}`;
}

/** For requests whose service, and so whose protocol, is unknown. */
function refusal({ headers }: HttpRequest, requestId: string, error: AwsError): HttpResponse {
  const protocol = /json/.test(headers['content-type'] ?? '') ? ANY_JSON : ANY_XML;
  const response = protocol.serializeError(error, requestId);
  return { ...response, headers: { ...response.headers, 'x-amzn-errortype': error.code } };
}

const NO_CREDENTIALS = new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
const ANY_JSON = jsonProtocol({ target: '' });
const ANY_XML = queryProtocol({ version: '', namespace: '' });
