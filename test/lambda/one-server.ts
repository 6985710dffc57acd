import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest, HttpResponse } from '../../local-aws/src/kernel/types';
import { json, SERVER } from './answers';
import { respond } from './invocation';

/** What MGN answers instead to a request, if anything. */
export type Instead = (request: HttpRequest, clock: VirtualClock) => HttpResponse | undefined;

/** AWS as a Delete finds it: MGN has one connected server, and a test writes down what CloudFormation answers. */
export class OneServer {
  /** The calls that change the server, by their paths, but for those that MGN refuses. The first one disconnects it. */
  readonly calls: string[] = [];

  constructor(
    private readonly cloudFormation: (asked: URLSearchParams, clock: VirtualClock) => HttpResponse,
    private readonly lifeCycleState: (clock: VirtualClock) => string | undefined = () => undefined,
    private readonly instead: Instead = () => undefined,
  ) {}

  get disconnects(): number {
    return this.calls.filter((path) => path === '/DisconnectFromService').length;
  }

  readonly reply = (request: HttpRequest, clock: VirtualClock): HttpResponse => {
    const { method, path, body } = request;
    if (method === 'PUT') return respond('');
    if (path === '/') return this.cloudFormation(new URLSearchParams(body.toString()), clock);
    const other = this.instead(request, clock);
    if (other && other.status >= 300) return other;
    if (!path.startsWith('/Describe')) this.calls.push(path);
    const server = this.server(clock);
    return other ?? json(path === '/DescribeSourceServers' ? { items: [server] } : server);
  };

  private server(clock: VirtualClock): object {
    const dataReplicationState = this.calls.length > 0 ? 'DISCONNECTED' : 'CONTINUOUS';
    const state = this.calls.includes('/FinalizeCutover') ? 'CUTOVER' : this.lifeCycleState(clock);
    const isArchived = this.calls.includes('/MarkAsArchived');
    return { sourceServerID: SERVER, isArchived, dataReplicationInfo: { dataReplicationState }, lifeCycle: { state } };
  }
}
