import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import type { Table, Tables } from './report';

/* The charts of docs/performance.md, drawn from the tables that it shows. */

const FOLDER = join(__dirname, '../docs/performance');
const SIZE = { width: 440, height: 240 };

interface Point {
  readonly who: string;
  readonly servers: number;
  readonly value: number;
}

export async function writeCharts({ scale, resources }: Tables): Promise<void> {
  if (!scale || !resources) return;
  await draw('seconds', 'seconds until the last server is disconnected', fromScale(scale, 'seconds'));
  await draw('pages', 'pages of events read', fromScale(scale, 'pages of events'));
  await draw('resources', 'resources of the template', fromResources(resources));
}

/** Rows are called `who, servers`. */
function fromScale({ columns, rows }: Table, column: string): Point[] {
  return rows.map((row) => {
    const [who = '', servers] = String(row[0]).split(', ');
    return { who, servers: Number(servers), value: Number(row[columns.indexOf(column)]) };
  });
}

function fromResources({ columns, rows }: Table): Point[] {
  return rows.flatMap(([servers, ...values]) =>
    values.flatMap((value, index) =>
      typeof value === 'number' ? [{ who: columns[index + 1] ?? '', servers: Number(servers), value }] : [],
    ),
  );
}

async function draw(name: string, title: string, values: readonly Point[]): Promise<void> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const chart: TopLevelSpec = {
    ...SIZE,
    background: 'white',
    data: { values: [...values] },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'servers', type: 'quantitative', title: 'servers of the stack' },
      y: { field: 'value', type: 'quantitative', title },
      color: { field: 'who', type: 'nominal', title: null, legend: { orient: 'top' } },
    },
  };
  const view = new vega.View(vega.parse(compile(chart).spec), { renderer: 'none' });
  writeFileSync(join(FOLDER, `${name}.svg`), `${await view.toSVG()}\n`);
}
