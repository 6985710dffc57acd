import { deletion, EXPIRED, eventsOf, resourcesOf, type StackEvent, stackOf } from './answers';
import { invoke } from './invocation';
import { OneServer } from './one-server';

/** What AWS shows of a stack to a Delete of its connection. */
interface Shown {
  readonly status: string;
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  /** The first use of a page token is refused. */
  readonly expiredToken?: boolean;
}

/** Invokes the function with a Delete of a connected server; tells how often it disconnects, and what it answers. */
export async function playDelete({ status, events, expiredToken }: Shown, properties: object = {}) {
  let expired = expiredToken ? 1 : 0;
  const aws = new OneServer((asked) => {
    if (asked.get('Action') === 'DescribeStacks') return stackOf(status);
    if (asked.get('Action') === 'ListStackResources') return resourcesOf();
    const token = asked.get('NextToken');
    return token && expired-- > 0 ? EXPIRED : eventsOf(events, Number(token ?? 0));
  });
  const { answer } = await invoke(deletion(properties), aws.reply);
  return { disconnects: aws.disconnects, status: answer.Status, reason: answer.Reason };
}
