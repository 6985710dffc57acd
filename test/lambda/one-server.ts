import type { VirtualClock } from '../../local-aws/src';
import type { HttpResponse } from '../../local-aws/src/kernel/types';
import { json, SERVER } from './answers';
import { type Reply, respond } from './invocation';

/** AWS as a Delete finds it: MGN has one connected server, and a test writes down what CloudFormation answers. */
export class OneServer {
  /** The calls that change the server, by their paths. The first one disconnects it. */
  readonly calls: string[] = [];

  constructor(
    private readonly cloudFormation: (asked: URLSearchParams, clock: VirtualClock) => HttpResponse,
    private readonly lifeCycleState: (clock: VirtualClock) => string | undefined = () => undefined,
  ) {}

  get disconnects(): number {
    return this.calls.filter((path) => path === '/DisconnectFromService').length;
  }

  readonly reply = ({ method, path, body }: Parameters<Reply>[0], clock: VirtualClock): HttpResponse => {
    if (method === 'PUT') return respond('');
    if (path === '/') return this.cloudFormation(new URLSearchParams(body.toString()), clock);
    if (!path.startsWith('/Describe')) this.calls.push(path);
    const server = this.server(clock);
    return json(path === '/DescribeSourceServers' ? { items: [server] } : server);
  };

  private server(clock: VirtualClock): object {
    const dataReplicationState = this.calls.length > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const state = this.calls.includes('/FinalizeCutover') ? 'CUTOVER' : this.lifeCycleState(clock);
    return { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState }, lifeCycle: { state } };
  }
}
