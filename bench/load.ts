import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { handlerFolder } from './aws-custom-resource';
import { ColdStarts, type RequestType } from './cold-start';
import { median, takeTurns } from './project';
import type { Table, Tables } from './report';

/*
 * From the start of a Node process to the answer that CloudFormation gets, for a Create and a Delete. What Lambda adds
 * is not in it: only the ratios mean anything.
 */

const ROUNDS = 41;
const BARE = 'an empty handler, which only answers';
const OURS = 'cdk-mgn-disconnect';
const PEER = 'AwsCustomResource';
/** See least.ts. */
const LEAST = 'the same without a decision';
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
    return {
      load: { title, columns, rows: rows.map((row) => [...row, kilobytes(folders, String(row[0]))]) },
      code: codeOf(folders[OURS] ?? ''),
    };
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
  const [empty, least, ours, peer] = [folder('empty'), folder('least'), folder('ours'), folder('peer')];
  writeFileSync(join(empty, 'index.js'), EMPTY);
  for (const one of [least, ours]) cpSync(join(__dirname, '../dist/handler'), one, { recursive: true });
  renameSync(join(least, 'index.js'), join(least, 'function.js'));
  buildSync({
    entryPoints: [join(__dirname, 'least.ts')],
    outfile: join(least, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    banner: { js: "require('./function.js');" },
  });
  copyFileSync(join(handlerFolder(), 'index.js'), join(peer, 'index.js'));
  return { [BARE]: empty, [LEAST]: least, [OURS]: ours, [PEER]: peer };
}

function measure(
  coldStarts: ColdStarts,
  folders: Record<string, string>,
  type: RequestType,
): Promise<Record<string, Sample>> {
  const runs = Object.entries(folders).map(([name, folder]) => [name, () => coldStarts.run(folder, type)]);
  return takeTurns<string, Sample>(ROUNDS, medians, Object.fromEntries(runs));
}

function medians(samples: readonly Sample[]): Sample {
  return {
    milliseconds: median(samples.map(({ milliseconds }) => milliseconds)),
    megabytes: median(samples.map(({ megabytes }) => megabytes)),
  };
}

function ratios(type: RequestType, samples: Record<string, Sample>): [string, number, number, number][] {
  const of = (name: string) => samples[name]?.milliseconds ?? Number.NaN;
  return Object.entries(samples).map(([name, { milliseconds, megabytes }]) => {
    console.log(`${type} ${name}: ${milliseconds.toFixed(0)} ms`);
    return [`${type}, ${name}`, round(milliseconds / of(BARE)), round(milliseconds / of(PEER)), megabytes];
  });
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

/** Of what a cold start loads out of the folder: AwsCustomResource loads the SDK of the runtime besides. */
function kilobytes(folders: Record<string, string>, row: string): number {
  const [, folder = ''] = Object.entries(folders).find(([name]) => row.endsWith(name)) ?? [];
  return Math.round(bytesIn(folder, loadedIn(folder)) / 1000);
}

export function codeOf(folder: string): Table {
  const rows = [
    ['a connection loads', bytesIn(folder, loadedIn(folder))],
    ['the whole function, with the removal gate', bytesIn(folder, readdirSync(folder))],
  ];
  return { title: 'code of the function', columns: ['', 'bytes'], rows };
}

function loadedIn(folder: string): string[] {
  const files = readdirSync(folder);
  if (files.length === 1) return files;
  const script = 'require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))';
  const loaded: string[] = JSON.parse(execFileSync(process.execPath, ['-e', script, folder], { encoding: 'utf8' }));
  return loaded.map((path) => basename(path));
}

function bytesIn(folder: string, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
