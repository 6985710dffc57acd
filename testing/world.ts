import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATE_TYPE } from '../lib/private/contract';
import { type FaultSpec, startLocalAws, VirtualClock } from '../local-aws/src';
import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import type {
  EnvironmentSpec,
  ExecutionEnvironment,
  HandlerResult,
  InvocationEvent,
} from '../local-aws/src/lambda/executor';
import { type Custodian, connections } from './custodian';
import { connectedServer, Fleet } from './fleet';
import { InProcessExecutor } from './in-process';
import { eventsOf, logGroups } from './logs';

/*
 * A local AWS without sockets and processes, on a clock that jumps, with a fleet of servers: a place to run whole
 * lives of stacks in milliseconds. The functions are the built bundle and a neighbour that fails when it is told to.
 */

/** The functions of all worlds are unpacked once. */
const CODE = mkdtempSync(join(tmpdir(), 'functions-'));
process.once('exit', () => rmSync(CODE, { recursive: true, force: true }));

export class World extends Fleet {
  static async start(
    servers: readonly string[],
    custodian: Custodian = connections,
    mostEnvironments = 1_000,
  ): Promise<World> {
    const clock = new VirtualClock({ auto: true, busy: () => world.executor.busy });
    const world: World = new World(clock, custodian);
    world.aws = await startLocalAws({
      clock,
      executor: world.executor,
      mostEnvironments,
      listen: false,
      codeFolder: CODE,
      servers: servers.map(connectedServer),
    });
    await world.createSupport();
    return world;
  }

  readonly exchanges = new Map<string, Exchange>();
  /** Those of the removal gates. */
  readonly gateExchanges = new Map<string, Exchange>();
  /** The neighbours do not fail any more. */
  mended = false;
  /** Functions cannot read any stack, or cannot do so by one operation. */
  blind: boolean | string = false;
  /** CloudFormation throttles each of so many requests of functions; 0 for none. */
  throttleEvery = 0;
  private throttled = 0;
  /** Lambda delivers each event to the connections' functions a second time. */
  twice = false;
  /** So many of the next events kill the function before it does anything. */
  crashes = 0;
  /** MGN carries out the next call of this operation, and the function is killed before it hears of that. */
  crashAfter?: string;
  /** Hears of each operation of MGN that a function has asked for, before the function has the answer. */
  afterCall: (operation: string) => void = () => {};
  /** Kills the function that runs. */
  kill = () => {};
  readonly executor = new Recorder(this);

  /** Where functions' requests arrive; answers to CloudFormation are noted on the way. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    if (request.method === 'PUT' && request.path.includes('custom-resource-response')) {
      const answer = JSON.parse(request.body.toString());
      const exchange = this.exchanges.get(answer.RequestId) ?? this.gateExchanges.get(answer.RequestId);
      exchange?.answers.push(answer);
      if (exchange) exchange.milliseconds = this.clock.now() - exchange.began;
    }
    const readsStacks = request.headers.authorization?.includes('/cloudformation/') === true;
    const isUnseen = this.blind === true || (this.blind && String(request.body).includes(`Action=${this.blind}&`));
    if (isUnseen && readsStacks) return { status: 500, headers: {}, body: '' };
    if (readsStacks && this.throttleEvery > 0 && ++this.throttled % this.throttleEvery === 0) return THROTTLED;
    const crashes = this.crashAfter !== undefined && request.path === `/${this.crashAfter}`;
    const response = await this.aws.handle(request);
    this.afterCall(request.path.slice(1));
    if (crashes && response.status < 300) {
      this.crashAfter = undefined;
      this.kill();
    }
    return response;
  }

  get stacks() {
    return this.aws.cloudFormationBehaviour;
  }

  get calls() {
    return this.aws.calls();
  }

  fault(fault: FaultSpec): void {
    this.aws.fault(fault);
  }

  /** The operations that functions asked of MGN and that it carried out, in order, but for those that only look. */
  get changes(): string[] {
    return this.calls
      .filter(
        ({ service, outcome, operation }) => service === 'mgn' && outcome === 'ok' && !/^Describe/.test(operation),
      )
      .map(({ operation }) => operation);
  }

  /** The names of all log groups. */
  logGroups(): Promise<string[]> {
    return logGroups((request) => this.aws.handle(request));
  }

  /** The log events of connections' functions that match a pattern of CloudWatch Logs; all are JSON. */
  async log(filterPattern = '{ $.level = * }'): Promise<Record<string, any>[]> {
    const events = await eventsOf((request) => this.aws.handle(request), filterPattern);
    return events.map((message) => JSON.parse(message));
  }

  /** The answers of the removal gates, in order, as `Update SUCCESS`. */
  get gate(): string[] {
    return this.gateAnswers().map(({ type, Status }) => `${type} ${Status}`);
  }

  /** Why a removal gate has refused, last. */
  get refusal(): string | undefined {
    return this.gateAnswers()
      .filter(({ Status }) => Status === 'FAILED')
      .at(-1)?.Reason;
  }

  private gateAnswers(): Record<string, any>[] {
    return [...this.gateExchanges.values()].flatMap(({ event, answers }) =>
      answers.map((answer) => ({ ...answer, type: event.RequestType })),
    );
  }

  /** The events, or those of a type, that connections' functions got, in order. */
  requests(type?: string): Record<string, any>[] {
    const events = [...this.exchanges.values()].map(({ event }) => event);
    return events.filter(({ RequestType }) => type === undefined || RequestType === type);
  }

  /** The physical ids of all Deletes that connections' functions got, in order. */
  get deletes(): string[] {
    return this.requests('Delete').map(({ PhysicalResourceId }) => PhysicalResourceId);
  }

  /** The answers of connections with a status, in order. */
  answers(status: string): Record<string, any>[] {
    return [...this.exchanges.values()].flatMap(({ answers }) => answers).filter(({ Status }) => Status === status);
  }

  /** Invokes the connections' function with an event of the caller's own, beside CloudFormation; returns its answer. */
  async invokeAgain(event: Record<string, any> = {}): Promise<Record<string, any> | undefined> {
    const RequestId = `again-${this.exchanges.size}-${this.gateExchanges.size}`;
    const environment = this.executor.another();
    await environment.invoke(invocationOf({ ...event, RequestId, ResourceType: event.ResourceType }, this.clock.now()));
    return (this.exchanges.get(RequestId) ?? this.gateExchanges.get(RequestId))?.answers[0];
  }

  clearFaults(): void {
    this.aws.clearFaults();
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }
}

const THROTTLED: HttpResponse = {
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
};

/** An event that a connection's function got, and the answers that came for it. */
export interface Exchange {
  readonly event: Record<string, any>;
  readonly answers: Record<string, any>[];
  /** From the event to the answer, on the world's clock. */
  milliseconds: number;
  readonly began: number;
}

const KILLED: HandlerResult = { status: 'exited', errorType: 'Runtime.ExitError', reason: 'signal: killed' };

/** Notes each event that a connection's function gets. */
class Recorder extends InProcessExecutor {
  private lastSpec?: EnvironmentSpec;

  constructor(private readonly world: World) {
    super(() => world);
  }

  override start(spec: EnvironmentSpec, onLog: (line: string) => void): ExecutionEnvironment {
    const environment = super.start(spec, onLog);
    const invoke = environment.invoke.bind(environment);
    environment.invoke = async (invocation) => {
      const event = JSON.parse(invocation.payload.toString());
      const isGate = event.ResourceType === GATE_TYPE;
      const isOurs = isGate || event.ResourceType === this.world.custodian.type;
      if (!isOurs) return invoke(this.mend(invocation, event));
      this.lastSpec = spec;
      const { twice } = this.world;
      this.note(event, isGate);
      if (this.world.crashes > 0) {
        this.world.crashes -= 1;
        return KILLED;
      }
      const killed = new Promise<HandlerResult>((resolve) => {
        this.world.kill = () => void environment.end().then(() => resolve(KILLED));
      });
      if (twice) await invoke(invocation);
      return Promise.race([invoke(invocation), killed]);
    };
    return environment;
  }

  /** Lambda may bring an event more than once. */
  private note(event: Record<string, any>, isGate: boolean): void {
    const exchanges = isGate ? this.world.gateExchanges : this.world.exchanges;
    if (exchanges.has(event.RequestId)) return;
    exchanges.set(event.RequestId, { event, answers: [], milliseconds: 0, began: this.world.clock.now() });
  }

  /** Another environment of the function that last ran. */
  another(): ExecutionEnvironment {
    if (!this.lastSpec) throw new Error('no connection has been deployed');
    return this.start(this.lastSpec, () => {});
  }

  /** What only the function may know of its environment. */
  get secrets(): string[] {
    const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = this.lastSpec?.variables ?? {};
    return [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN];
  }

  private mend(invocation: InvocationEvent, event: Record<string, any>): InvocationEvent {
    if (this.world.mended) event.ResourceProperties.FailsOn = 'nothing';
    return { ...invocation, payload: Buffer.from(JSON.stringify(event)) };
  }
}

function invocationOf(event: object, now: number): InvocationEvent {
  const payload = Buffer.from(JSON.stringify(event));
  return { requestId: 'again', functionArn: 'arn', payload, remainingMs: 900_000, deadlineMs: now + 900_000 };
}
