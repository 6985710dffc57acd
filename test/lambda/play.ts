import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { deletion, eventsOf, resourcesOf, result, STACK, type StackEvent, stackOf, THROTTLED } from './answers';
import { environmentOf, respond } from './invocation';
import { OneServer } from './one-server';

/** By the milliseconds since the event came. */
type At<T> = (since: number) => T;

/** What AWS shows. CloudFormation throttles what is undefined. */
interface Situation {
  /** The state of all stacks; default: they are being deleted. */
  readonly stack?: At<string | HttpResponse | undefined>;
  readonly deletedAt?: At<string>;
  /** What else DescribeStacks shows. */
  readonly more?: At<string>;
  /** Oldest first; the token is that of a further page. */
  readonly events: (since: number, token: string | null) => readonly StackEvent[] | HttpResponse | undefined;
  /** Of any other stack, which is nested in this one. */
  readonly eventsOfNested?: At<readonly StackEvent[]>;
  readonly resources?: (since: number, stack: string) => string;
  /** The status that DescribeStackResource shows of any resource. */
  readonly resourceStatus?: string;
  readonly lifeCycle?: At<string>;
  /** What MGN answers instead to a look at the server. */
  readonly describe?: Instead;
  /** What MGN answers instead to the call that disconnects it. */
  readonly disconnect?: Instead;
  /** The same of other calls, by their paths. */
  readonly others?: Readonly<Record<string, Instead | undefined>>;
  /** Default: a Delete. */
  readonly event?: unknown;
  /** Of the function's environment. */
  readonly variables?: object;
}

type Instead = (since: number, body: string) => HttpResponse | undefined;

/** Invokes the function, while what AWS shows changes. */
export async function play(situation: Situation) {
  let began = 0;
  const { describe, disconnect, others, variables } = situation;
  const instead: Record<string, Instead | undefined> = {
    '/DescribeSourceServers': describe,
    '/DisconnectFromService': disconnect,
    ...others,
  };
  const asked: string[] = [];
  const aws = new OneServer(
    (form, clock) => {
      asked.push(form.get('Action') ?? '');
      return cloudFormationAt(situation, clock.now() - began, form);
    },
    (clock) => situation.lifeCycle?.(clock.now() - began),
    ({ path, body }, clock) => instead[path]?.(clock.now() - began, body.toString()),
  );
  const { send, clock, requests, logs } = environmentOf(aws.reply, variables);
  began = clock.now();
  await send(situation.event ?? deletion());
  const answer = JSON.parse(String(requests.findLast(({ method }) => method === 'PUT')?.body));
  return { answer, calls: aws.calls, disconnects: aws.disconnects, asked, logs, milliseconds: clock.now() - began };
}

function cloudFormationAt(situation: Situation, since: number, asked: URLSearchParams): HttpResponse {
  const name = asked.get('StackName') ?? '';
  switch (asked.get('Action')) {
    case 'ListStackResources':
      return resourcesOf(situation.resources?.(since, name));
    case 'DescribeStackResource':
      return detailOf(situation.resourceStatus);
    case 'DescribeStacks':
      return describedAt(situation, since, name === STACK ? undefined : STACK);
    default: {
      const token = asked.get('NextToken');
      const shown = name === STACK ? situation.events(since, token) : situation.eventsOfNested?.(since);
      if (shown === undefined) return THROTTLED;
      return 'status' in shown ? shown : eventsOf(shown, Number(token ?? 0));
    }
  }
}

function describedAt({ stack, deletedAt, more }: Situation, since: number, parent?: string): HttpResponse {
  const status = stack ? stack(since) : 'DELETE_IN_PROGRESS';
  if (typeof status !== 'string') return status ?? THROTTLED;
  const answer = stackOf(status, deletedAt?.(since), parent);
  return { ...answer, body: String(answer.body).replace('</StackStatus>', `</StackStatus>${more?.(since) ?? ''}`) };
}

function detailOf(status = ''): HttpResponse {
  const detail = `<StackResourceDetail><ResourceStatus>${status}</ResourceStatus></StackResourceDetail>`;
  return respond(result('DescribeStackResource', detail));
}
