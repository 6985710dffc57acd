import * as cfn from '@aws-sdk/client-cloudformation';
import { GATE_TYPE } from '../lib/private/contract';
import { type Custodian, connections } from './custodian';
import { type Consequence, type Expectation, GateModel, NOTHING, StackModel } from './model';
import type { Step } from './program';
import { type Exchange, World } from './world';

/** Something that differs from what the users declared and completed. */
export interface Problem {
  readonly kind: 'WRONGLY DISCONNECTED' | 'MISSED' | 'BLOCKED' | 'STUCK' | 'ANSWERS' | 'ID' | GateProblem['kind'];
  readonly what: string;
}

/** What one step led to. */
export interface StepResult {
  readonly status: string;
  readonly events: readonly cfn.StackEvent[];
  readonly problems: readonly Problem[];
}

/** Longer than the function may run: nothing can wait that out. */
const HOPELESS_SECONDS = 3600;

/**
 * Of an operator who does the next thing as soon as CloudFormation is ready for it, while its answers to functions are
 * seconds old. What nobody can tell then may fail, but not silently.
 */
export interface Pace {
  /** How old the answers are. */
  readonly lagSeconds: number;
  /** How long MGN takes for a disconnection. */
  readonly callSeconds: number;
}

/** In a hurry, MGN takes that long to describe a server, so that no phase is over before its answers show. */
const LOOK_SECONDS = 8;

interface Options {
  readonly custodian?: Custodian;
  /** Default: each step waits until all can see what the last has led to. */
  readonly pace?: Pace;
}

/** A world in which steps are performed, and each server is compared with the model after each step. */
export class Trial {
  static async start(servers: readonly string[], { custodian = connections, pace }: Options = {}): Promise<Trial> {
    return new Trial(servers, await World.start(servers, custodian), pace);
  }

  private readonly models = new Map<string, StackModel>();
  private readonly gates: GateTrial;

  private constructor(
    private readonly servers: readonly string[],
    readonly world: World,
    private readonly pace?: Pace,
  ) {
    this.gates = new GateTrial(world);
    if (!pace) return;
    world.isHurried = true;
    world.stacks.describeLagMs = pace.lagSeconds * 1000;
  }

  async perform(step: Step): Promise<StepResult> {
    const before = new Set(this.world.connected);
    const seen = this.world.exchanges.size;
    this.gates.expect(step);
    const { status, verdict, events } = await this.run(step);
    const isExcused = (server: string) =>
      isRefusedWithoutAgent(this.world, server, step) ||
      (this.pace ? this.hasFailedFor(server, seen) : this.isHeldBack(server, step, events));
    const problems = [
      ...this.serverProblems(before, verdict, isExcused),
      ...this.stackProblems(step, status, verdict, events),
      ...this.answerProblems(seen, events),
      ...this.gates.problems(step, status, events),
    ];
    return { status, events, problems };
  }

  stop(): Promise<void> {
    return this.world.stop();
  }

  private async run(step: Step): Promise<Omit<StepResult, 'problems'> & { verdict: Consequence }> {
    const { world } = this;
    if (step.do === 'reconnect') {
      world.connect(step.server);
      for (const model of this.models.values()) model.reconnected(step.server);
      return { status: 'connected', verdict: NOTHING, events: [] };
    }
    if (step.do === 'bring') {
      world.bring(step.server, step.state);
      return { status: step.state, verdict: NOTHING, events: [] };
    }
    if (step.do === 'tag') {
      world.change(step.server, { tags: step.tags });
      return { status: 'tagged', verdict: NOTHING, events: [] };
    }
    const model = this.models.get(step.stack) ?? new StackModel();
    this.models.set(step.stack, model);
    const look = () => world.seen(() => newestEvents(world, step.stack));
    const known = new Set((await look()).map(keyOf));
    this.slowDown();
    const verdict = await attempt(world, model, step).catch(refused);
    if (!this.pace) await world.clock.sleep(world.stacks.describeLagMs);
    // nothing shows when MGN has done with it, so that no function waits for that
    if (this.servers.some((server) => world.hasNoAgent(server)))
      await world.clock.sleep(world.mgn.disconnectedAfterSeconds * 1000);
    const status = typeof verdict === 'string' ? verdict : await world.status(step.stack);
    const events = (await look()).filter((event) => !known.has(keyOf(event)));
    return { status, verdict: typeof verdict === 'string' ? NOTHING : verdict, events };
  }

  private slowDown(): void {
    if (!this.pace) return;
    const slow = { service: 'mgn', latencyMs: LOOK_SECONDS * 1000 } as const;
    const latencyMs = this.pace.callSeconds * 1000;
    this.world.fault({ ...slow, operation: 'DescribeSourceServers', times: -1 });
    this.world.fault({ ...slow, operation: 'DisconnectFromService', latencyMs, times: 1 });
  }

  /** A server may be left connected only with an excuse. */
  private serverProblems(
    before: ReadonlySet<string>,
    { must, may }: Consequence,
    isExcused: (server: string) => boolean,
  ): Problem[] {
    return this.servers.flatMap((server): Problem[] => {
      const connected = this.world.isConnected(server);
      if (before.has(server) && !connected && !may.has(server)) return [{ kind: 'WRONGLY DISCONNECTED', what: server }];
      return must.has(server) && connected && !isExcused(server) ? [{ kind: 'MISSED', what: server }] : [];
    });
  }

  /** Whether its deletion failed or was never asked for, and the stack shows that. */
  private isHeldBack(server: string, step: Step, events: readonly cfn.StackEvent[]): boolean {
    const failed = events.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
    const refused = isHopeless(step) && failed.some(({ PhysicalResourceId }) => PhysicalResourceId?.endsWith(server));
    // what depends on the server could not be deleted, and so the nested stack stays that holds both
    const heldBack = failed.some(
      ({ LogicalResourceId, StackId }) => LogicalResourceId === 'Neighbour' && this.holds(StackId, server),
    );
    return refused || heldBack;
  }

  /** Whether a request about it was answered with a failure. */
  private hasFailedFor(server: string, seen: number): boolean {
    const exchanges = [...this.world.exchanges.values()].slice(seen);
    const failed = exchanges.filter(({ answers }) => answers.some(({ Status }) => Status === 'FAILED'));
    return failed.some(({ event }) => JSON.stringify(event).includes(server));
  }

  /** Whether the last that a stack asked about a server was anything but its deletion. */
  private holds(stackId: string | undefined, server: string): boolean {
    const isAbout = ({ PhysicalResourceId, ResourceProperties }: Exchange['event']) =>
      [PhysicalResourceId, ResourceProperties.SourceServerId].includes(server);
    const events = [...this.world.exchanges.values()].map(({ event }) => event);
    const last = events.filter((event) => event.StackId === stackId && isAbout(event)).at(-1);
    return last !== undefined && last.RequestType !== 'Delete';
  }

  /** A stack may be blocked by its neighbour, by its gate, and by MGN when that refuses for hours, and by nothing else. */
  private stackProblems(
    step: Step,
    status: string,
    { doubtful }: Consequence,
    events: readonly cfn.StackEvent[],
  ): Problem[] {
    if (status === 'STUCK') return [{ kind: 'STUCK', what: 'the stack' }];
    if (this.pace || !/^(DELETE|ROLLBACK|UPDATE_ROLLBACK)_FAILED$/.test(status) || isHopeless(step)) return [];
    const last = new Map(events.map((event) => [`${event.StackId} ${event.LogicalResourceId}`, event]));
    const isGateClosed = [...last.values()].some(
      ({ ResourceType, ResourceStatus }) => ResourceType === GATE_TYPE && ResourceStatus === 'DELETE_FAILED',
    );
    const ours = [...last.values()].filter(
      ({ ResourceType, ResourceStatus, PhysicalResourceId, ResourceStatusReason }) =>
        ResourceType === this.world.custodian.type &&
        /^(DELETE|UPDATE)_FAILED$/.test(ResourceStatus ?? '') &&
        !doubtful.has(PhysicalResourceId ?? '') &&
        !ResourceStatusReason?.includes('cancelled') &&
        !(isGateClosed && ResourceStatusReason?.includes('the removal guards refuse the deletion of the stack')),
    );
    return ours.map((event) => ({ kind: 'BLOCKED', what: tellEvent(event) }));
  }

  /** A cancelled request may be left without an answer: its function can be gone before it has one. */
  private answerProblems(seen: number, events: readonly cfn.StackEvent[]): Problem[] {
    const isCancelled = (logicalId: string) =>
      events.some(
        (event) => event.LogicalResourceId === logicalId && event.ResourceStatusReason?.includes('cancelled'),
      );
    return [...this.world.exchanges.values()].slice(seen).flatMap(({ event, answers }): Problem[] => {
      const what = `the ${event.RequestType} of ${event.LogicalResourceId}`;
      if (answers.length === 0 && isCancelled(event.LogicalResourceId)) return [];
      if (answers.length !== 1) return [{ kind: 'ANSWERS', what: `${answers.length} to ${what}` }];
      const { PhysicalResourceId, Status, Reason } = answers[0] ?? {};
      const named = [event.PhysicalResourceId, event.ResourceProperties.SourceServerId].some((id) =>
        Reason.includes(id),
      );
      if (Status === 'FAILED' && !named) return [{ kind: 'ANSWERS', what: `"${Reason}" names no server` }];
      const known = expectedIds(event, answers[0] ?? {}).includes(PhysicalResourceId);
      return known ? [] : [{ kind: 'ID', what: `${PhysicalResourceId} in the answer to ${what}` }];
    });
  }
}

function expectedIds({ RequestType, PhysicalResourceId, ResourceProperties }: any, { Status }: any): string[] {
  const declared = Status === 'SUCCESS' ? [ResourceProperties.SourceServerId] : [];
  if (RequestType === 'Create') return Status === 'SUCCESS' ? declared : ['not-connected'];
  return [PhysicalResourceId, ...(RequestType === 'Update' ? declared : [])];
}

/**
 * MGN refuses to disconnect the server, since nothing of it was ever there to be disconnected. A conflict by chance says
 * the same of such a server, and is believed.
 */
export function isRefusedWithoutAgent(world: World, server: string, step: Step): boolean {
  const fault = 'fault' in step ? step.fault : undefined;
  const byChance = fault?.operation === 'DisconnectFromService' && fault.error === 'ConflictException';
  return world.hasNoAgent(server) && (byChance || world.mgn.disconnectBeforeReplication === 'conflict');
}

function isHopeless(step: Step): boolean {
  return 'fault' in step && (step.fault?.forSeconds ?? 0) >= HOPELESS_SECONDS;
}

/** What AWS refuses is an outcome; anything else is a fault of the test. */
function refused(error: unknown): string {
  if (error instanceof cfn.CloudFormationServiceException) return `refused: ${error.message}`;
  throw error;
}

/** The id of an event is one of its stack: another stack of the template may have the same in the same millisecond. */
export function keyOf({ StackId, EventId }: cfn.StackEvent): string {
  return `${StackId} ${EventId}`;
}

/** The events of the newest stack of a name, and of those nested in it. */
export async function newestEvents(world: World, name: string): Promise<cfn.StackEvent[]> {
  const id = await world.lastStackId(name);
  return id ? world.eventsOfTree(id) : [];
}

export function tellEvent({
  LogicalResourceId,
  PhysicalResourceId,
  ResourceStatus,
  ResourceStatusReason,
}: cfn.StackEvent): string {
  return `  ${LogicalResourceId} [${PhysicalResourceId ?? ''}] ${ResourceStatus} ${ResourceStatusReason ?? ''}`;
}

type Continuation = Extract<Step, { do: 'continue the rollback of' }>;

/** Performs what a step does to a stack. What the model makes of it is the verdict. */
async function attempt(world: World, model: StackModel, step: Extract<Step, { stack: string }>): Promise<Consequence> {
  world.mended = 'mended' in step && step.mended;
  if ('fault' in step && step.fault) world.fault(step.fault);
  try {
    switch (step.do) {
      case 'deploy':
        return await deploy(world, model, step);
      case 'destroy':
        return model.destroyed(await world.destroy(step.stack));
      case 'roll back':
        await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: step.stack }));
        return model.rolledBack(await world.settled(step.stack));
      case 'continue the rollback of':
        return model.rolledBack(await continued(world, step));
    }
  } finally {
    world.clearFaults();
  }
}

async function continued(world: World, { stack: StackName, skip }: Continuation): Promise<string> {
  const last = new Map((await world.events(StackName)).map((event) => [event.LogicalResourceId as string, event]));
  const failed = [...last].filter(([, { ResourceType, ResourceStatus }]) => {
    return ResourceStatus === 'UPDATE_FAILED' && ResourceType !== 'AWS::CloudFormation::Stack';
  });
  const ResourcesToSkip = skip ? failed.map(([logicalId]) => logicalId) : undefined;
  await world.cloudFormation.send(new cfn.ContinueUpdateRollbackCommand({ StackName, ResourcesToSkip }));
  return world.settled(StackName);
}

/** As the cdk CLI does it: a stack whose creation failed is deleted first, and what failed without rollback rolled back. */
async function deploy(world: World, model: StackModel, step: Extract<Step, { do: 'deploy' }>): Promise<Consequence> {
  if (step.onFailure !== 'nothing' && /^(CREATE|UPDATE)_FAILED$/.test(await world.status(step.stack))) {
    await world.cloudFormation.send(new cfn.RollbackStackCommand({ StackName: step.stack }));
    model.rolledBack(await world.settled(step.stack));
  }
  if (/^ROLLBACK_(COMPLETE|FAILED)$/.test(await world.status(step.stack))) {
    model.destroyed(await world.destroy(step.stack));
  }
  const creating = (await world.status(step.stack)) === 'missing';
  await world.startDeploy(step.stack, step.shape, optionsOf(step, creating));
  if (step.cancelAfter !== undefined && !creating) {
    await world.clock.sleep(step.cancelAfter);
    await world.cloudFormation.send(new cfn.CancelUpdateStackCommand({ StackName: step.stack })).catch(() => {});
  }
  return model.deployed(step.shape, await world.settled(step.stack));
}

function optionsOf({ onFailure }: Extract<Step, { do: 'deploy' }>, creating: boolean): object {
  if (onFailure === 'nothing') return { DisableRollback: true };
  return onFailure === 'delete' && creating ? { OnFailure: 'DELETE' } : {};
}

/** What differs from what guards must make of a step. */
interface GateProblem {
  readonly kind: 'LET GO' | 'REFUSED' | 'REFUSED ON THE WAY BACK' | 'GATE ANSWERS';
  readonly what: string;
}

/** Compares what gates make of each step with the model. */
class GateTrial {
  private readonly models = new Map<string, GateModel>();
  private expected: Expectation = 'passed';
  private seen = 0;
  private before: string[] = [];

  constructor(private readonly world: World) {}

  /** Before a step. */
  expect(step: Step): void {
    this.expected = 'stack' in step ? this.modelOf(step.stack).expects(step, (id) => this.world.shown(id)) : 'passed';
    this.seen = this.world.gateExchanges.size;
    this.before = this.world.connected;
  }

  /** After it. */
  problems(step: Step, status: string, events: readonly cfn.StackEvent[]): GateProblem[] {
    if (!('stack' in step)) return [];
    this.modelOf(step.stack).learn(step, this.expected, status);
    return [...this.missing(status), ...this.refusals(events), ...this.answers(events)];
  }

  private missing(status: string): GateProblem[] {
    if (this.expected !== 'refused' || status.startsWith('refused:')) return [];
    const gone = this.before.filter((server) => !this.world.connected.includes(server));
    const completed = /^(missing|CREATE_COMPLETE|UPDATE_COMPLETE)$/.test(status) ? [status] : [];
    return [...completed, ...gone].map((what) => ({ kind: 'LET GO', what }));
  }

  private refusals(events: readonly cfn.StackEvent[]): GateProblem[] {
    return events.flatMap((event, index): GateProblem[] => {
      const { ResourceStatusReason = '' } = event;
      if (!isRefusal(event)) return [];
      const isStatus = (one: cfn.StackEvent) =>
        one.StackId === event.StackId && one.PhysicalResourceId === event.StackId;
      const status = events.slice(0, index).findLast(isStatus)?.ResourceStatus;
      if (status?.includes('ROLLBACK')) return [{ kind: 'REFUSED ON THE WAY BACK', what: ResourceStatusReason }];
      return this.expected === 'passed' ? [{ kind: 'REFUSED', what: ResourceStatusReason }] : [];
    });
  }

  private answers(events: readonly cfn.StackEvent[]): GateProblem[] {
    const isCancelled = events.some(({ ResourceType, ResourceStatusReason }) => {
      return ResourceType === GATE_TYPE && ResourceStatusReason?.includes('cancelled');
    });
    const fresh = [...this.world.gateExchanges.values()].slice(this.seen);
    const wrong = fresh.filter(({ answers }) => answers.length !== 1 && !(isCancelled && answers.length === 0));
    return wrong.map(({ event, answers }) => ({
      kind: 'GATE ANSWERS',
      what: `${answers.length} to its ${event.RequestType}`,
    }));
  }

  private modelOf(stack: string): GateModel {
    const model = this.models.get(stack) ?? new GateModel();
    this.models.set(stack, model);
    return model;
  }
}

/** Whether a gate has refused something, and was not only cancelled. */
export function isRefusal({ ResourceType, ResourceStatus, ResourceStatusReason = '' }: cfn.StackEvent): boolean {
  const hasFailed = ResourceType === GATE_TYPE && ResourceStatus?.endsWith('_FAILED') === true;
  return hasFailed && /removal guards/.test(ResourceStatusReason);
}
