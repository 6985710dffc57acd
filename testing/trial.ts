import * as cfn from '@aws-sdk/client-cloudformation';
import { GATE_TYPE } from '../lib/private/contract';
import { attempt } from './attempt';
import { type Custodian, connections } from './custodian';
import { type GateProblem, GateTrial } from './gate-trial';
import { NOTHING, StackModel, type Verdict } from './model';
import type { Step } from './program';
import type { Exchange } from './recorder';
import { World } from './world';

/** Something that differs from what the users declared and completed. */
export interface Problem {
  readonly kind: 'WRONGLY DISCONNECTED' | 'MISSED' | 'BLOCKED' | 'STUCK' | 'ANSWERS' | 'ID' | GateProblem['kind'];
  readonly what: string;
}

/** What one step led to. */
export interface Outcome {
  readonly status: string;
  readonly events: readonly cfn.StackEvent[];
  readonly problems: readonly Problem[];
}

/** Longer than the function may run: nothing can wait that out. */
const HOPELESS_SECONDS = 3600;

/** A world in which steps are performed, and each server is compared with the model after each step. */
export class Trial {
  static async start(servers: readonly string[], custodian: Custodian = connections): Promise<Trial> {
    return new Trial(servers, await World.start(servers, custodian));
  }

  private readonly models = new Map<string, StackModel>();
  private readonly gates: GateTrial;

  private constructor(
    private readonly servers: readonly string[],
    readonly world: World,
  ) {
    this.gates = new GateTrial(world);
  }

  async perform(step: Step): Promise<Outcome> {
    const before = new Set(this.world.connected);
    const seen = this.world.exchanges.size;
    this.gates.expect(step);
    const { status, verdict, events } = await this.run(step);
    const problems = [
      ...this.serverProblems(before, verdict, step, events),
      ...this.stackProblems(step, status, verdict, events),
      ...this.answerProblems(seen, events),
      ...this.gates.problems(step, status, events),
    ];
    return { status, events, problems };
  }

  stop(): Promise<void> {
    return this.world.stop();
  }

  private async run(step: Step): Promise<Omit<Outcome, 'problems'> & { verdict: Verdict }> {
    const { world } = this;
    if (step.do === 'reconnect') {
      world.connect(step.server);
      for (const model of this.models.values()) model.reconnected(step.server);
      return { status: 'connected', verdict: NOTHING, events: [] };
    }
    if (step.do === 'bring') {
      if (world.isConnected(step.server)) world.change(step.server, { lifeCycle: { state: step.state } });
      return { status: step.state, verdict: NOTHING, events: [] };
    }
    const model = this.models.get(step.stack) ?? new StackModel();
    this.models.set(step.stack, model);
    const known = new Set((await newestEvents(world, step.stack)).map(keyOf));
    const verdict = await attempt(world, model, step).catch(refused);
    await world.clock.sleep(world.stacks.describeLagMs);
    const status = typeof verdict === 'string' ? verdict : await world.status(step.stack);
    const events = (await newestEvents(world, step.stack)).filter((event) => !known.has(keyOf(event)));
    return { status, verdict: typeof verdict === 'string' ? NOTHING : verdict, events };
  }

  /** A server may be left connected only where its deletion failed or was never asked for, and the stack shows that. */
  private serverProblems(
    before: ReadonlySet<string>,
    { must, may }: Verdict,
    step: Step,
    events: readonly cfn.StackEvent[],
  ): Problem[] {
    return this.servers.flatMap((server): Problem[] => {
      const connected = this.world.isConnected(server);
      if (before.has(server) && !connected && !may.has(server)) return [{ kind: 'WRONGLY DISCONNECTED', what: server }];
      if (!must.has(server) || !connected) return [];
      const failed = events.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
      const refused = isHopeless(step) && failed.some(({ PhysicalResourceId }) => PhysicalResourceId?.endsWith(server));
      // what depends on the server could not be deleted, and so the nested stack stays that holds both
      const heldBack = failed.some(
        ({ LogicalResourceId, StackId }) => LogicalResourceId === 'Neighbour' && this.holds(StackId, server),
      );
      return refused || heldBack ? [] : [{ kind: 'MISSED', what: server }];
    });
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
    { doubtful }: Verdict,
    events: readonly cfn.StackEvent[],
  ): Problem[] {
    if (status === 'STUCK') return [{ kind: 'STUCK', what: 'the stack' }];
    if (!/^(DELETE|ROLLBACK|UPDATE_ROLLBACK)_FAILED$/.test(status) || isHopeless(step)) return [];
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
        !(isGateClosed && ResourceStatusReason?.includes('the removal guards do not let the stack go')),
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
