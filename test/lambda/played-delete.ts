import { deletion, EXPIRED, eventsOf, json, resourcesOf, SERVER, type StackEvent, stackOf } from './answers';
import { invoke, respond } from './invocation';

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
  let disconnects = 0;
  let expired = expiredToken ? 1 : 0;
  const { answer } = await invoke(deletion(properties), async ({ path, body, method }) => {
    if (method === 'PUT') return respond('');
    if (path === '/DisconnectFromService') disconnects += 1;
    const state = disconnects > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: state } };
    if (path !== '/') return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
    const asked = new URLSearchParams(body.toString());
    if (asked.get('Action') === 'DescribeStacks') return stackOf(status);
    if (asked.get('Action') === 'ListStackResources') return resourcesOf();
    const token = asked.get('NextToken');
    return token && expired-- > 0 ? EXPIRED : eventsOf(events, Number(token ?? 0));
  });
  return { disconnects, status: answer.Status, reason: answer.Reason };
}
