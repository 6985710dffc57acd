import type { RecordedEvent, Recording } from '../../local-aws/test/recordings/tables/table';

/*
 * Tables of CloudFormation's events: what AWS has shown of real operations, and what is composed of that. They are not
 * made by the local AWS, so that the function and the local AWS do not lean on each other.
 */

/**
 * `own`: of a stack about itself: without properties, and its EventId is a UUID. `full`: with the properties of the
 * resource, and an EventId of logical id, status and time. `bare`: without properties, and with an EventId of logical id
 * and UUID: so a stack's own clean-up shows what it deletes. Nothing else is recorded.
 */
export type Shape = 'own' | 'full' | 'bare';

/** One event of DescribeStackEvents. */
export interface Row {
  readonly seconds: number;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  /** `stack:<name>`, `server:<name>`, or something else that stands for itself; '' as in the first event of a creation. */
  readonly physicalId: string;
  readonly shape: Shape;
  readonly reason: string;
}

export interface Table {
  /** Where the recording is published, with its date and Region; of a composed table, what it is composed of. */
  readonly sources: readonly string[];
  /** `inferred`: no recording holds the whole sequence. */
  readonly evidence: 'recorded' | 'inferred';
  readonly rows: readonly Row[];
}

export const STACK = 'AWS::CloudFormation::Stack';
export const GENERIC = 'AWS::CloudFormation::CustomResource';
export const CONNECTION = 'Custom::MgnSourceServerConnection';

/** Short names of types in tables. */
const TYPES: Readonly<Record<string, string>> = { Stack: STACK, generic: GENERIC, connection: CONNECTION };

/** What AWS has shown of a whole operation. */
export function recorded(recording: Recording): Table {
  return { sources: sourcesOf([recording]), evidence: 'recorded', rows: recording.events.map(asRow) };
}

/** A sequence that no recording holds as a whole, of parts that recordings hold. */
export function composed(parts: readonly Recording[], text: string): Table {
  return { sources: sourcesOf(parts), evidence: 'inferred', rows: rowsOf(text) };
}

function sourcesOf(recordings: readonly Recording[]): string[] {
  return recordings.map(({ source, date, region }) => [source, date, region ?? 'no Region told'].join(', '));
}

export function asRow(event: RecordedEvent, index: number): Row {
  const { seconds = index, stack, logicalId, type = '', status, physicalId = '', eventId, reason = '' } = event;
  const shape = eventId === 'time' ? 'full' : eventId === 'uuid' ? 'bare' : 'own';
  return { seconds, stack, logicalId, type, status, physicalId: physicalId.replace(/^@/, 'stack:'), shape, reason };
}

/** Has custom resources of a recording be connections: `servers` tells, by logical id, which id stands for which server. */
export function cast(table: Table, servers: Readonly<Record<string, Readonly<Record<string, string>>>>): Table {
  const rows = table.rows.map((row) => {
    const known = servers[row.logicalId];
    if (!known) return row;
    const type = row.type.startsWith('Custom::') ? CONNECTION : row.type;
    return { ...row, type, physicalId: known[row.physicalId] ?? row.physicalId };
  });
  return { ...table, rows };
}

function rowsOf(text: string): Row[] {
  const lines = text.split('\n').map((line) => line.trim());
  const rows = lines.filter((line) => line !== '').map(rowOf);
  return rows.sort((a, b) => a.seconds - b.seconds);
}

/** seconds, stack, logical id, type, status, physical id ('-' for ''), shape, reason */
function rowOf(line: string): Row {
  const [seconds, stack = '', logicalId = '', type = '', status = '', physicalId = '', shape = '', ...reason] =
    line.split(/\s+/);
  if (!['own', 'full', 'bare'].includes(shape)) throw new Error(`a row without its shape: ${line}`);
  return {
    seconds: Number(seconds),
    stack,
    logicalId,
    type: TYPES[type] ?? type,
    status,
    physicalId: physicalId === '-' ? '' : physicalId,
    shape: shape as Shape,
    reason: reason.join(' '),
  };
}

export function isOwn({ type, stack, logicalId }: Row): boolean {
  return type === STACK && stack === logicalId;
}

/** One recording after the other, so many seconds after its end. */
export function thereafter(first: Table, seconds: number, second: Table): Table {
  const end = (first.rows.at(-1)?.seconds ?? 0) + seconds;
  const rows = [...first.rows, ...second.rows.map((row) => ({ ...row, seconds: row.seconds + end }))];
  return { sources: [...first.sources, ...second.sources], evidence: 'inferred', rows };
}
