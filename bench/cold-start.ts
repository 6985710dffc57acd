import { RealClock, startLocalAws } from '../local-aws/src';
import { listen } from '../local-aws/src/kernel/server';
import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import { childProcessExecutor } from '../local-aws/src/lambda/child-process';
import { linkSdk } from '../local-aws/src/lambda/runtime-modules';
import { serveSecurely } from './https';
import { cloudFormation, LOGICAL_ID, SERVER, STACK } from './stack-of-one';

const SDK_CALLS = {
  Create: { service: 'mgn', action: 'describeSourceServers', parameters: { filters: { sourceServerIDs: [SERVER] } } },
  Delete: { service: 'mgn', action: 'disconnectFromService', parameters: { sourceServerID: SERVER } },
};

export type RequestType = keyof typeof SDK_CALLS;

interface Answer {
  readonly Status: string;
  readonly Reason?: string;
}

type LocalAws = Awaited<ReturnType<typeof startLocalAws>>;
type Runtime = Awaited<ReturnType<typeof startRuntime>>;
type Secure = Awaited<ReturnType<typeof serveSecurely>>;

/** Starts functions as Lambda does, in a process each. MGN and CloudFormation answer over TLS, and are answered there. */
export class ColdStarts {
  static async start(work: string): Promise<ColdStarts> {
    const aws = await startLocalAws({ listen: false, clock: new RealClock(), servers: [{ sourceServerID: SERVER }] });
    const coldStarts: ColdStarts = new ColdStarts(
      aws,
      await startRuntime(aws, (request) => coldStarts.answer(request)),
      await serveSecurely((request) => coldStarts.answer(request), work),
      linkSdk(work),
    );
    return coldStarts;
  }

  private type: RequestType = 'Create';
  private answered: (answer: Answer) => void = () => {};

  private constructor(
    private readonly aws: LocalAws,
    private readonly runtime: Runtime,
    private readonly secure: Secure,
    private readonly sdk?: string,
  ) {}

  /** How long a function takes from the start of its process to its answer, and the most memory it needs. */
  async run(taskRoot: string, type: RequestType): Promise<{ milliseconds: number; megabytes: number }> {
    this.type = type;
    this.aws.servers.seed([{ sourceServerID: SERVER }]);
    const answer = new Promise<number>((resolve, reject) => {
      this.answered = ({ Status, Reason }) => {
        if (Status === 'SUCCESS') resolve(performance.now());
        else reject(new Error(Reason));
      };
    });
    const runtime = `nodejs${process.versions.node.split('.')[0]}.x`;
    const started = performance.now();
    const environment = this.runtime.executor.start(
      { runtime, taskRoot, variables: this.variables(taskRoot) },
      () => {},
    );
    const invoked = environment.invoke(invocation(type, this.secure.url));
    const milliseconds = (await answer) - started;
    const outcome = await invoked;
    await environment.end();
    return { milliseconds, megabytes: (outcome.status === 'success' && outcome.maxMemoryMb) || Number.NaN };
  }

  async stop(): Promise<void> {
    await this.secure.close();
    await this.runtime.close();
    await this.aws.stop();
  }

  private variables(taskRoot: string): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: 'operator',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: this.secure.url,
      NODE_EXTRA_CA_CERTS: this.secure.certificate,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: taskRoot,
      ...(this.sdk && { NODE_PATH: this.sdk }),
    };
  }

  private async answer(request: HttpRequest): Promise<HttpResponse> {
    if (request.method !== 'PUT') return cloudFormation(request, this.type) ?? this.aws.handle(request);
    this.answered(JSON.parse(request.body.toString()));
    return { status: 200, headers: {}, body: '' };
  }
}

/**
 * The Runtime API of the functions. AwsCustomResource answers to port 443, whatever the URL says: the runtime sends that
 * here without TLS, which spares it a handshake.
 */
async function startRuntime(aws: LocalAws, answer: (request: HttpRequest) => Promise<HttpResponse>) {
  const handle = async (request: HttpRequest) =>
    request.path.startsWith('/_lambda/') ? executor.mount.handle(request) : answer(request);
  const { port, close } = await listen(handle, 0);
  const endpoint = () => `http://127.0.0.1:${port}`;
  const executor = childProcessExecutor({
    clock: aws.clock,
    region: 'us-east-1',
    accountId: '',
    partition: 'aws',
    endpoint,
  });
  return { executor, close };
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
    JSON.stringify({ ...call, physicalResourceId: { id: SERVER } }),
  ]);
  return {
    RequestType,
    ResponseURL,
    StackId: STACK,
    RequestId: 'bench',
    LogicalResourceId: LOGICAL_ID,
    ResourceType: 'Custom::MgnSourceServerConnection',
    ...(RequestType === 'Delete' && { PhysicalResourceId: SERVER }),
    ResourceProperties: { SourceServerId: SERVER, InstallLatestAwsSdk: 'false', ...Object.fromEntries(calls) },
  };
}
