import type { Case, Requested } from './case';
import { type Answer, AS_USUAL, CloudFormation, type Unknowns, uuidOf } from './cloudformation';
import { CONNECTION, GENERIC, isOwn, type Row, STACK } from './table';

/** What the function asks for over HTTP. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What becomes of a Delete: what the function answers, and what it has MGN do. */
export interface Handled {
  readonly answers: readonly {
    readonly Status: string;
    readonly Reason: string;
    readonly PhysicalResourceId: string;
  }[];
  /** The servers that DisconnectFromService was called for, by their names in the table. */
  readonly disconnected: readonly string[];
}

/** After so many seconds a Delete that events show is with the function. */
const ON_ITS_WAY = 0.3;

/** Some properties of a connection; a table shows that there are some, not which. */
const PROPERTIES = { ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:Provider', RemovalPolicy: 'Delete' };

/**
 * An AWS that answers from one table of events. Its time is that of the table: it stands at the moment at which the
 * Delete has come, and goes on with the clock, but what waits for the answer to the Delete waits.
 */
export class RecordedAws {
  private readonly puts: Handled['answers'][number][] = [];
  private readonly disconnected: string[] = [];
  private readonly came: number;
  private readonly began: number;

  constructor(
    private readonly one: Case,
    /** Makes the names of this AWS differ from those of others that are served at the same time. */
    private readonly number: number,
    private readonly now: () => number,
    private readonly unknowns: Unknowns = AS_USUAL,
  ) {
    this.came = Math.max(...one.deletes.map((requested) => this.secondsOf(requested)));
    this.began = now() - this.came * 1000;
  }

  get handled(): Handled {
    return { answers: this.puts, disconnected: this.disconnected };
  }

  /** The requests that CloudFormation sends the function, which answers to the origin. */
  requests(origin: string): object[] {
    return this.one.deletes.map((requested, index) => ({
      RequestType: 'Delete',
      ServiceToken: PROPERTIES.ServiceToken,
      ResponseURL: `${origin}/responses/${this.padded}/${index}?X-Amz-Signature=made-up`,
      StackId: this.idOf(`stack:${requested.stack}`),
      RequestId: uuidOf(`${this.number} ${index}`),
      LogicalResourceId: requested.logicalId,
      PhysicalResourceId: this.idOf(requested.physicalId),
      ResourceType: requested.resourceType ?? CONNECTION,
      ResourceProperties: requested.properties ?? this.propertiesOf(requested),
    }));
  }

  reply({ method, path, body }: Asked): Answer {
    if (method === 'PUT') {
      this.puts.push(JSON.parse(body));
      return { status: 200, body: '' };
    }
    if (path === '/') return this.cloudFormation().answer(new URLSearchParams(body));
    return { status: 200, body: JSON.stringify(this.mgn(path, JSON.parse(body))) };
  }

  private cloudFormation(): CloudFormation {
    const rows = this.one.table.rows.filter((row) => this.shows(row)).map((row) => ({ ...row }));
    const [idOf, propertiesOf] = [(name: string) => this.idOf(name), (row: Row) => this.propertiesOf(row)];
    return new CloudFormation({ rows, began: this.began, idOf, propertiesOf }, this.unknowns);
  }

  private shows(row: Row): boolean {
    if (row.seconds <= this.came) return true;
    const isOfRequest = this.one.deletes.some(
      ({ stack, logicalId }) => stack === row.stack && logicalId === row.logicalId,
    );
    return !isOfRequest && row.type !== STACK && row.seconds <= (this.now() - this.began) / 1000;
  }

  /** When the events show the Delete for the last time; a request that they do not show tells when it comes. */
  private secondsOf({ at, stack, logicalId, physicalId }: Requested): number {
    if (at !== undefined) return at;
    const row = this.one.table.rows.findLast(
      (row) =>
        row.stack === stack &&
        row.logicalId === logicalId &&
        row.physicalId === physicalId &&
        row.status === 'DELETE_IN_PROGRESS',
    );
    if (!row) throw new Error(`${this.one.title}: no event shows the Delete of ${stack}/${logicalId} ${physicalId}`);
    return row.seconds + ON_ITS_WAY;
  }

  private mgn(path: string, asked: { sourceServerID?: string; filters?: { sourceServerIDs?: string[] } }): object {
    if (path === '/DescribeJobs') return { items: [] };
    const ids = asked.filters?.sourceServerIDs ?? [asked.sourceServerID ?? ''];
    if (path === '/DisconnectFromService') this.disconnected.push(...ids.map((id) => this.serverNameOf(id)));
    const servers = ids.map((id) => this.serverOf(id));
    return path === '/DescribeSourceServers' ? { items: servers } : (servers[0] as object);
  }

  private serverOf(sourceServerID: string): object {
    const isDisconnected = this.disconnected.includes(this.serverNameOf(sourceServerID));
    const dataReplicationState = isDisconnected ? 'DISCONNECTED' : 'CONTINUOUS';
    const lifeCycle = { state: isDisconnected ? 'DISCONNECTED' : 'CUTOVER' };
    return { sourceServerID, isArchived: false, lifeCycle, dataReplicationInfo: { dataReplicationState } };
  }

  /** An id of AWS's for a name in the table, and any other name itself. */
  private idOf(name: string): string {
    const [kind, own = ''] = name.split(':');
    if (kind === 'server') return `s-${this.padded}${own.padStart(13, '0')}`;
    if (kind !== 'stack') return name;
    const uuid = uuidOf(`${this.number} ${own}`);
    return `arn:aws:cloudformation:eu-west-1:123456789012:stack/${own}-${this.padded}/${uuid}`;
  }

  private serverNameOf(id: string): string {
    return id.slice(`s-${this.padded}`.length).replace(/^0+/, '');
  }

  private get padded(): string {
    return String(this.number).padStart(4, '0');
  }

  private propertiesOf(row: Pick<Row, 'logicalId' | 'physicalId'> & Partial<Row>): object {
    if (row.type === STACK && !isOwn(row as Row)) return { TemplateURL: 'https://example.com/nested.json' };
    const isServer = row.physicalId.startsWith('server:');
    const isConnection = row.type === undefined || row.type === CONNECTION || row.type === GENERIC;
    return isServer && isConnection ? { ...PROPERTIES, SourceServerId: this.idOf(row.physicalId) } : {};
  }
}
