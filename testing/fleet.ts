import { Operator } from './operator';

/** The states of a server that was imported or discovered, and has no agent. */
export const WITHOUT_AGENT: readonly string[] = ['PENDING_INSTALLATION', 'DISCOVERED'];

/** The source servers of a world, as MGN has them, and what people and machines do to them outside CloudFormation. */
export abstract class Fleet extends Operator {
  get mgn() {
    return this.aws.mgnBehaviour;
  }

  /** The server as MGN has it. */
  server(id: string) {
    return this.aws.servers.get(id);
  }

  /** The ids of the servers that replicate, sorted. */
  get connected(): string[] {
    const ids = this.aws.servers.list().map(({ sourceServerID = '' }) => sourceServerID);
    return ids.filter((id) => this.isConnected(id)).sort();
  }

  isConnected(id: string): boolean {
    const found = this.server(id);
    return found !== undefined && found.dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED';
  }

  /** What guards ask of a server that is connected. */
  shown(id: string): { state?: string; tags: Record<string, string> } | undefined {
    const { lifeCycle, tags = {} } = this.server(id) ?? {};
    return this.isConnected(id) ? { state: lifeCycle?.state, tags } : undefined;
  }

  hasNoAgent(id: string): boolean {
    return WITHOUT_AGENT.includes(this.server(id)?.lifeCycle?.state ?? '');
  }

  /** The migration of a server that is connected goes on, or back. */
  bring(id: string, state: string): void {
    if (!this.isConnected(id)) return;
    const dataReplicationInfo = WITHOUT_AGENT.includes(state) ? undefined : { dataReplicationState: 'CONTINUOUS' };
    this.change(id, { lifeCycle: { state }, dataReplicationInfo });
  }

  /** The agent of another server has registered it. */
  add(id: string): void {
    this.aws.servers.seed([...this.aws.servers.list(), connectedServer(id)]);
  }

  connect(id: string): void {
    this.change(id, connectedServer(id));
  }

  /** Somebody disconnects the server. */
  disconnect(id: string): void {
    this.end(id, { state: 'DISCONNECTED' });
  }

  /** Somebody finalizes the cutover of the server. */
  finalize(id: string): void {
    const finalized = { apiCallDateTime: new Date(this.clock.now()).toISOString() };
    this.end(id, { state: 'CUTOVER', lastCutover: { finalized } });
  }

  private end(id: string, lifeCycle: object): void {
    const dataReplicationInfo = { dataReplicationState: 'DISCONNECTED' };
    this.change(id, { ...connectedServer(id), lifeCycle, dataReplicationInfo });
  }

  /** MGN has come to know more of servers, as `lifeCycle: { state: 'CUTOVER' }`. Ends all jobs. */
  change(ids: string | readonly string[], members: object): void {
    const isAmong = ({ sourceServerID = '' }) => [ids].flat().includes(sourceServerID);
    this.aws.servers.seed(this.aws.servers.list().map((one) => (isAmong(one) ? { ...one, ...members } : one)));
  }

  /** Somebody deletes the record of the server from MGN. */
  forget(id: string): void {
    this.aws.servers.seed(this.aws.servers.list().filter((one) => one.sourceServerID !== id));
  }

  /** A launch job with the server runs for so long. */
  startJob(id: string, seconds: number): void {
    this.aws.servers.startJob(id);
    this.clock.after(seconds * 1000, () => this.aws.servers.endJob(id));
  }
}

export function connectedServer(sourceServerID: string) {
  return {
    sourceServerID,
    tags: { Wave: 'one' },
    lifeCycle: { state: 'READY_FOR_TEST' },
    dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' },
  };
}
