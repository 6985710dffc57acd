import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handlerFolder } from './aws-custom-resource';
import { ColdStarts, type RequestType } from './cold-start';
import type { Tables } from './report';

/*
 * From the start of a Node process to the answer that CloudFormation gets, for a Create and a Delete. What Lambda adds
 * is not in it: only the ratios mean anything.
 */

const ROUNDS = 21;
const BARE = 'an empty handler, which only answers';
const OURS = 'cdk-mgn-disconnect';
const PEER = 'AwsCustomResource';
const EMPTY = `exports.handler = (event) => new Promise((resolve) =>
  require('https').request(new URL(event.ResponseURL), { method: 'PUT' }, () => resolve()).end('{"Status":"SUCCESS"}'));`;

interface Sample {
  readonly milliseconds: number;
  readonly megabytes: number;
}

export async function load(): Promise<Tables> {
  const work = mkdtempSync(join(tmpdir(), 'bench-'));
  const coldStarts = await ColdStarts.start(work);
  try {
    const folders = handlers(work);
    const rows = [
      ...ratios('Create', await measure(coldStarts, folders, 'Create')),
      ...ratios('Delete', await measure(coldStarts, folders, 'Delete')),
    ];
    const title = `from a cold start to the answer, median of ${ROUNDS} interleaved rounds`;
    const columns = ['request, handler', '÷ empty', `÷ ${PEER}`, 'MB resident', 'kB of code'];
    return { load: { title, columns, rows: rows.map((row) => [...row, size(folders, String(row[0]))]) } };
  } finally {
    await coldStarts.stop();
    rmSync(work, { recursive: true });
  }
}

/** A folder for each handler, as Lambda unpacks it. */
function handlers(work: string): Record<string, string> {
  const folder = (name: string) => {
    mkdirSync(join(work, name));
    return join(work, name);
  };
  const [empty, ours, peer] = [folder('empty'), folder('ours'), folder('peer')];
  writeFileSync(join(empty, 'index.js'), EMPTY);
  cpSync(join(__dirname, '../dist/handler'), ours, { recursive: true });
  copyFileSync(join(handlerFolder(), 'index.js'), join(peer, 'index.js'));
  return { [BARE]: empty, [OURS]: ours, [PEER]: peer };
}

async function measure(
  coldStarts: ColdStarts,
  folders: Record<string, string>,
  type: RequestType,
): Promise<Map<string, Sample>> {
  const samples = new Map(Object.keys(folders).map((name) => [name, [] as Sample[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, folder] of Object.entries(folders)) {
      const sample = await coldStarts.run(folder, type);
      // the first round only fills the caches of the file system
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  return new Map([...samples].map(([name, all]) => [name, medians(all)]));
}

function medians(samples: readonly Sample[]): Sample {
  return {
    milliseconds: median(samples.map(({ milliseconds }) => milliseconds)),
    megabytes: median(samples.map(({ megabytes }) => megabytes)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function ratios(type: RequestType, samples: Map<string, Sample>): [string, number, number, number][] {
  const of = (name: string) => samples.get(name)?.milliseconds ?? Number.NaN;
  console.log(
    [...samples].map(([name, { milliseconds }]) => `${type} ${name}: ${milliseconds.toFixed(0)} ms`).join('\n'),
  );
  return [...samples].map(([name, { milliseconds, megabytes }]) => [
    `${type}, ${name}`,
    round(milliseconds / of(BARE)),
    round(milliseconds / of(PEER)),
    megabytes,
  ]);
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

/** Of what is deployed: AwsCustomResource loads the SDK of the runtime besides. */
function size(folders: Record<string, string>, row: string): number {
  const [, folder = ''] = Object.entries(folders).find(([name]) => row.endsWith(name)) ?? [];
  return Math.round(statSync(join(folder, 'index.js')).size / 1000);
}
