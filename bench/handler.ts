import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RealClock, startLocalAws } from '../local-aws/src';
import { listen } from '../local-aws/src/kernel/server';
import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import { childProcessExecutor } from '../local-aws/src/lambda/child-process';
import { linkSdk } from '../local-aws/src/lambda/runtime-modules';
import { handlerFolder } from './aws-custom-resource';
import { versions } from './versions';

/*
 * npm run bench:handler: from the start of a Node process to the answer that CloudFormation gets, for a Create and a
 * Delete. What Lambda adds (the micro VM, the image, a fraction of a CPU) is not in it: only the ratios mean anything.
 */

const A = 's-0000000000000000a';
const EMPTY = `exports.handler = (event) => new Promise((resolve) =>
  require('http').request(new URL(event.ResponseURL), { method: 'PUT' }, resolve).end('{"Status":"SUCCESS"}'));`;
const SDK_CALLS = {
  Create: { service: 'mgn', action: 'describeSourceServers', parameters: { filters: { sourceServerIDs: [A] } } },
  Delete: { service: 'mgn', action: 'disconnectFromService', parameters: { sourceServerID: A } },
};
const STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/One/1';
const EVENTS: [string, string, string][] = [
  ['Server', A, 'DELETE_IN_PROGRESS'],
  ['One', STACK, 'DELETE_IN_PROGRESS'],
  ['One', STACK, 'CREATE_COMPLETE'],
];

type RequestType = keyof typeof SDK_CALLS;

interface Bench {
  /** Milliseconds from the start of the process to the answer. */
  run(folder: string, type: RequestType): Promise<number>;
  stop(): Promise<void>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
  const rounds = Number(values.rounds);
  const work = mkdtempSync(join(tmpdir(), 'bench-'));
  const bench = await start(linkSdk(work));
  try {
    const folders = handlers(work);
    console.log(`${versions()}\nmedian of ${rounds} interleaved rounds\n`);
    for (const type of ['Create', 'Delete'] as const) report(type, await measure(bench, folders, type, rounds));
  } finally {
    await bench.stop();
    rmSync(work, { recursive: true });
  }
}

/** A folder for each handler, as Lambda unpacks it. */
function handlers(work: string): Record<string, string> {
  const folder = (name: string) => {
    mkdirSync(join(work, name));
    return join(work, name);
  };
  const [empty, ours, peer] = [folder('empty'), folder('ours'), folder('peer')];
  writeFileSync(join(empty, 'index.js'), EMPTY);
  copyFileSync(join(__dirname, '../dist/handler/index.js'), join(ours, 'index.js'));
  copyFileSync(join(handlerFolder(), 'index.js'), join(peer, 'index.js'));
  return { 'an empty handler, which only answers': empty, 'cdk-mgn-disconnect': ours, AwsCustomResource: peer };
}

async function measure(
  bench: Bench,
  folders: Record<string, string>,
  type: RequestType,
  rounds: number,
): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(folders).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, folder] of Object.entries(folders)) {
      const time = await bench.run(folder, type);
      // the first round only fills the caches of the file system
      if (round > 0) times.get(name)?.push(time);
    }
  }
  return times;
}

function report(type: RequestType, times: Map<string, number[]>): void {
  const medians = new Map([...times].map(([name, all]) => [name, median(all)]));
  const [empty = 0] = medians.values();
  for (const [name, time] of medians) {
    console.log(`${type}  ${name.padEnd(38)}${time.toFixed(0).padStart(5)} ms${(time / empty).toFixed(2).padStart(7)}`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** MGN, CloudFormation and the Runtime API on one port, and a place where the answers arrive. */
async function start(sdk?: string): Promise<Bench> {
  const aws = await startLocalAws({ listen: false, clock: new RealClock(), servers: [{ sourceServerID: A }] });
  let answered: (answer: { Status: string; Reason?: string }) => HttpResponse;
  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    if (request.path.startsWith('/_lambda/')) return executor.mount.handle(request);
    if (request.method === 'PUT') return answered(JSON.parse(request.body.toString()));
    const [, operation] = /Action=(DescribeStack\w+)/.exec(request.body.toString()) ?? [];
    return operation ? { status: 200, headers: {}, body: stackXml(operation) } : aws.handle(request);
  };
  const { port, close } = await listen(handle, 0);
  const url = `http://127.0.0.1:${port}`;
  const env = { clock: aws.clock, region: 'us-east-1', accountId: '', partition: 'aws', endpoint: () => url };
  const executor = childProcessExecutor(env);
  const credentials = { AWS_ACCESS_KEY_ID: 'operator', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };
  const common = { ...credentials, AWS_ENDPOINT_URL: url, _HANDLER: 'index.handler', ...(sdk && { NODE_PATH: sdk }) };
  return {
    async run(taskRoot, type) {
      aws.servers.seed([{ sourceServerID: A }]);
      const answer = new Promise<number>((resolve, reject) => {
        answered = ({ Status, Reason }) => {
          if (Status === 'SUCCESS') resolve(performance.now());
          else reject(new Error(Reason));
          return { status: 200, headers: {}, body: '' };
        };
      });
      const started = performance.now();
      const runtime = `nodejs${process.versions.node.split('.')[0]}.x`;
      const environment = executor.start(
        { runtime, taskRoot, variables: { ...common, LAMBDA_TASK_ROOT: taskRoot } },
        () => {},
      );
      void environment.invoke(invocation(type, url));
      const milliseconds = (await answer) - started;
      await environment.end();
      return milliseconds;
    },
    async stop() {
      await close();
      await aws.stop();
    },
  };
}

/** A stack that is being deleted, and its events, newest first. */
function stackXml(operation: string): string {
  const members = EVENTS.map(([logicalId, physicalId, status], index) => {
    const time = new Date(Date.UTC(2026, 0, 1) - index).toISOString();
    return `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus><Timestamp>${time}</Timestamp></member>`;
  });
  const result =
    operation === 'DescribeStacks'
      ? '<Stacks><member><StackStatus>DELETE_IN_PROGRESS</StackStatus></member></Stacks>'
      : `<StackEvents>${members.join('')}</StackEvents>`;
  return `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
}

function invocation(type: RequestType, url: string) {
  const remainingMs = 900_000;
  const payload = Buffer.from(JSON.stringify(event(type, `${url}/answer`)));
  return { requestId: 'bench', functionArn: 'arn', payload, remainingMs, deadlineMs: Date.now() + remainingMs };
}

/** One that both understand: each reads properties of its own. */
function event(RequestType: RequestType, ResponseURL: string): object {
  const calls = Object.entries(SDK_CALLS).map(([type, call]) => [
    type,
    JSON.stringify({ ...call, physicalResourceId: { id: A } }),
  ]);
  return {
    RequestType,
    ResponseURL,
    StackId: STACK,
    RequestId: 'bench',
    LogicalResourceId: 'Server',
    ...(RequestType === 'Delete' && { PhysicalResourceId: A }),
    ResourceProperties: { SourceServerId: A, InstallLatestAwsSdk: 'false', ...Object.fromEntries(calls) },
  };
}

void main();
