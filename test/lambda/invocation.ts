import { join } from 'node:path';
import { VirtualClock } from '../../local-aws/src';
import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import { InProcessExecutor } from '../../testing/in-process';

/* Invocations of the built bundle, with answers of AWS that a test writes down. */

export type Reply = (request: HttpRequest, clock: VirtualClock) => Promise<HttpResponse> | HttpResponse;

const ENVIRONMENT = {
  _HANDLER: 'index.handler',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
};

/** An environment of the built bundle, in which requests follow each other. */
export function environmentOf(reply: Reply, variables: object = {}) {
  const clock: VirtualClock = new VirtualClock({ auto: true, busy: () => executor.busy });
  const requests: HttpRequest[] = [];
  const handle = async (request: HttpRequest) => {
    requests.push(request);
    return reply(request, clock);
  };
  const executor: InProcessExecutor = new InProcessExecutor(() => ({ clock, handle }));
  const logs: string[] = [];
  const taskRoot = join(__dirname, '../../dist/handler');
  const spec = { runtime: 'nodejs22.x', taskRoot, variables: { ...ENVIRONMENT, ...variables } };
  const environment = executor.start(spec, (line) => logs.push(line));
  const send = (event: unknown, remainingMs = 900_000) => {
    const payload = Buffer.from(JSON.stringify(event) ?? 'null');
    const times = { requestId: 'r', functionArn: 'arn', remainingMs, deadlineMs: clock.now() + remainingMs };
    return environment.invoke({ payload, ...times });
  };
  return { clock, requests, logs, send };
}

export async function invoke(event: unknown, reply: Reply = () => respond(''), variables: object = {}) {
  const { requests, logs, send } = environmentOf(reply, variables);
  const outcome = await send(event);
  const answers = requests.filter(({ method }) => method === 'PUT');
  const body = answers.at(-1)?.body.toString() ?? '';
  return { requests, logs, outcome, body, answer: body ? JSON.parse(body) : undefined };
}

export function respond(body: string): HttpResponse {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}
