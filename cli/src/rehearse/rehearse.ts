import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDisconnected } from '../../../lambda/custody/steps';
import { type LocalAws, startLocalAws } from '../../../local-aws/src';
import { isAssembly } from '../aws/assembly';
import { type CdkPlace, cdk, localPlace, whyItFailed } from '../aws/cdk';
import { stacksIn } from '../aws/manifest';
import { type Selector, selectStacks } from '../aws/selection';
import { cdkSettings } from '../aws/settings';
import { UsageError } from '../output/errors';
import { atTheLatestOnExit } from '../output/interrupt';
import { inert } from './inert';
import { serversDeclaredIn, serversOfApp } from './seed';

export interface RehearseOptions extends Selector {
  /** The cdk CLI's --app; undefined is the app of cdk.json. */
  readonly app?: string;
  readonly context: readonly string[];
  readonly before?: string;
  readonly destroy: boolean;
  /** Undefined: one server for each id in the templates. */
  readonly servers?: readonly object[];
  /** The servers of another account that the app names, if those are to be real too. */
  readonly serversOf?: (accountId: string) => Promise<object[]>;
}

/** What the function of a connection logged about a server. */
export interface Decision {
  readonly server: string;
  readonly hostname: string;
  readonly decision: string;
  readonly reason: string;
  readonly requestType: string;
  readonly timestamp: string;
}

/** One command of the cdk CLI and its result. */
export interface Act {
  readonly command: string;
  readonly code: number;
  /** The end of the CLI's output. Only for a command that failed. */
  readonly output?: string;
  readonly seconds: number;
  readonly decisions: readonly Decision[];
}

export type Rehearsal = Awaited<ReturnType<typeof rehearse>>;

/** Takes the app through its life on a local AWS, with the cdk CLI of the project. */
export async function rehearse(options: RehearseOptions, tell: (what: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'mgn-disconnect-rehearsal-'));
  const clear = atTheLatestOnExit(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const types = new Set<string>();
  const lines: string[] = [];
  const notices: string[] = [];
  const aws = await startLocalAws({
    servers: options.servers ?? [],
    otherTypes: inert((type) => types.add(type)),
    onLogLine: (line) => lines.push(line),
    onNotice: (notice) => notices.push(notice),
  });
  try {
    const acts = await new Stage(aws, options, folder, lines, tell).play();
    const { calls, url: endpoint } = aws;
    return {
      acts,
      inertTypes: [...types].sort(),
      connected: connectedServers(aws),
      endpoint,
      calls: calls().length,
      notices,
    };
  } finally {
    await aws.stop();
    await clear();
  }
}

class Stage {
  private readonly place: CdkPlace;

  constructor(
    private readonly aws: LocalAws,
    private readonly options: RehearseOptions,
    private readonly folder: string,
    private readonly lines: string[],
    private readonly tell: (what: string) => void,
  ) {
    this.place = localPlace(process.env, aws.environment());
  }

  async play(): Promise<Act[]> {
    const { before, destroy } = this.options;
    const after = await this.synthesize(this.options.app, 'after');
    const assemblies = before === undefined ? [after] : [await this.synthesize(before, 'before'), after];
    await this.seed(assemblies);
    const acts: Act[] = [];
    for (const assembly of assemblies) {
      acts.push(await this.act('deploy', assembly, ['--require-approval', 'never']));
      if (acts.at(-1)?.code !== 0) return acts;
    }
    if (destroy) acts.push(await this.act('destroy', after, ['--force']));
    return acts;
  }

  private async synthesize(given: string | undefined, name: string): Promise<string> {
    const { app } = cdkSettings({ app: given });
    if (app !== undefined && isAssembly(app)) return app;
    this.tell('cdk synth');
    const output = join(this.folder, name);
    const context = name === 'after' ? this.options.context.flatMap((pair) => ['--context', pair]) : [];
    const ofApp = given === undefined ? [] : ['--app', given];
    const finished = await cdk(['synth', '--quiet', '--output', output, ...ofApp, ...context], this.place);
    if (finished.code !== 0) throw whyItFailed('cdk synth', finished);
    return output;
  }

  private async seed(assemblies: readonly string[]): Promise<void> {
    const { servers, serversOf } = this.options;
    const { env } = this.place;
    const where = { accountId: env.CDK_DEFAULT_ACCOUNT ?? '', region: env.AWS_REGION ?? '' };
    const stacks = assemblies.flatMap((folder) => selectStacks(stacksIn(folder), this.options, 'deploy').stacks);
    const others = stacks.filter(
      ({ accountId, region }) => !among(accountId, where.accountId) || !among(region, where.region),
    );
    const [other] = others;
    if (other) {
      throw new UsageError(
        `a rehearsal is in one account and Region, ${where.accountId} and ${where.region}, and ${other.id} is in ${other.accountId ?? 'any'} and ${other.region ?? 'any'}: set the stack's env from CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION`,
      );
    }
    const declared = serversDeclaredIn(stacks, where);
    if (!servers) return this.aws.servers.seed(serversOfApp(declared, where));
    const managed = [...new Set(declared.values())].filter((accountId) => accountId !== where.accountId);
    if (!serversOf || managed.length === 0) return;
    const theirs = await Promise.all(managed.map(serversOf));
    this.aws.servers.seed([...servers, ...theirs.flat()]);
  }

  private async act(command: 'deploy' | 'destroy', assembly: string, flags: readonly string[]): Promise<Act> {
    const { patterns, exclusively } = this.options;
    const stacks = patterns.length > 0 ? [...patterns, ...(exclusively ? ['--exclusively'] : [])] : ['--all'];
    this.tell(`cdk ${command}`);
    const [started, seen] = [Date.now(), this.lines.length];
    const { code, output } = await cdk([command, ...stacks, ...flags, '--app', assembly, '--build='], this.place);
    return {
      command: `cdk ${[command, ...stacks].join(' ')}`,
      code,
      output: code === 0 ? undefined : lastLines(output),
      seconds: Math.round((Date.now() - started) / 1000),
      decisions: this.lines.slice(seen).flatMap(decisionOf),
    };
  }
}

const among = (wanted: string | undefined, here: string): boolean => wanted === undefined || wanted === here;

const lastLines = (text: string): string => text.trim().split('\n').slice(-15).join('\n');

/** The line in which the function says what became of a request: docs/record.md. */
function decisionOf(line: string): Decision[] {
  try {
    const { record, decision, reason, requestType, sourceServerId, hostname, timestamp } = JSON.parse(line);
    if (record !== 'decision' || sourceServerId === undefined) return [];
    return [
      { server: sourceServerId, hostname: hostname ?? '', decision, reason: reason ?? '', requestType, timestamp },
    ];
  } catch {
    return []; // that of another function
  }
}

function connectedServers(aws: LocalAws): string[] {
  return aws.servers
    .list()
    .filter((server) => !isDisconnected(server))
    .map(
      ({ sourceServerID = '', sourceProperties }) => sourceProperties?.identificationHints?.hostname || sourceServerID,
    );
}
