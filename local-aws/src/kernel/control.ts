import { textOf } from '../../../lib/private/text';
import { type Behaviours, changeBehaviours } from './behaviour';
import type { FaultSpec, Faults } from './faults';
import type { Journal } from './journal';
import { AwsError, type Clock, type HttpRequest, type HttpResponse, type Mount, type Service } from './types';

export interface ControlParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly servers: { seed(fleet: unknown): void; list(): unknown };
  readonly services: readonly Service[];
  /** By the service's name: its switches for what AWS does not document. */
  readonly behaviours: Readonly<Record<string, Behaviours>>;
  reset(): Promise<void>;
}

type Action = (body: any, query: URLSearchParams) => unknown | Promise<unknown>;

/** The control plane, /_local/…: what a test may ask of the local AWS, but not of AWS. */
export function controlPlane(parts: ControlParts): Mount {
  const actions = actionsOf(parts);
  return {
    prefix: '/_local/',
    async handle(request) {
      const name = `${request.method} ${request.path.slice('/_local/'.length)}`;
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!action) return json(404, { message: `No '${name}'; there is: ${Object.keys(actions).join(', ')}` });
      return run(action, request);
    },
  };
}

function actionsOf({
  clock,
  journal,
  faults,
  servers,
  services,
  behaviours,
  reset,
}: ControlParts): Record<string, Action> {
  const now = () => ({ now: new Date(clock.now()).toISOString() });
  const shown = () => Object.fromEntries(Object.entries(behaviours).map(([name, { values }]) => [name, values]));
  return {
    'GET health': () => ({ status: 'ok', ...now() }),
    'GET operations': () =>
      Object.fromEntries(services.map(({ signingName, operations }) => [signingName, Object.keys(operations).sort()])),
    'GET calls': (_body, query) => journal.list().filter((call) => isAskedFor(call, query)),
    'GET faults': () => faults.list(),
    'POST faults': (body) => faults.add(faultOf(body)),
    'DELETE faults': () => faults.clear(),
    'GET clock': now,
    'POST clock': async (body) => {
      await clock.advance(number(body, 'advanceSeconds', 0) * 1000);
      return now();
    },
    'GET servers': () => servers.list(),
    'POST servers': (body) => seed(servers, body),
    'GET behaviour': shown,
    'POST behaviour': (body) => {
      changeBehaviours(behaviours, body);
      return shown();
    },
    'POST reset': () => reset(),
  };
}

async function run(action: Action, request: HttpRequest): Promise<HttpResponse> {
  try {
    return json(200, (await action(bodyOf(request), request.query)) ?? {});
  } catch (error) {
    if (error instanceof AwsError) return json(error.status, { message: error.message });
    throw error;
  }
}

/** The caller gets MGN's objections to a server. */
function seed(servers: ControlParts['servers'], fleet: unknown): void {
  try {
    servers.seed(fleet);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function bodyOf({ body }: HttpRequest): unknown {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(textOf(body));
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new AwsError('SerializationException', `The request body is not JSON: ${(error as Error).message}`);
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}

function isAskedFor(call: { service: string; operation: string }, query: URLSearchParams): boolean {
  const { service = call.service, operation = call.operation } = Object.fromEntries(query);
  return call.service === service && call.operation === operation;
}

const FAULT_MEMBERS: Record<keyof FaultSpec, string> = {
  service: 'string',
  operation: 'string',
  error: 'string',
  message: 'string',
  status: 'number',
  latencyMs: 'number',
  times: 'number',
  forSeconds: 'number',
  match: 'object',
  onlyFunctions: 'boolean',
};

/** Checked strictly: a misspelt fault would never happen, and make a test pass for nothing. */
export function faultOf(body: any): FaultSpec {
  for (const name of Object.keys(body)) {
    const type = Object.hasOwn(FAULT_MEMBERS, name) ? FAULT_MEMBERS[name as keyof FaultSpec] : undefined;
    if (!type) throw invalid(`Unknown member '${name}'; there is: ${Object.keys(FAULT_MEMBERS).join(', ')}`);
    if (typeof body[name] !== type) throw invalid(`'${name}' must be a ${type}, not ${JSON.stringify(body[name])}`);
  }
  if (!body.service || !body.operation) throw invalid(`'service' and 'operation' are required`);
  if (body.error === undefined && body.status === undefined && body.latencyMs === undefined) {
    throw invalid(`One of 'error', 'status' and 'latencyMs' is required`);
  }
  const { status } = body;
  if (status !== undefined && !(Number.isInteger(status) && status >= 400 && status <= 599)) {
    throw invalid(`'status' must be an HTTP status from 400 to 599, not ${status}`);
  }
  return body;
}

function number(body: any, name: string, least: number): number {
  const value = body[name];
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  throw invalid(`'${name}' must be a number of at least ${least}, not ${JSON.stringify(value)}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidRequest', message);
}

function json(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
