import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from '../../../lib';
import { serverId, serverIds } from '../../../testing/server-ids';
import { ServedWorld } from '../served-world';

/* Pages of the built tool: of a small change, as in docs/plan.md, and of hundreds of servers with the names that people give. */

const DAY = 86_400_000;
const ENV = { account: '123456789012', region: 'us-east-1' };

/** What a name may hold, or look like. */
export const HOSTILE = [
  '<script>document.title = "run"; console.error("run")</script>',
  '"><img src=x onerror="console.error(1)">',
  `${'averyveryverylonghostname'.repeat(6)}.corp.example.com`,
  '&lt;b&gt; büro-Ä\u202e01 名前',
];

interface Wave {
  readonly stack: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface Page {
  readonly name: string;
  readonly text: string;
}

const SMALL = [
  'web-01',
  'web-02',
  'web-03',
  'app-01',
  'app-02',
  'db-01',
  'cache-01',
  'batch-01',
  'report-01',
  'mail-01',
];

/** Makes the pages in a git repository, as in a user's project. */
export async function makePages(): Promise<Page[]> {
  const many = serverIds(380, 100);
  const waves: Wave[] = [
    { stack: 'Wave1', before: serverIds(8), after: serverIds(8).filter((_, index) => index !== 1 && index !== 5) },
    { stack: 'Wave2', before: many, after: many.slice(HOSTILE.length + 20) },
  ];
  const served = await ServedWorld.start([...serverIds(SMALL.length), ...many, ...serverIds(15, 1_000)]);
  try {
    await prepare(served, waves, many);
    const { folder } = served.tool;
    for (const args of ['init -q -b main', 'commit -q --allow-empty -m first']) git(folder, args);
    synthesize(join(folder, 'cdk.out'), waves);
    writeFileSync(join(folder, '.gitignore'), '*');
    const pages: Page[] = [];
    for (const [name, ...args] of [
      ['plan', 'plan', 'Wave1', '--only-in', 'CUTTING_OVER', '--app', 'cdk.out'],
      ['plan-of-hundreds', 'plan', 'Wave2', '--app', 'cdk.out'],
      ['plan-of-a-destroy', 'plan', 'Wave1', '--destroy', '--app', 'cdk.out'],
      ['status', 'status'],
    ] as const) {
      const file = `${name}.html`;
      const { stderr } = await served.tool.run(...args, '--html', file);
      if (/Error|cannot/.test(stderr)) throw new Error(stderr);
      pages.push({ name, text: readFileSync(join(folder, file), 'utf8') });
    }
    return pages;
  } finally {
    await served.stop();
  }
}

function git(cwd: string, args: string): void {
  const who = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.com'];
  const { status, stderr } = spawnSync('git', [...who, ...args.split(' ')], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function prepare({ world }: ServedWorld, waves: readonly Wave[], many: readonly string[]): Promise<void> {
  const lastSeenByServiceDateTime = new Date().toISOString();
  const named = (id: string, hostname: string, state = 'READY_FOR_CUTOVER', more = {}) =>
    world.change(id, {
      sourceProperties: { identificationHints: { hostname } },
      lifeCycle: { state, lastSeenByServiceDateTime, elapsedReplicationDuration: 'P97D' },
      ...more,
    });
  for (const [index, hostname] of SMALL.entries()) named(serverId(index), hostname);
  for (const [index, hostname] of HOSTILE.entries()) named(many[index] ?? '', hostname);
  for (const { stack, before } of waves) await world.deploy(stack, (root: Stack) => declare(root, before));
  const initiated = { apiCallDateTime: new Date(Date.now() - 3 * DAY).toISOString() };
  const launchedInstance = { ec2InstanceID: 'i-0a1b2c3d4e5f60718' };
  world.change(serverId(1), {
    launchedInstance,
    lifeCycle: { state: 'CUTTING_OVER', lastCutover: { initiated }, lastSeenByServiceDateTime },
  });
}

function declare(stack: Stack, ids: readonly string[]): void {
  for (const sourceServerId of ids) {
    const removalPolicy = sourceServerId === serverId(7) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    new SourceServerConnection(stack, sourceServerId, { sourceServerId, removalPolicy });
  }
}

function synthesize(outdir: string, waves: readonly Wave[]): void {
  mkdirSync(outdir);
  const app = new App({ outdir });
  for (const { stack, after } of waves) declare(new Stack(app, stack, { env: ENV }), after);
  app.synth();
}
