import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../local-aws/src';
import { COMPILED } from '../../local-aws/test/cdk-cli';

const BUNDLE = join(__dirname, '..', 'dist', 'mgn-disconnect.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of who may do everything, at an endpoint. */
export const operatorAt = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'operator',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
});

/** The tool in an empty folder, in an environment without any AWS other than the local one. */
export class Tool {
  env: Record<string, string>;

  constructor(
    aws: Pick<LocalAws, 'environment'>,
    readonly folder = mkdtempSync(join(tmpdir(), 'mgn-disconnect-test-')),
    private readonly script = BUNDLE,
  ) {
    this.env = { ...COMPILED, PATH: process.env.PATH ?? '', HOME: this.folder, ...aws.environment() };
  }

  start(...args: string[]) {
    return spawn(process.execPath, [this.script, ...args], { cwd: this.folder, env: this.env });
  }

  run(...args: string[]): Promise<Result> {
    return this.resultOf(this.start(...args));
  }

  async resultOf(child: ReturnType<Tool['start']>): Promise<Result> {
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]);
    return { code, stdout, stderr };
  }

  async json(...args: string[]): Promise<{ code: number | null; report: any }> {
    const { code, stdout, stderr } = await this.run(...args, '--json');
    if (stdout === '') throw new Error(stderr);
    return { code, report: JSON.parse(stdout) };
  }
}

/** The tool at a local AWS of its own. */
export class LocalTool extends Tool {
  static async start(options: LocalAwsOptions = {}): Promise<LocalTool> {
    return new LocalTool(await startLocalAws({ onNotice: () => {}, ...options }));
  }

  private constructor(readonly aws: LocalAws) {
    super(aws);
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Stack, host name and verdict of each server of a plan. */
export function verdictsIn({ stacks }: any): string[] {
  return stacks.flatMap(({ id, servers }: any) =>
    servers.map(
      ({ host, verdict, source_server_id }: any) => `${id}: ${host?.hostname ?? source_server_id} ${verdict}`,
    ),
  );
}
