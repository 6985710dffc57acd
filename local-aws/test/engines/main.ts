import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCdk } from '../cdk-cli';
import { Engine } from './engine';
import { startIdBridge } from './id-bridge';
import { ROWS, type Row } from './rows';
import { ImportedSourceServers, LocalSourceServers, type SourceServers } from './source-servers';
import { makeUserProject } from './user-project';

/*
 * The packed construct on an engine, `main.ts <name> <endpoint of CloudFormation> <endpoint of MGN>`, with its
 * tarball in PACKED_CONSTRUCT: the cdk CLI takes it through its life. Each row says whether the servers are in the state that the design asks for, and if not why.
 */

const [name, endpoint, mgnEndpoint] = process.argv.slice(2) as [string, string, string];
const tarball = process.env.PACKED_CONSTRUCT ?? '';
const folder = mkdtempSync(join(tmpdir(), 'engines-'));
const app = join(folder, 'app');

async function main(): Promise<void> {
  const engine = new Engine(endpoint);
  const imports = name === 'Gopherstack';
  const mgn = imports ? await startIdBridge(mgnEndpoint) : mgnEndpoint;
  const servers = imports ? new ImportedSourceServers(mgn, mgnEndpoint) : new LocalSourceServers(mgn);
  process.env.MGN = mgn;
  makeUserProject(app, tarball);
  const bootstrap = await cdk(['bootstrap'], {});
  if (bootstrap.code !== 0) throw new Error(`cdk bootstrap: exit code ${bootstrap.code}\n${bootstrap.output}`);
  let passed = 0;
  for (const row of ROWS) {
    if (row.connect) await servers.connect(row.connect);
    for (const server of row.disconnectedByHand ?? []) await servers.disconnect(server);
    const why = await problemOf(row, engine, servers);
    if (!why) passed += 1;
    console.log(`${why ? 'differs' : 'ok     '} ${row.what}${why ? `: ${why}` : ''}`);
  }
  console.log(`${name}: ${passed} of ${ROWS.length} rows as they should be`);
}

async function problemOf(row: Row, engine: Engine, servers: SourceServers): Promise<string | undefined> {
  const flags = row.command === 'deploy' ? ['--require-approval', 'never'] : ['--force'];
  const { code, output } = await cdk([row.command, ...flags], {
    servers: row.servers.map((server) => servers.id(server)).join(),
    ...(row.fails && { fails: 'yes' }),
    ...(row.stack && { stack: row.stack }),
  });
  const connected = await servers.connected();
  const expected = row.exitCode ?? (row.fails ? 1 : 0);
  const problems = [
    ...(code === expected ? [] : [`the CLI exits with ${code}, not ${expected} (${lastError(output)})`]),
    ...(connected.join() === row.connected.join()
      ? []
      : [`connected are ${list(connected)}, not ${list(row.connected)}`]),
  ];
  if (problems.length === 0) return undefined;
  return `${problems.join('; ')}; ${await engine.status()}; the handler's last word: ${await engine.lastWord()}`;
}

function list(names: readonly string[]): string {
  return names.join(' and ') || 'none';
}

function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => /❌|[Ee]rror|[Ff]ailed/.test(line));
  return (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').trim().slice(0, 200);
}

async function cdk(args: string[], context: Record<string, string>): Promise<{ code: number; output: string }> {
  const settings = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const { ended, output } = startCdk([...args, '--app', 'node app.js', ...settings], {
    cwd: app,
    env: { AWS_ENDPOINT_URL: endpoint },
    timeout: 60_000,
  });
  return { code: (await ended) ?? -1, output: output() };
}

main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
