import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { ANSWERED_AFTER_SECONDS } from './function';
import type { Ground, Names } from './ground';
import type { Look, StackLook } from './look';
import type { ProbeRecording, RecordedRequest, RecordedStack, Shown } from './recording';
import type { LoggedRequest } from './requests';
import type { Run } from './run';
import { secondsBetween, Teller } from './teller';
import { dependenciesOf } from './templates';

/* Makes a recording of a scenario's run and of the requests of its resources. */

export function recordingOf(ground: Ground, names: Names, run: Run, all: readonly LoggedRequest[]): ProbeRecording {
  const stacks = namesOfStacks(run);
  const events = [...run.looker.events.values()].flat().sort((one, other) => timeOf(one) - timeOf(other));
  // the local clock may differ from AWS's: both begin with the creation of the stack
  const epoch = events[0] ? timeOf(events[0]) : run.began;
  const teller = new Teller(stacks, secretsOf(ground, names, run));
  const told = events.map((event) => teller.event(event, epoch));
  const own = all.filter(({ StackId }) => stacks.has(StackId));
  const moments = new Moments(run, epoch);
  const [unreadable] = run.looks.flatMap(({ stacks: all }) => all.flatMap((one) => one.unreadable ?? []));
  return {
    scenario: run.scenario.id,
    source: 'mgn-disconnect probe',
    date: new Date(epoch).toISOString().slice(0, 10),
    region: ground.region,
    dependencies: Object.assign({}, ...run.scenario.steps.map(({ template = {} }) => dependenciesOf(template))),
    operations: run.operations.map(({ at, operation, refused, end }) => ({
      seconds: secondsBetween(run.began, at),
      operation,
      refused: refused && teller.plain(refused),
      end,
    })),
    events: told,
    requests: own.map((request) => recordedRequest(request, teller, epoch, moments)),
    stacks: [...stacks.keys()].map((id) => recordedStack(run.looks, id, teller)),
    unreadable: unreadable && teller.plain(unreadable),
  };
}

const timeOf = ({ Timestamp }: StackEvent): number => Timestamp?.getTime() ?? 0;

/** The root, and each nested stack by the logical id that its parent gives it. */
function namesOfStacks({ rootId, looker }: Run): Map<string, string> {
  const found = new Map([[rootId, 'Root']]);
  for (const event of [...looker.events.values()].flat()) {
    const { ResourceType, PhysicalResourceId = '', LogicalResourceId = '', StackId } = event;
    const isNested = ResourceType === 'AWS::CloudFormation::Stack' && PhysicalResourceId.startsWith('arn:');
    if (isNested && PhysicalResourceId !== StackId) found.set(PhysicalResourceId, LogicalResourceId);
  }
  return found;
}

/** The longer ones first: the others may be parts of them. */
function secretsOf(ground: Ground, names: Names, run: Run): Map<string, string> {
  const stacks = run.looks.flatMap((look) => look.stacks);
  const known: [string, string][] = [
    ...stacks.map(({ id }) => [id, 'stack'] as [string, string]),
    ...stacks.map(({ name }) => [name, 'stack'] as [string, string]),
    [names.functionName, 'probe'],
    [ground.accountId, 'account'],
  ];
  const secrets = known.filter(([secret]) => secret !== '');
  return new Map(secrets.sort(([one], [other]) => other.length - one.length));
}

function recordedRequest(request: LoggedRequest, teller: Teller, epoch: number, moments: Moments): RecordedRequest {
  const { StackId, LogicalResourceId: logicalId, PhysicalResourceId = '', RequestType: type } = request;
  const stack = teller.stackOf(StackId);
  return {
    seconds: secondsBetween(epoch, request.time),
    stack,
    logicalId,
    type,
    resourceType: request.ResourceType,
    physicalId: teller.idOf(stack, logicalId, PhysicalResourceId),
    request: teller.nth(`request ${stack}/${logicalId} ${type}`, request.RequestId),
    n: request.ResourceProperties.N,
    oldN: request.OldResourceProperties?.N,
    shown: moments.shown(request),
  };
}

function recordedStack(looks: readonly Look[], id: string, teller: Teller): RecordedStack {
  const last = looks.flatMap(({ stacks }) => stacks).findLast((stack) => stack.id === id);
  const named = (other?: string) => (other === undefined ? undefined : `@${teller.stackOf(other)}`);
  return {
    stack: teller.stackOf(id),
    parent: named(last?.parentId),
    root: named(last?.rootId),
    end: last?.status ?? '',
  };
}

/** What the looks show of requests. */
class Moments {
  constructor(
    private readonly run: Run,
    private readonly epoch: number,
  ) {}

  /** What the last look between the request and its answer shows. */
  shown(request: LoggedRequest): Shown | undefined {
    const { StackId, LogicalResourceId: id, ResourceProperties, time } = request;
    const [from, wait] = [time - this.epoch, Number(ResourceProperties.Wait ?? ANSWERED_AFTER_SECONDS)];
    const within = (look: Look) => this.since(look.from) >= from && this.since(look.to) < from + 1_000 * wait;
    const stacks = this.run.looks.findLast(within)?.stacks;
    const stack = stacks?.find((one) => one.id === StackId);
    const root = stacks?.find((one) => one.id === (stack?.rootId ?? StackId));
    if (!stack || !root) return undefined;
    return {
      status: stack.status,
      root: root.status,
      listed: stack.listed.get(id),
      described: stack.described.get(id),
      isDescribed: stack.described.has(id),
      toldAfter: this.until(from, request, (one) => this.isTold(one, request)),
      listedAfter: this.until(from, request, (one) => one.listed.has(id)),
    };
  }

  private since(time: number): number {
    return time - this.run.began;
  }

  private until(from: number, { StackId }: LoggedRequest, isSo: (stack: StackLook) => boolean): number | undefined {
    const look = this.run.looks.find(
      (one) => this.since(one.from) >= from && one.stacks.some((stack) => stack.id === StackId && isSo(stack)),
    );
    return look && secondsBetween(from, this.since(look.from));
  }

  private isTold(stack: StackLook, { RequestType, LogicalResourceId, time }: LoggedRequest): boolean {
    const events = (this.run.looker.events.get(stack.id) ?? []).slice(0, stack.told);
    const status = `${RequestType.toUpperCase()}_IN_PROGRESS`;
    return events.some(
      (event) =>
        event.LogicalResourceId === LogicalResourceId &&
        event.ResourceStatus === status &&
        // CloudFormation shows it just before it asks
        timeOf(event) > time - 5_000,
    );
  }
}
