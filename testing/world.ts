import { type FaultSpec, startLocalAws, VirtualClock } from '../local-aws/src';
import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import { type Custodian, connections } from './custodian';
import { eventsOf, logGroups } from './logs';
import { Operator } from './operator';
import { type Exchange, invocationOf, Recorder } from './recorder';

/*
 * A local AWS without sockets and processes, on a clock that jumps, with a fleet of servers: a place to run whole
 * lives of stacks in milliseconds. The functions are the built bundle and a neighbour that fails when it is told to.
 */

export class World extends Operator {
  static async start(servers: readonly string[], custodian: Custodian = connections): Promise<World> {
    const clock = new VirtualClock({ auto: true, busy: () => world.executor.busy });
    const world: World = new World(clock, custodian);
    world.aws = await startLocalAws({
      clock,
      executor: world.executor,
      mostEnvironments: 1_000,
      listen: false,
      servers: servers.map(connected),
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
  /** Lambda delivers each event to the connections' functions a second time. */
  twice = false;
  /** So many of the next events kill the function before it does anything. */
  crashes = 0;
  /** MGN carries out the next call of this operation, and the function is killed before it hears of that. */
  crashAfter?: string;
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
    const crashes = this.crashAfter !== undefined && request.path === `/${this.crashAfter}`;
    const response = await this.aws.handle(request);
    if (crashes && response.status < 300) {
      this.crashAfter = undefined;
      this.kill();
    }
    return response;
  }

  get mgn() {
    return this.aws.mgnBehaviour;
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

  /** The server as MGN has it. */
  server(id: string) {
    return this.aws.servers.get(id);
  }

  /** Changes what MGN has of a server. */
  change(id: string, members: object): void {
    this.aws.servers.seed(
      this.aws.servers.list().map((one) => (one.sourceServerID === id ? { ...one, ...members } : one)),
    );
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

  isConnected(server: string): boolean {
    const found = this.aws.servers.get(server);
    return found !== undefined && found.dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED';
  }

  connect(server: string): void {
    this.aws.servers.seed(
      this.aws.servers.list().map((one) => (one.sourceServerID === server ? connected(server) : one)),
    );
  }

  /** Somebody disconnects the server. */
  disconnect(server: string): void {
    this.end(server, 'DISCONNECTED');
  }

  /** Somebody finalizes the cutover of the server. */
  finalize(server: string): void {
    this.end(server, 'CUTOVER');
  }

  private end(server: string, state: string): void {
    const gone = {
      ...connected(server),
      lifeCycle: { state },
      dataReplicationInfo: { dataReplicationState: 'DISCONNECTED' },
    };
    this.aws.servers.seed(this.aws.servers.list().map((one) => (one.sourceServerID === server ? gone : one)));
  }

  /** MGN has come to know more of servers, as `lifeCycle: { state: 'CUTOVER' }`. Ends all jobs. */
  become(servers: string | readonly string[], members: object): void {
    const list: object[] = this.aws.servers.list();
    const isAmong = ({ sourceServerID = '' }: { sourceServerID?: string }) => [servers].flat().includes(sourceServerID);
    this.aws.servers.seed(list.map((one) => (isAmong(one) ? { ...one, ...members } : one)));
  }

  /** The life cycle state of a server that is connected. */
  stateOf(server: string): string | undefined {
    return this.isConnected(server) ? this.aws.servers.get(server)?.lifeCycle?.state : undefined;
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

  /** Somebody deletes the record of the server from MGN. */
  forget(server: string): void {
    this.aws.servers.seed(this.aws.servers.list().filter((one) => one.sourceServerID !== server));
  }

  /** The events, or those of a type, that connections' functions got, in order. */
  requests(type?: string): Record<string, any>[] {
    const events = [...this.exchanges.values()].map(({ event }) => event);
    return events.filter(({ RequestType }) => type === undefined || RequestType === type);
  }

  /** The answers of connections with a status, in order. */
  answers(status: string): Record<string, any>[] {
    return [...this.exchanges.values()].flatMap(({ answers }) => answers).filter(({ Status }) => Status === status);
  }

  /** A launch job with the server runs for so long. */
  startJob(server: string, seconds: number): void {
    this.aws.servers.startJob(server);
    this.clock.after(seconds * 1000, () => this.aws.servers.endJob(server));
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

function connected(sourceServerID: string) {
  return {
    sourceServerID,
    tags: { Wave: 'one' },
    lifeCycle: { state: 'READY_FOR_TEST' },
    dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' },
  };
}
