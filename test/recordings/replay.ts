import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { listen } from '../../local-aws/src/kernel/server';
import { environmentOf } from '../lambda/invocation';
import { type Asked, type Handled, RecordedAws } from './aws';
import type { Case } from './case';
import type { Unknowns } from './cloudformation';

/* The built bundle of the function, against AWS as a table tells of it. */

/** In this process, on a clock of its own: pauses of seconds take none. */
export async function replay(one: Case, unknowns?: Unknowns): Promise<Handled> {
  let aws: RecordedAws | undefined;
  const environment = environmentOf(({ method, path, body }) => {
    const { status, body: text } = (aws as RecordedAws).reply({ method, path, body: body.toString() });
    return { status, headers: {}, body: text };
  });
  aws = new RecordedAws(one, 0, () => environment.clock.now(), unknowns);
  await Promise.all(aws.requests('http://127.0.0.1:1').map((request) => environment.send(request)));
  return aws.handled;
}

/** Serves the events that it is sent, all at once, and ends. */
const RUNNER = `
  const { handler } = require(process.argv[1]);
  const end = Date.now() + 900_000;
  const context = { getRemainingTimeInMillis: () => end - Date.now() };
  process.once('message', async (events) => {
    await Promise.all(events.map((event) => handler(event, context)));
    process.disconnect();
  });
`;

/** In a process of its own, over HTTP and in real time, all cases at once: one server is the AWS of all. */
export async function replayOverHttp(cases: readonly Case[]): Promise<Handled[]> {
  const worlds = cases.map((one, number) => new RecordedAws(one, number, Date.now));
  const server = await listen(async ({ method, path, body }) => {
    const asked: Asked = { method, path, body: body.toString() };
    const reply = worlds[numberIn(asked)]?.reply(asked) ?? { status: 500, body: 'of no world' };
    return { ...reply, headers: {} };
  }, 0);
  const origin = `http://127.0.0.1:${server.port}`;
  const env = { AWS_ENDPOINT_URL: origin, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' };
  const bundle = join(__dirname, '../../dist/handler/index.js');
  const runner = spawn(process.execPath, ['-e', RUNNER, bundle], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    runner.send(worlds.flatMap((aws) => aws.requests(origin)));
    await once(runner, 'exit');
  } finally {
    runner.kill();
    await server.close();
  }
  return worlds.map(({ handled }) => handled);
}

/** Every request names a stack, a server or an answer, which bear the number of their world. */
function numberIn({ path, body }: Asked): number {
  const text = `${path} ${decodeURIComponent(body)}`;
  return Number(/(?:stack\/[^/]+-|"s-|responses\/)(\d{4})/.exec(text)?.[1] ?? Number.NaN);
}
