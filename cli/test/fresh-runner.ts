import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LocalAws } from '../../local-aws/src';
import { COMPILED } from '../../local-aws/test/cdk-cli';
import { type CorporateNetwork, corporateNetwork } from './corporate-network';
import { makeProject, type Project } from './project';
import type { Result } from './tool';

/*
 * A machine of a pipeline on which nothing ran before: an empty home, nothing but Node on the path (so no Docker), no
 * CDK_DEFAULT_ACCOUNT, and a proxy as the only way out.
 */

/**
 * Files of a user: those of the project, and those of the home folder under `~/`. `$CHECKOUT` is the project's folder.
 */
export type Files = Readonly<Record<string, string>>;

export class FreshRunner {
  private readonly home: string;
  /** The environment of each process that is started here. */
  env: Record<string, string>;

  private constructor(
    private readonly folder: string,
    readonly project: Project,
    readonly network: CorporateNetwork,
  ) {
    this.home = join(folder, 'home');
    const path = join(folder, 'bin');
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, 'node'));
    this.env = {
      ...COMPILED,
      PATH: path,
      HOME: this.home,
      TMPDIR: folder,
      AWS_ENDPOINT_URL: network.endpoint.secure,
      HTTPS_PROXY: network.url,
      HTTP_PROXY: network.url,
      AWS_CA_BUNDLE: join(folder, 'corporate.pem'),
    };
    this.reset({});
  }

  static async start(aws: LocalAws, without: readonly string[] = []): Promise<FreshRunner> {
    const folder = mkdtempSync(join(tmpdir(), 'fresh-runner-'));
    const network = await corporateNetwork(aws, join(folder, 'corporate.pem'));
    return new FreshRunner(folder, makeProject(folder, { without }), network);
  }

  /** The project and the home hold these files, and nothing of what was there. */
  reset(files: Files): void {
    const { folder } = this.project;
    rmSync(this.home, { recursive: true, force: true });
    const checkout = join(this.folder, 'checkout');
    rmSync(checkout, { recursive: true, force: true });
    mkdirSync(this.home);
    mkdirSync(checkout);
    for (const name of ['package.json', 'node_modules']) symlinkSync(join(folder, name), join(checkout, name));
    for (const [name, content] of Object.entries(files)) {
      const file = name.startsWith('~/') ? join(this.home, name.slice(2)) : join(checkout, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content.replaceAll('$CHECKOUT', checkout));
    }
  }

  get checkout(): string {
    return join(this.folder, 'checkout');
  }

  tool(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.run(join(this.checkout, 'node_modules', '.bin', 'mgn-disconnect'), args, env);
  }

  /** The cdk CLI of the project. */
  cdk(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.run(join(this.checkout, 'node_modules', 'aws-cdk', 'bin', 'cdk'), [...args, '--no-notices'], env);
  }

  node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.run(process.execPath, args, env);
  }

  /** The cdk CLI as a global installation. */
  installGlobally(script: string): void {
    symlinkSync(script, join(this.folder, 'bin', 'cdk'));
  }

  private async run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Result> {
    const child = spawn(program, args, {
      cwd: this.checkout,
      env: { ...this.env, CDK_DISABLE_CLI_TELEMETRY: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]);
    return { code, stdout, stderr };
  }

  stop(): void {
    this.network.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
