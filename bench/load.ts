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
import { handlerFolder } from './aws-custom-resource';
import { ColdStarts, type RequestType } from './cold-start';
import { median, takeTurns } from './project';
import type { Table, Tables } from './report';

/*
 * From the start of a Node process to the answer that CloudFormation gets, for a Create and a Delete. What Lambda adds
 * is not in it: only the ratios mean anything.
 */

const ROUNDS = 21;
const BARE = 'an empty handler, which only answers';
const OURS = 'cdk-mgn-disconnect';
const PEER = 'AwsCustomResource';
/** The least that a function with this code can take: it signs nothing, reads no answer and decides nothing. */
const FLOOR = 'this code loaded, and the same requests';
const EMPTY = `exports.handler = (event) => new Promise((resolve) =>
  require('https').request(new URL(event.ResponseURL), { method: 'PUT' }, () => resolve()).end('{"Status":"SUCCESS"}'));`;

const REQUESTS = `require('./function.js');
const https = require('https');
const post = (service, path, type, body) => new Promise((resolve, reject) => https.request(new URL(path, process.env.AWS_ENDPOINT_URL), {
  method: 'POST',
  headers: { 'content-type': type, authorization: 'AWS4-HMAC-SHA256 Credential=operator/20261201/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0' },
}, (answer) => answer.on('end', resolve).resume()).on('error', reject).end(body));
const stack = ({ StackId }) => (operation) => post('cloudformation', '/', 'application/x-www-form-urlencoded',
  'Action=' + operation + '&Version=2010-05-15&StackName=' + encodeURIComponent(StackId));
const mgn = (operation, input) => post('mgn', '/' + operation, 'application/json', JSON.stringify(input));
exports.handler = async (event) => {
  const sourceServerID = event.ResourceProperties.SourceServerId;
  const reads = event.RequestType === 'Create' ? ['ListStackResources'] : [];
  await Promise.all([
    ...['DescribeStacks', 'DescribeStackEvents', ...reads].map(stack(event)),
    mgn('DescribeSourceServers', { filters: { sourceServerIDs: [sourceServerID] } }),
  ]);
  if (event.RequestType === 'Delete') await mgn('DisconnectFromService', { sourceServerID });
  await answer(event);
};
const answer = ${EMPTY.replace('exports.handler = ', '')}`;

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
  const [empty, floor, ours, peer] = [folder('empty'), folder('floor'), folder('ours'), folder('peer')];
  writeFileSync(join(empty, 'index.js'), EMPTY);
  for (const one of [floor, ours]) cpSync(join(__dirname, '../dist/handler'), one, { recursive: true });
  renameSync(join(floor, 'index.js'), join(floor, 'function.js'));
  writeFileSync(join(floor, 'index.js'), REQUESTS);
  copyFileSync(join(handlerFolder(), 'index.js'), join(peer, 'index.js'));
  return { [BARE]: empty, [FLOOR]: floor, [OURS]: ours, [PEER]: peer };
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
