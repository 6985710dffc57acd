import { AwsError, type Clock, type HttpResponse } from './types';

/** A fault, as POST /_local/faults takes it. */
export interface FaultSpec {
  /** The service's signing name, e.g. mgn. */
  readonly service: string;
  readonly operation: string;
  /** A code of the service's (ThrottlingException, InternalFailure, …), or ConnectionReset, Hang, Malformed. */
  readonly error?: string;
  readonly message?: string;
  readonly status?: number;
  /** On the local clock. Without an error, the call is late but succeeds. */
  readonly latencyMs?: number;
  /** Default 1; -1 is for ever. */
  readonly times?: number;
  /** For this long on the local clock. */
  readonly forSeconds?: number;
  /** Only calls whose input contains this. */
  readonly match?: unknown;
  /** Only calls made with a function's credentials. */
  readonly onlyFunctions?: boolean;
}

interface ArmedFault extends FaultSpec {
  left: number;
  readonly until: number;
}

/** The connection breaks instead of an answer. */
export class ConnectionReset extends Error {
  readonly code = 'ECONNRESET';
}

export class Faults {
  private armed: ArmedFault[] = [];

  constructor(private readonly clock: Clock) {}

  add(spec: FaultSpec): void {
    const until = spec.forSeconds === undefined ? Infinity : this.clock.now() + spec.forSeconds * 1000;
    // a time span alone means every call within it
    const times = spec.times ?? (spec.forSeconds === undefined ? 1 : -1);
    this.armed.push({ ...spec, left: times < 0 ? Infinity : times, until });
  }

  list(): readonly FaultSpec[] {
    return this.armed.filter((fault) => this.active(fault)).map(({ left: _left, until: _until, ...spec }) => spec);
  }

  clear(): void {
    this.armed = [];
  }

  /** The first fault that applies to this call. It counts as used. */
  take(service: string, operation: string, input: unknown, byFunction = false): FaultSpec | undefined {
    this.armed = this.armed.filter((fault) => this.active(fault));
    const fault = this.armed.find(
      (one) =>
        one.service === service &&
        one.operation === operation &&
        (byFunction || !one.onlyFunctions) &&
        contains(input, one.match),
    );
    if (fault) fault.left -= 1;
    return fault;
  }

  private active(fault: ArmedFault): boolean {
    return fault.left > 0 && this.clock.now() < fault.until;
  }
}

/** Makes a fault happen: throws, never returns, gives an answer of its own, or only lets time pass. */
export async function suffer(fault: FaultSpec, clock: Clock): Promise<HttpResponse | undefined> {
  if (fault.latencyMs) await clock.sleep(fault.latencyMs);
  switch (fault.error) {
    case undefined:
      if (fault.status === undefined) return undefined;
      throw new AwsError(fault.status < 500 ? 'BadRequest' : 'InternalFailure', messageOf(fault), fault.status);
    case 'ConnectionReset':
      throw new ConnectionReset('read ECONNRESET');
    case 'Hang':
      return new Promise(() => {});
    case 'Malformed':
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: '\u0001<<{garbage' };
    default:
      throw new AwsError(fault.error, messageOf(fault), fault.status ?? usualStatus(fault.error));
  }
}

function messageOf({ error, message }: FaultSpec): string {
  if (message !== undefined) return message;
  return /Throttling|TooManyRequests/.test(error ?? '') ? 'Rate exceeded' : `Injected fault ${error ?? ''}`.trim();
}

function usualStatus(code: string): number {
  if (/^Internal/.test(code)) return 500;
  if (/^ServiceUnavailable/.test(code)) return 503;
  if (/^(ThrottlingException|TooManyRequests)/.test(code)) return 429;
  if (/^AccessDenied|^UnauthorizedOperation/.test(code)) return 403;
  if (/NotFound/.test(code)) return 404;
  if (/^Conflict/.test(code)) return 409;
  if (/^ServiceQuotaExceeded/.test(code)) return 402;
  return 400;
}

/** Whether `whole` has all of `part`. In lists, each wanted item may be anywhere. */
export function contains(whole: unknown, part: unknown): boolean {
  if (part === undefined) return true;
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((candidate) => contains(candidate, item)));
  }
  if (typeof part === 'object' && part !== null) {
    if (typeof whole !== 'object' || whole === null) return false;
    return Object.entries(part).every(([name, item]) => contains((whole as Record<string, unknown>)[name], item));
  }
  return whole === part;
}
