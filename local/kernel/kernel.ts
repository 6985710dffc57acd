import { randomUUID } from 'node:crypto';
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
    if (!signature) return refusal(request, 'MissingAuthenticationToken', 'Missing Authentication Token', 403);
    const service = this.byName.get(signature.service);
    if (!service) {
      return refusal(request, 'NotImplemented', `The local AWS has no service '${signature.service}'`, 501);
    }
    const caller = this.parts.credentials.caller(signature.accessKeyId);
    return this.call(service, request, { caller, region: signature.region, requestId: randomUUID() });
  }

  private async call(service: Service, request: HttpRequest, context: CallContext): Promise<HttpResponse> {
    const { protocol } = service;
    let entry: JournalEntry | undefined;
    try {
      const call = protocol.parse(request);
      entry = this.record(service, call, context);
      const response = await this.answer(service, call, context);
      return close(entry, 'ok', response);
    } catch (problem) {
      if (problem instanceof ConnectionReset) {
        if (entry) entry.outcome = 'ConnectionReset';
        throw problem;
      }
      entry ??= this.record(service, { operation: `${request.method} ${request.path}`, input: {} }, context);
      const error = asAwsError(problem);
      const inItsWords = protocol.translate?.(error) ?? error;
      return close(entry, inItsWords.code, protocol.serializeError(inItsWords, context.requestId));
    }
  }

  private record({ signingName }: Service, call: ParsedCall, { caller, requestId }: CallContext): JournalEntry {
    const time = new Date(this.parts.clock.now()).toISOString();
    return this.parts.journal.open({ requestId, time, service: signingName, ...call, caller: caller.arn });
  }

  private async answer(service: Service, call: ParsedCall, context: CallContext): Promise<HttpResponse> {
    const fault = this.parts.faults.take(service.signingName, call.operation, call.input);
    const instead = fault && (await suffer(fault, this.parts.clock));
    if (instead) return instead;
    if (!Object.hasOwn(service.operations, call.operation)) throw notImplemented(service, call);
    if (context.caller.roleName !== undefined) {
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

/** For requests of which not even the service, and so the protocol, is known. */
function refusal(request: HttpRequest, code: string, message: string, status: number): HttpResponse {
  const xml = !/json/.test(request.headers['content-type'] ?? '');
  const body = xml
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message.replace(/[<&]/g, '?')}</Message></Error></ErrorResponse>`
    : JSON.stringify({ __type: code, message });
  return { status, headers: { 'content-type': xml ? 'text/xml' : 'application/json', 'x-amzn-errortype': code }, body };
}
