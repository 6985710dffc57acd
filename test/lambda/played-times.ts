import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { deletion, eventsOf, resourcesOf, STACK, type StackEvent, stackOf, THROTTLED } from './answers';
import { environmentOf } from './invocation';
import { OneServer } from './one-server';

/** What AWS shows, by the milliseconds since the event came. CloudFormation throttles what is undefined. */
interface Situation {
  readonly stack: (since: number) => string | undefined;
  readonly deletedAt?: (since: number) => string;
  /** What else DescribeStacks shows. */
  readonly more?: (since: number) => string;
  readonly events: (since: number) => readonly StackEvent[] | undefined;
  readonly eventsOfNested?: () => readonly StackEvent[];
  readonly resources?: (since: number, stack: string) => string;
  readonly lifeCycle?: (since: number) => string;
  /** What MGN answers instead to a look at the server. */
  readonly describe?: (since: number) => HttpResponse | undefined;
  /** What MGN answers instead to the call that disconnects it. */
  readonly disconnect?: (since: number) => HttpResponse | undefined;
  readonly event?: unknown;
}

/** Invokes the function with a Delete, while what AWS shows changes. */
export async function playTimes(situation: Situation) {
  let began = 0;
  const aws = new OneServer(
    (asked, clock) => cloudFormationAt(situation, clock.now() - began, asked),
    (clock) => situation.lifeCycle?.(clock.now() - began),
  );
  const refusals: Record<string, Situation['describe']> = {
    '/DescribeSourceServers': situation.describe,
    '/DisconnectFromService': situation.disconnect,
  };
  const { send, clock } = environmentOf(
    (request, clock) => refusals[request.path]?.(clock.now() - began) ?? aws.reply(request, clock),
  );
  began = clock.now();
  await send(situation.event ?? deletion());
  return { calls: aws.calls };
}

function cloudFormationAt(
  { stack, deletedAt, more, events, eventsOfNested, resources }: Situation,
  since: number,
  asked: URLSearchParams,
): HttpResponse {
  const name = asked.get('StackName') ?? '';
  if (asked.get('Action') === 'ListStackResources') return resourcesOf(resources?.(since, name));
  if (asked.get('Action') === 'DescribeStacks') {
    const status = stack(since);
    return status ? withMore(stackOf(status, deletedAt?.(since)), more?.(since)) : THROTTLED;
  }
  const shown = name === STACK ? events(since) : eventsOfNested?.();
  return shown ? eventsOf(shown, Number(asked.get('NextToken') ?? 0)) : THROTTLED;
}

function withMore(answer: HttpResponse, more = ''): HttpResponse {
  return { ...answer, body: String(answer.body).replace('</StackStatus>', `</StackStatus>${more}`) };
}
