import { createHash } from 'node:crypto';
import { CONNECTION, GENERIC, isOwn, type Row, STACK } from './table';

/* The answers of CloudFormation's API that follow from a table, as XML. */

/** How ListStackResources shows what a clean-up deletes of custom resources: nobody has recorded it. */
export type Listed = 'declared' | 'generic' | 'as before';

/** What AWS does not tell, so that a test may have it this way or that. */
export interface Unknowns {
  readonly listed: Listed;
  /** Of events with one time, whether the later of the table comes first. */
  readonly laterFirst: boolean;
  readonly pageSize: number;
}

export const AS_USUAL: Unknowns = { listed: 'declared', laterFirst: true, pageSize: 100 };

/** The rows that show by now, with names that are not AWS's resolved. */
export interface Shown {
  readonly rows: readonly Row[];
  /** When the table begins. */
  readonly began: number;
  readonly idOf: (name: string) => string;
  readonly propertiesOf: (row: Row) => object;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export class CloudFormation {
  constructor(
    private readonly shown: Shown,
    private readonly unknowns: Unknowns,
  ) {}

  answer(asked: URLSearchParams): Answer {
    const id = asked.get('StackName') ?? '';
    const own = this.shown.rows.filter((row) => this.shown.idOf(`stack:${row.stack}`) === id);
    const [first] = own;
    if (!first) return refusal(`Stack with id ${id} does not exist`);
    switch (asked.get('Action')) {
      case 'DescribeStacks':
        return this.describeStacks(first.stack, own);
      case 'DescribeStackEvents':
        return this.describeStackEvents(own, Number(asked.get('NextToken') ?? 0));
      case 'ListStackResources':
        return answerTo('ListStackResources', list('StackResourceSummaries', this.resources(own).map(memberOf)));
      case 'DescribeStackResource':
        return this.describeStackResource(own, asked.get('LogicalResourceId') ?? '');
      default:
        return refusal(`${asked.get('Action')} is not in the table`);
    }
  }

  private describeStacks(stack: string, own: readonly Row[]): Answer {
    const parent = this.parentOf(stack);
    const root = parent && (this.rootOf(stack) as string);
    return answerTo(
      'DescribeStacks',
      list('Stacks', [
        memberOf({
          StackId: this.shown.idOf(`stack:${stack}`),
          StackName: stack,
          CreationTime: new Date(this.shown.began).toISOString(),
          StackStatus: own.findLast(isOwn)?.status,
          ParentId: parent && this.shown.idOf(`stack:${parent}`),
          RootId: root && this.shown.idOf(`stack:${root}`),
        }),
      ]),
    );
  }

  private parentOf(stack: string): string | undefined {
    return this.shown.rows.find((row) => row.physicalId === `stack:${stack}` && row.stack !== stack)?.stack;
  }

  private rootOf(stack: string): string {
    const parent = this.parentOf(stack);
    return parent === undefined ? stack : this.rootOf(parent);
  }

  /** Newest first, a page after the other. */
  private describeStackEvents(own: readonly Row[], from: number): Answer {
    const ordered = this.unknowns.laterFirst ? own.toReversed() : own;
    const newestFirst = ordered.toSorted((a, b) => b.seconds - a.seconds);
    const to = from + this.unknowns.pageSize;
    const events = newestFirst.slice(from, to).map((row) => memberOf(this.eventOf(row)));
    const next = to < newestFirst.length ? `<NextToken>${to}</NextToken>` : '';
    return answerTo('DescribeStackEvents', list('StackEvents', events) + next);
  }

  private eventOf(row: Row) {
    const time = new Date(this.shown.began + row.seconds * 1000).toISOString();
    const uuid = uuidOf(`${row.stack} ${row.logicalId} ${row.status} ${row.seconds}`);
    const ids = { own: uuid, full: `${row.logicalId}-${row.status}-${time}`, bare: `${row.logicalId}-${uuid}` };
    return {
      StackId: this.shown.idOf(`stack:${row.stack}`),
      EventId: ids[row.shape],
      StackName: row.stack,
      LogicalResourceId: row.logicalId,
      PhysicalResourceId: this.shown.idOf(row.physicalId),
      ResourceType: row.type,
      Timestamp: time,
      ResourceStatus: row.status,
      ResourceStatusReason: row.reason || undefined,
      ResourceProperties: row.shape === 'full' ? JSON.stringify(this.shown.propertiesOf(row)) : undefined,
    };
  }

  /** One entry a logical id: while an old id goes, the new one shows. */
  private resources(own: readonly Row[]) {
    const isDeleting = /^(DELETE|ROLLBACK)_/.test(own.findLast(isOwn)?.status ?? '');
    const logicalIds = new Set(own.filter((row) => !isOwn(row)).map(({ logicalId }) => logicalId));
    return [...logicalIds].flatMap((logicalId) => {
      const rows = own.filter((row) => row.logicalId === logicalId && !isOwn(row));
      const last = rows.at(-1) as Row;
      const held = rows.findLast(({ status }) => !status.startsWith('DELETE_')) ?? last;
      const isGoing = last.status.startsWith('DELETE_') && last.physicalId === held.physicalId;
      const isGone = /^DELETE_(COMPLETE|SKIPPED)$/.test(last.status);
      if (isGoing && isGone && !isDeleting) return [];
      const isHidden = !isDeleting && this.unknowns.listed === 'as before' && last.type !== STACK;
      const entry = isGoing && !isHidden ? last : held;
      const type = isGoing && !isHidden && isCustom(held) ? this.listedType(held.type, isDeleting) : held.type;
      return [
        {
          LogicalResourceId: logicalId,
          PhysicalResourceId: this.shown.idOf(entry.physicalId),
          ResourceType: type,
          ResourceStatus: entry.status,
          LastUpdatedTimestamp: new Date(this.shown.began + entry.seconds * 1000).toISOString(),
        },
      ];
    });
  }

  private listedType(declared: string, isDeleting: boolean): string {
    return this.unknowns.listed === 'generic' && !isDeleting ? GENERIC : declared;
  }

  private describeStackResource(own: readonly Row[], logicalId: string): Answer {
    const found = this.resources(own).find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
    if (!found) return refusal(`Resource ${logicalId} does not exist for stack ${own[0]?.stack}`);
    const { LastUpdatedTimestamp, ...detail } = found;
    return answerTo('DescribeStackResource', `<StackResourceDetail>${elements(detail)}</StackResourceDetail>`);
  }
}

export function isCustom({ type }: Row): boolean {
  return type === CONNECTION || type === GENERIC || type.startsWith('Custom::');
}

function answerTo(operation: string, content: string): Answer {
  const result = `<${operation}Result>${content}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${uuidOf(operation)}</RequestId></ResponseMetadata>`;
  const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
  return {
    status: 200,
    body: `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
  };
}

function refusal(message: string): Answer {
  const error = elements({ Type: 'Sender', Code: 'ValidationError', Message: message });
  return { status: 400, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
}

function list(name: string, members: readonly string[]): string {
  return members.length === 0 ? `<${name}/>` : `<${name}>${members.join('')}</${name}>`;
}

function memberOf(values: Readonly<Record<string, string | undefined>>): string {
  return `<member>${elements(values)}</member>`;
}

/** A value of no characters shows, one that is missing does not. */
function elements(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : `<${name}>${escaped(value)}</${name}>`))
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The same for the same text. */
export function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-');
}
