import { randomUUID } from 'node:crypto';
import type {
  Environment,
  Functions,
  Iam,
  LogGroups,
  Mount,
  ObjectStore,
  ResourceType,
  Service,
} from '../kernel/types';
import { AsyncQueue } from './async-queue';
import { childProcessExecutor } from './child-process';
import { CodeStore } from './code';
import { Concurrency } from './concurrency';
import type { FunctionConfiguration } from './configuration';
import { Environments, type Sandbox } from './environments';
import type { Executor } from './executor';
import { FunctionLog } from './function-log';
import { FunctionStore } from './functions';
import { Invoker } from './invoker';
import { lambdaAuthorizations, lambdaOperations } from './operations';
import { lambdaProtocol } from './protocol';
import { lambdaResourceTypes } from './resource-types';
import { newLogStream, variablesOf } from './variables';

export { type ChildProcessExecutor, childProcessExecutor } from './child-process';
export type * from './executor';

export interface LambdaOptions {
  /** Where functions run. Default: a Node process per execution environment. */
  readonly executor?: Executor & { readonly mount?: Mount };
  /** The number of execution environments at once, over all functions. Further invocations wait. Default 16. */
  readonly mostEnvironments?: number;
  /** Hears what a user should know about running functions. Default: standard error. */
  readonly onNotice?: (notice: string) => void;
  /** Hears each line that a function prints. */
  readonly onLogLine?: (line: string) => void;
  /** A folder for the unpacked code, which stays there. Default: a temp folder, until stop(). */
  readonly codeFolder?: string;
}

export interface LambdaDependencies {
  readonly iam: Iam;
  readonly objects: ObjectStore;
  readonly logs: LogGroups;
}

export interface LambdaFunctions extends Functions {
  /** How often each asynchronous event is delivered besides the first time. Lambda promises "at least once". */
  duplicateDeliveries: number;
}

export interface Lambda {
  readonly service: Service;
  readonly functions: LambdaFunctions;
  readonly resourceTypes: Record<string, ResourceType>;
  readonly mount: Mount;
  /** Whether an invocation is in progress. A virtual clock should not move meanwhile. */
  busy(): boolean;
  /** Ends all processes, removes the unpacked code. */
  stop(): Promise<void>;
}

const idleMs = 5 * 60_000;

export function createLambda(env: Environment, deps: LambdaDependencies, options: LambdaOptions = {}): Lambda {
  const { clock } = env;
  const executor = options.executor ?? childProcessExecutor(env, options.onNotice ?? onStandardError);
  const code = new CodeStore(deps.objects, options.codeFolder);
  const store = new FunctionStore(env, code, deps.iam);
  const log = new FunctionLog(env, deps.iam, deps.logs);
  const sandboxes = { iam: deps.iam, log };
  const start = (configuration: FunctionConfiguration) =>
    startSandbox(configuration, env, sandboxes, executor, options.onLogLine);
  const environments = new Environments(clock, start, { most: options.mostEnvironments ?? 16, idleMs });
  const isCurrent = (configuration: FunctionConfiguration) => store.find(configuration.name) === configuration;
  const appendLog = ({ configuration, logStream }: Sandbox, line: string) => log.append(configuration, logStream, line);
  const invoker = new Invoker({
    clock,
    concurrency: new Concurrency(() => store.all()),
    environments,
    isCurrent,
    appendLog,
  });
  const queue = new AsyncQueue(clock, store, invoker);
  const functions = functionsOf(store, queue);
  const stop = async () => {
    queue.clear();
    store.clear();
    await environments.endAll();
    code.removeAll();
  };
  const operations = lambdaOperations({ functions: store, invoker, queue, environments, now: () => clock.now() });
  const reset = async () => {
    await stop();
    functions.duplicateDeliveries = 0;
  };
  return {
    service: serviceOf(store, operations, reset),
    functions,
    resourceTypes: lambdaResourceTypes(store, environments, () => clock.now()),
    mount: executor.mount ?? noMount,
    busy: () => invoker.busy,
    stop,
  };
}

function serviceOf(store: FunctionStore, operations: Service['operations'], reset: () => Promise<void>): Service {
  return {
    signingName: 'lambda',
    protocol: lambdaProtocol,
    operations,
    authorizations: (operation, input) => lambdaAuthorizations(store, operation, input),
    reset,
  };
}

/** Invokes functions for CloudFormation as AWS does: by events. */
function functionsOf(store: FunctionStore, queue: AsyncQueue): LambdaFunctions {
  const functions: LambdaFunctions = {
    duplicateDeliveries: 0,
    invokeAsync(functionArn, payload) {
      const { name } = store.resolve(functionArn);
      const [requestId, body] = [randomUUID(), Buffer.from(JSON.stringify(payload))];
      for (let i = 0; i <= functions.duplicateDeliveries; i++) queue.enqueue(name, requestId, body);
    },
  };
  return functions;
}

function startSandbox(
  configuration: FunctionConfiguration,
  env: Environment,
  { iam, log }: { readonly iam: Iam; readonly log: FunctionLog },
  executor: Executor,
  onLogLine: LambdaOptions['onLogLine'],
): Sandbox {
  const startedAt = env.clock.now();
  const logStream = newLogStream(configuration, startedAt);
  const spec = {
    runtime: configuration.runtime,
    taskRoot: configuration.code.folder,
    variables: variablesOf(configuration, logStream, env, iam),
  };
  const onLog = (line: string) => {
    sandbox.onLine?.(line);
    onLogLine?.(line);
    log.append(configuration, logStream, line);
  };
  const sandbox: Sandbox = {
    configuration,
    environment: executor.start(spec, onLog),
    logStream,
    startedAt,
    invocations: 0,
  };
  return sandbox;
}

const onStandardError = (notice: string) => void process.stderr.write(`${notice}\n`);

const noMount: Mount = {
  prefix: '/_lambda/',
  handle: () => ({ status: 404, headers: {}, body: 'This executor has no Runtime API' }),
};
