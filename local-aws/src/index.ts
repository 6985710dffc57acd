import { type CloudFormation, createCloudFormation } from './cloudformation';
import { cloudFormationChoices } from './cloudformation/behaviour';
import { type CloudTrail, createCloudTrail } from './cloudtrail';
import { createDeclared } from './declared';
import { createEc2 } from './ec2';
import { createIam } from './iam';
import { RealClock, VirtualClock } from './kernel/clock';
import { controlPlane, faultOf } from './kernel/control';
import { CredentialBook } from './kernel/credentials';
import { type FaultSpec, Faults } from './kernel/faults';
import { Journal, type JournalEntry } from './kernel/journal';
import { Kernel } from './kernel/kernel';
import { listen } from './kernel/server';
import type { Clock, Environment, HttpRequest, HttpResponse, ResourceType } from './kernel/types';
import { createLambda, type LambdaOptions } from './lambda';
import { createLogs } from './logs';
import { createMgn, type Mgn, type MgnServers } from './mgn';
import { mgnChoices } from './mgn/behaviour';
import { createS3 } from './s3';
import { clientEnvironment, environmentOf } from './site';
import { createSns } from './sns';
import { createSsm } from './ssm';
import { createStates } from './states';
import { createSts } from './sts';

export { RealClock, VirtualClock } from './kernel/clock';
export type { FaultSpec } from './kernel/faults';
export type { JournalEntry } from './kernel/journal';
export type { ResourceType } from './kernel/types';

export interface LocalAwsOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /**
   * MGN source servers: a list, an answer of DescribeSourceServers, or `{servers, applications, waves}`; may be
   * partial. If their ARNs agree on an account and a Region, the local AWS has these. Default: a sample fleet.
   */
  readonly servers?: unknown;
  /** Default: real time, which can be advanced. */
  readonly clock?: Clock;
  /** False: no socket, only handle(). Functions cannot run then. */
  readonly listen?: boolean;
  /** Where functions run. Default: a Node process each. */
  readonly executor?: LambdaOptions['executor'];
  /** How many functions run at once. Default 16, since each is a process. */
  readonly mostEnvironments?: LambdaOptions['mostEnvironments'];
  /** Hears what a user should know about running functions. Default: standard error. */
  readonly onNotice?: LambdaOptions['onNotice'];
  /** How much later a changed IAM policy takes effect. */
  readonly iamDelaySeconds?: number;
  /** Hears each line that a function prints. */
  readonly onLogLine?: LambdaOptions['onLogLine'];
  /** Where functions' code is unpacked, and stays. Default: a temp folder, until stop(). */
  readonly codeFolder?: LambdaOptions['codeFolder'];
  /** Handles resource types that are not imitated. Default: they fail to be created. */
  readonly otherTypes?: ResourceType;
}

export interface LocalAws {
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly servers: MgnServers;
  /** What MGN does where AWS documents nothing. */
  readonly mgnBehaviour: Mgn['behaviour'];
  /** What CloudFormation does where AWS documents nothing. */
  readonly cloudFormationBehaviour: CloudFormation['behaviour'];
  /** When CloudTrail's history shows a call. */
  readonly cloudTrailBehaviour: CloudTrail['behaviour'];
  /** What a client needs in its environment. */
  environment(): Record<string, string>;
  /** The same as a request over the socket. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  calls(): readonly JournalEntry[];
  fault(fault: FaultSpec): void;
  clearFaults(): void;
  advance(seconds: number): Promise<void>;
  /** Resets everything to the start, except the clock. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a local AWS: one port on 127.0.0.1, all state in memory. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const clock = options.clock ?? new RealClock();
  const site = { port: options.port ?? 0 };
  const env = environmentOf(clock, site, options.servers);
  const journal = new Journal();
  const services = createServices(env, journal, options);
  const { kernel, faults, reset } = createKernel(clock, journal, services);
  if (clock instanceof VirtualClock) clock.waitFor(services.busy);
  const handle = (request: HttpRequest) => kernel.handle(request);
  const listening = options.listen === false ? undefined : await listen(handle, site.port);
  site.port = listening?.port ?? site.port;
  return {
    url: env.endpoint(),
    accountId: env.accountId,
    region: env.region,
    clock,
    servers: services.mgn.servers,
    mgnBehaviour: services.mgn.behaviour,
    cloudFormationBehaviour: services.cloudFormation.behaviour,
    cloudTrailBehaviour: services.cloudTrail.behaviour,
    environment: () => clientEnvironment(env),
    handle,
    calls: () => journal.list(),
    fault: (fault) => faults.add(faultOf(fault)),
    clearFaults: () => faults.clear(),
    advance: (seconds) => clock.advance(seconds * 1000),
    reset,
    async stop() {
      await services.stop();
      if (!options.clock) (clock as RealClock).stop();
      await listening?.close();
    },
  };
}

/** What lies between the socket and the services: the journal, the faults, permissions and the control plane. */
function createKernel(clock: Clock, journal: Journal, services: ReturnType<typeof createServices>) {
  const { all, mgn, cloudFormation, cloudTrail, credentials, iam } = services;
  const faults = new Faults(clock);
  const reset = async () => {
    for (const service of all) await service.reset?.();
    credentials.clear();
    faults.clear();
    journal.clear();
  };
  const behaviours = {
    cloudformation: { values: cloudFormation.behaviour, choices: cloudFormationChoices },
    cloudtrail: { values: cloudTrail.behaviour, choices: {} },
    mgn: { values: mgn.behaviour, choices: mgnChoices },
  };
  const control = controlPlane({ clock, journal, faults, reset, servers: mgn.servers, services: all, behaviours });
  const mounts = [control, ...services.mounts];
  const kernel = new Kernel({ clock, journal, faults, credentials, iam, services: all, mounts });
  return { kernel, faults, reset };
}

function createServices(env: Environment, journal: Journal, options: LocalAwsOptions) {
  const operator = { accountId: env.accountId, arn: `arn:${env.partition}:iam::${env.accountId}:user/operator` };
  const credentials = new CredentialBook(operator);
  const iam = createIam(env, credentials, { delaySeconds: options.iamDelaySeconds });
  const mgn = createMgn(env, { servers: options.servers });
  const s3 = createS3(env);
  const logs = createLogs(env);
  const lambda = createLambda(env, { iam: iam.iam, objects: s3.objects, logs: logs.logs }, options);
  const ssm = createSsm(env);
  const sns = createSns(env);
  const states = createStates(env, { iam: iam.iam, lambda: lambda.service });
  const served = [iam, mgn, ssm, sns, logs, lambda, states].map((service) => service.resourceTypes);
  const resourceTypes = Object.assign(createDeclared(env), ...served);
  const stores = { objects: s3.objects, parameters: ssm.parameters, functions: lambda.functions, iam: iam.iam };
  // a client that polls real time is spared a wait; the owner of a virtual clock wants each answer at once
  const holdMs = env.clock instanceof RealClock ? 15_000 : 0;
  const cloudFormation = createCloudFormation(
    env,
    { ...stores, resourceTypes, otherTypes: options.otherTypes },
    { holdMs },
  );
  const cloudTrail = createCloudTrail(env, journal);
  const others = [states, createSts(env, credentials), createEc2(env, mgn.staging), cloudTrail];
  return {
    credentials,
    mgn,
    cloudFormation,
    cloudTrail,
    iam: iam.iam,
    all: [cloudFormation, lambda, iam, mgn, s3, logs, ssm, sns, ...others].map(({ service }) => service),
    mounts: [lambda.mount],
    // the caller's own executor knows best when its functions only wait for the clock
    busy: options.executor ? () => false : lambda.busy,
    async stop() {
      await cloudFormation.stop();
      await lambda.stop();
    },
  };
}
