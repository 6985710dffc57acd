import type { Tables } from './report';

/*
 * What may be counted may not grow: each count has a limit, and the benchmark fails above it. Times depend on the
 * machine: they are shown. Counts of a storm depend on who is throttled when, by lot, so their limits leave a tenth.
 */

interface Limit {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly most: number;
}

/** What a cold start of a connection loads, and the whole function. */
export const BYTES = { loaded: 48_000, all: 65_000 };

const OURS = 'cdk-mgn-disconnect';
const PAGES = 'pages of events';
const THROTTLED = 'CloudFormation throttled';

export const LIMITS: readonly Limit[] = [
  { table: 'code', row: 'a connection loads', column: 'bytes', most: BYTES.loaded },
  { table: 'code', row: 'the whole function, with the removal gate', column: 'bytes', most: BYTES.all },
  ...['DescribeSourceServers', 'DescribeStacks', 'DescribeStackEvents', 'DisconnectFromService'].map((row) => ({
    table: 'calls',
    row,
    column: 'calls',
    most: 1,
  })),
  { table: 'resources', row: '150', column: OURS, most: 157 },
  { table: 'resources', row: '450', column: OURS, most: 460 },
  { table: 'scale', row: `${OURS}, 150`, column: PAGES, most: 350 },
  { table: 'scale', row: `${OURS}, 150`, column: THROTTLED, most: 700 },
  { table: 'narrow', row: '150, removed by an update', column: PAGES, most: 350 },
  { table: 'scale', row: `${OURS}, 450`, column: PAGES, most: 3_850 },
  { table: 'scale', row: `${OURS}, 450`, column: THROTTLED, most: 8_700 },
  { table: 'narrow', row: '100, after 5,000 events of failed updates', column: PAGES, most: 5_500 },
];

/** What has grown past its limit, or is not in its table any more, in words. */
export function exceeded(tables: Tables, limits = LIMITS): string[] {
  return limits.flatMap(({ table, row, column, most }) => {
    const measured = tables[table];
    if (!measured) return [];
    const cells = measured.rows.find(([name]) => name === row);
    const value = cells?.[measured.columns.indexOf(column)];
    if (typeof value === 'number' && value <= most) return [];
    return [`${table}, ${row}: ${column} is ${value ?? 'not there'}, and may be ${most} at most`];
  });
}
