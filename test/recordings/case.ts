import type { Recording } from '../../local-aws/test/recordings/tables/table';
import { isCustom } from './cloudformation';
import { CONNECTION, composed, GENERIC, type Row, type Table } from './table';

/** A Delete that CloudFormation sends. */
export interface Requested {
  readonly stack: string;
  readonly logicalId: string;
  readonly physicalId: string;
  /** When it comes, in seconds of the table; default: just after its last DELETE_IN_PROGRESS. */
  readonly at?: number;
  /** Default: the declared type. What a clean-up sends is not recorded. */
  readonly resourceType?: string;
  readonly properties?: object;
}

/** A sequence of events, the Deletes in it, and what must become of them. */
export interface Case {
  readonly title: string;
  readonly table: Table;
  readonly deletes: readonly Requested[];
  /** Of every answer. */
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: RegExp;
  /** The servers that are disconnected, by their names in the table. */
  readonly disconnected: readonly string[];
}

/** A case whose sequence no recording holds as a whole. */
export interface ComposedCase extends Omit<Case, 'table'> {
  /** What the events are composed of. */
  readonly parts: readonly Recording[];
  readonly events: string;
}

export function withTable(one: Case | ComposedCase): Case {
  return 'table' in one ? one : { ...one, table: composed(one.parts, one.events) };
}

/** `stack/logical id/physical id` */
export function deleteOf(place: string, others: Partial<Requested> = {}): Requested {
  const [stack = '', logicalId = '', physicalId = ''] = place.split('/');
  return { stack, logicalId, physicalId, ...others };
}

/** How one event of a deletion shows a custom resource. */
export interface Form {
  readonly type: 'declared' | 'generic';
  readonly shape: 'full' | 'bare';
}

/** As the local AWS had it before there were recordings: a deletion shows what the creation has shown. */
export const OLD: Form = { type: 'declared', shape: 'full' };

/** The deletions of custom resources in another form than the table's; rows for which there is none stay. */
export function inForms(one: Case, formOf: (index: number) => Form | undefined): Case {
  const rows = one.table.rows.map((row, index) => {
    const form = row.status.startsWith('DELETE_') && isCustom(row) ? formOf(index) : undefined;
    if (!form) return row;
    return { ...row, type: form.type === 'generic' ? GENERIC : declaredTypeOf(row, one), shape: form.shape };
  });
  return { ...one, table: { ...one.table, rows } };
}

/** What the template declares, as the creation has shown it. */
function declaredTypeOf(row: Row, { table }: Case): string {
  const creation = table.rows.slice(0, table.rows.indexOf(row)).findLast(({ stack, logicalId, status }) => {
    return stack === row.stack && logicalId === row.logicalId && status.startsWith('CREATE_');
  });
  return creation?.type ?? CONNECTION;
}
