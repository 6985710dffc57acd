import { zipSync } from 'fflate';
import { VirtualClock } from '../../src/kernel/clock';
import { listen } from '../../src/kernel/server';
import type { Caller, Environment, ResourceRequest } from '../../src/kernel/types';
import { AwsError } from '../../src/kernel/types';
import { createLambda, type Lambda, type LambdaDependencies, type LambdaOptions } from '../../src/lambda';
import { until } from './processes';

// a busy machine takes its time to start a process

export const role = 'arn:aws:iam::123456789012:role/app-role';
const caller: Caller = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/dev' };

/** What the service writes and is refused. */
interface Kept {
  readonly logs: string[];
  readonly streams: Set<string>;
  /** Actions that no role allows; none at first. */
  readonly denied: Set<string>;
  readonly objects: Map<string, Buffer>;
}

/** A Lambda service with its Runtime API on a port of its own, and a clock that stands still. */
export interface RunningLambda extends Kept {
  readonly lambda: Lambda;
  readonly clock: VirtualClock;
  /** Declares a function; gives its name. */
  declare(code: string | Record<string, string>, properties?: Record<string, unknown>): Promise<string>;
  resource(type: string, properties: Record<string, unknown>): Promise<string>;
  call(operation: string, input: Record<string, unknown>): Promise<any>;
  /** Invokes and waits; the payload is parsed. */
  invoke(name: string, payload?: unknown): Promise<{ result: any; error?: string; log: string }>;
  /** Waits, in real time, until a log line matches; processes take theirs to start. */
  logged(pattern: RegExp, times?: number): Promise<void>;
  close(): Promise<void>;
}

/** That of the test in hand. */
export let running: RunningLambda;

export async function start(options?: LambdaOptions): Promise<void> {
  running = await runLambda(options);
}

export async function runLambda(options: LambdaOptions = {}): Promise<RunningLambda> {
  const clock = new VirtualClock();
  const kept: Kept = { logs: [], streams: new Set(), denied: new Set(), objects: new Map() };
  let lambda: Lambda;
  const server = await listen(async (request) => lambda.mount.handle(request), 0);
  const env: Environment = {
    clock,
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
    endpoint: () => `http://127.0.0.1:${server.port}`,
  };
  lambda = createLambda(env, dependenciesOn(kept), options);
  const call = async (operation: string, input: Record<string, unknown>) =>
    lambda.service.operations[operation](input, { caller, requestId: crypto.randomUUID(), region: 'eu-west-1' });
  return {
    lambda,
    clock,
    ...kept,
    call,
    ...declarationsIn(lambda, kept.objects),
    invoke: (name, payload = {}) => invoke(call, name, payload),
    async logged(pattern, times = 1) {
      const matching = () => kept.logs.filter((line) => pattern.test(line)).length;
      await until(
        () => matching() >= times,
        () => `${pattern} ${matching()} times in\n${kept.logs.join('\n')}`,
      );
    },
    async close() {
      await lambda.stop();
      await server.close();
      clock.stop();
    },
  };
}

function dependenciesOn({ logs, streams, denied, objects }: Kept): LambdaDependencies {
  return {
    iam: {
      authorize(_caller, needs) {
        if (needs.some(({ action }) => denied.has(action))) throw new AwsError('AccessDenied', 'denied', 403);
      },
      issueCredentials: (arn) => ({ accessKeyId: 'ASIA', secretAccessKey: arn, sessionToken: 't' }),
    },
    objects: {
      get(bucket, key) {
        const body = objects.get(`${bucket}/${key}`);
        if (!body) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
        return body;
      },
      put: (bucket, key, body) => void objects.set(`${bucket}/${key}`, body),
      presignPut: () => '',
      onPut: () => () => {},
    },
    logs: {
      has: (group, stream) => ({
        group: [...streams].some((name) => name.startsWith(`${group} `)),
        stream: streams.has(`${group} ${stream}`),
      }),
      append(group, stream, message) {
        logs.push(message);
        streams.add(`${group} ${stream}`);
      },
    },
  };
}

function declarationsIn(lambda: Lambda, objects: Map<string, Buffer>): Pick<RunningLambda, 'resource' | 'declare'> {
  let count = 0;
  const resource = async (type: string, properties: Record<string, unknown>) =>
    (await lambda.resourceTypes[type].create(request(type, properties, `stack-fn${++count}-X`))).physicalId;
  return {
    resource,
    declare(code, properties = {}) {
      const Code = typeof code === 'string' ? { ZipFile: code } : { S3Bucket: 'assets', S3Key: `${++count}.zip` };
      if (typeof code !== 'string') objects.set(`assets/${count}.zip`, zip(code));
      const usual = { Code, Handler: 'index.handler', Runtime: 'nodejs20.x', Role: role };
      return resource('AWS::Lambda::Function', { ...usual, ...properties });
    },
  };
}

async function invoke(call: RunningLambda['call'], name: string, payload: unknown) {
  const output = await call('Invoke', {
    FunctionName: name,
    InvocationType: 'RequestResponse',
    LogType: 'Tail',
    Payload: Buffer.from(JSON.stringify(payload)),
  });
  return {
    result: JSON.parse(output.Payload.toString()),
    error: output.FunctionError,
    log: Buffer.from(output.LogResult, 'base64').toString(),
  };
}

export function request(type: string, properties: Record<string, unknown>, name = 'stack-fn-X'): ResourceRequest {
  return { type, logicalId: 'Fn', stackId: 'arn:stack', stackName: 'stack', properties, generateName: () => name };
}

export const zip = (files: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))));
