import * as cfn from '@aws-sdk/client-cloudformation';
import { StackModel, type Verdict } from './model';
import { SERVERS, type Step, tell } from './program';
import { World } from './world';

/** Runs a program and compares every server with the model after each step. Throws a readable account of a difference. */
export async function run(program: readonly Step[], prepare?: (world: World) => void): Promise<void> {
  const world = await World.start(SERVERS);
  prepare?.(world);
  const story: string[] = [];
  const models = new Map<string, StackModel>();
  try {
    for (const step of program) {
      const before = new Set(SERVERS.filter((server) => world.isConnected(server)));
      const seen = world.exchanges.size;
      const { status, verdict, events } = await perform(world, models, step);
      story.push(`${tell(step)} -> ${status}`);
      const problems = [
        ...serverProblems(world, before, verdict, step, events),
        ...stackProblems(step, status, events),
        ...answerProblems(world, seen, events),
      ];
      if (problems.length > 0)
        throw new Error([...problems, 'after:', ...story, ...events.map(tellEvent)].join('\n  '));
    }
  } finally {
    await world.stop();
  }
}

interface Outcome {
  readonly status: string;
  readonly verdict: Verdict;
  /** The events of this step alone. */
  readonly events: readonly cfn.StackEvent[];
}

const UNCHANGED: Verdict = { must: new Set(), may: new Set() };

async function perform(world: World, models: Map<string, StackModel>, step: Step): Promise<Outcome> {
  if (step.do === 'reconnect') {
    world.connect(step.server);
    return { status: 'connected', verdict: UNCHANGED, events: [] };
  }
  const model = models.get(step.stack) ?? new StackModel();
  models.set(step.stack, model);
  const known = new Set((await newestEvents(world, step.stack)).map(({ EventId }) => EventId));
  const verdict = await attempt(world, model, step).catch((error) => `refused: ${error.message}`);
  const status = typeof verdict === 'string' ? verdict : await world.status(step.stack);
  const events = (await newestEvents(world, step.stack)).filter(({ EventId }) => !known.has(EventId));
  return { status, verdict: typeof verdict === 'string' ? UNCHANGED : verdict, events };
}

async function newestEvents(world: World, name: string): Promise<cfn.StackEvent[]> {
  const id = await world.lastStackId(name);
  return id ? world.eventsOfTree(id) : [];
}

async function attempt(world: World, model: StackModel, step: Exclude<Step, { do: 'reconnect' }>): Promise<Verdict> {
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
        await world.cloudFormation.send(new cfn.ContinueUpdateRollbackCommand({ StackName: step.stack }));
        return model.rolledBack(await world.settled(step.stack));
    }
  } finally {
    world.clearFaults();
  }
}

/** As the cdk CLI does it: a stack whose creation failed is deleted first, without anybody asking for that. */
async function deploy(world: World, model: StackModel, step: Extract<Step, { do: 'deploy' }>): Promise<Verdict> {
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

/** A server may be left connected only where MGN refused for hours, and then the stack must show it. */
function serverProblems(
  world: World,
  before: ReadonlySet<string>,
  { must, may }: Verdict,
  step: Step,
  events: readonly cfn.StackEvent[],
): string[] {
  const excused = 'fault' in step && step.fault?.forSeconds !== undefined;
  return SERVERS.flatMap((server) => {
    const connected = world.isConnected(server);
    if (before.has(server) && !connected && !may.has(server)) return [`WRONGLY DISCONNECTED: ${server}`];
    const shown = events.some(
      (event) => event.ResourceStatus === 'DELETE_FAILED' && event.PhysicalResourceId?.endsWith(server),
    );
    return must.has(server) && connected && !(excused && shown) ? [`MISSED: ${server}`] : [];
  });
}

/** A stack may be blocked by its neighbour, and by MGN when that refuses for hours, and by nothing else. */
function stackProblems(step: Step, status: string, events: readonly cfn.StackEvent[]): string[] {
  if (status === 'STUCK') return ['the stack is STUCK'];
  if (!/^(DELETE|ROLLBACK|UPDATE_ROLLBACK)_FAILED$/.test(status)) return [];
  if ('fault' in step && step.fault?.forSeconds) return [];
  const ours = events.filter(
    (event) =>
      event.ResourceType === 'Custom::MgnSourceServerConnection' &&
      /^(DELETE|UPDATE)_FAILED$/.test(event.ResourceStatus ?? ''),
  );
  return ours.map((event) => `BLOCKED: ${tellEvent(event)}`);
}

/** A cancelled request may be left without an answer: its function can be gone before it has one. */
function answerProblems(world: World, seen: number, events: readonly cfn.StackEvent[]): string[] {
  const isCancelled = (logicalId: string) =>
    events.some((event) => event.LogicalResourceId === logicalId && event.ResourceStatusReason?.includes('cancelled'));
  return [...world.exchanges.values()].slice(seen).flatMap(({ event, answers }) => {
    const what = `${event.RequestType} of ${event.LogicalResourceId}`;
    if (answers.length === 0 && isCancelled(event.LogicalResourceId)) return [];
    if (answers.length !== 1) return [`${answers.length} ANSWERS to the ${what}`];
    const { Status, PhysicalResourceId } = answers[0] ?? {};
    const declared = event.ResourceProperties.SourceServerId;
    const expected =
      event.RequestType === 'Create'
        ? [Status === 'SUCCESS' ? declared : 'not-connected']
        : [event.PhysicalResourceId, ...(event.RequestType === 'Update' && Status === 'SUCCESS' ? [declared] : [])];
    return expected.includes(PhysicalResourceId) ? [] : [`ID ${PhysicalResourceId} in the answer to the ${what}`];
  });
}

function tellEvent({
  LogicalResourceId,
  PhysicalResourceId,
  ResourceStatus,
  ResourceStatusReason,
}: cfn.StackEvent): string {
  return `  ${LogicalResourceId} [${PhysicalResourceId ?? ''}] ${ResourceStatus} ${ResourceStatusReason ?? ''}`;
}
