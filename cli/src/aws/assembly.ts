import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CdkAppMultiContext,
  type ICloudAssemblySource,
  type IIoHost,
  StackSelectionStrategy,
  Toolkit,
} from '@aws-cdk/toolkit-lib';
import { UsageError } from '../output/errors';
import { NESTED_STACK, type TemplateTree } from '../plan/declared';
import type { Template } from '../plan/evaluate';
import type { Role } from './session';

export interface AppOptions {
  /** A command that synthesizes the app, or a folder with a cloud assembly; by default the app of cdk.json. */
  readonly app?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Which stacks, as `cdk` takes them; none are all. */
  readonly patterns: readonly string[];
}

/** A stack of the app. */
export interface AppStack {
  /** As `cdk list` shows it: `Stage/Stack`. */
  readonly id: string;
  readonly stackName: string;
  /** Undefined if the app leaves it to the credentials. */
  readonly accountId?: string;
  readonly region?: string;
  readonly tree: TemplateTree;
  /** The role that only reads, which the bootstrap made for look-ups. */
  readonly lookupRole?: Role;
  /** The role that the bootstrap made for deployments. */
  readonly deployRole?: Role;
  /** Where the template is published, as `s3://bucket/key` with placeholders. */
  readonly publishedTemplate?: string;
  readonly selected: boolean;
}

/** Synthesizes the app as the cdk CLI does, or reads its assembly, and gives all of its stacks. */
export async function readApp({ app, context = {}, patterns }: AppOptions): Promise<AppStack[]> {
  const host = new QuietHost();
  const toolkit = new Toolkit({ ioHost: host, color: false, emojis: false });
  try {
    const source = await sourceOf(toolkit, app ?? appOfProject(), context);
    const selected = await select(toolkit, source, patterns);
    const assembly = await source.produce();
    try {
      return assembly.cloudAssembly.stacksRecursively.map(
        (stack): AppStack => ({
          id: stack.hierarchicalId,
          stackName: stack.stackName,
          accountId: concrete(stack.environment.account),
          region: concrete(stack.environment.region),
          tree: treeOf(stack.templateFullPath),
          lookupRole: roleOf(stack.lookupRole?.arn, stack.lookupRole?.assumeRoleExternalId),
          deployRole: roleOf(stack.assumeRoleArn, stack.assumeRoleExternalId),
          publishedTemplate: stack.stackTemplateAssetObjectUrl,
          selected: selected.has(stack.displayName),
        }),
      );
    } finally {
      await assembly.dispose();
    }
  } catch (error) {
    throw host.explain(error as Error);
  }
}

async function sourceOf(toolkit: Toolkit, app: string, context: Readonly<Record<string, string>>) {
  if (isAssembly(app)) return toolkit.fromAssemblyDirectory(app);
  return toolkit.fromCdkApp(app, {
    outdir: mkdtempSync(join(tmpdir(), 'mgn-disconnect-')),
    disposeOutdir: true,
    contextStore: new CdkAppMultiContext(process.cwd(), context),
  });
}

/** The display names: of a stage's stack, or one with a stackName of its own, not the same as its id. */
async function select(toolkit: Toolkit, source: ICloudAssemblySource, patterns: readonly string[]) {
  const strategy = patterns.length > 0 ? StackSelectionStrategy.PATTERN_MUST_MATCH : StackSelectionStrategy.ALL_STACKS;
  const stacks = await toolkit.list(source, { stacks: { strategy, patterns: [...patterns] } });
  return new Set(stacks.map(({ id }) => id));
}

/** A folder instead of a command. */
export const isAssembly = (app: string): boolean => existsSync(app) && statSync(app).isDirectory();

export function appOfProject(): string {
  for (const file of ['cdk.json', join(homedir(), '.cdk.json')]) {
    const app = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).app : undefined;
    if (app) return app;
  }
  throw new UsageError("there is no app: run this where cdk.json is, or give --app 'command' or --app cdk.out");
}

const concrete = (value: string): string | undefined => (value.startsWith('unknown-') ? undefined : value);

const roleOf = (arn?: string, externalId?: string): Role | undefined => (arn ? { arn, externalId } : undefined);

/** A template with those nested in it: as the assembly's metadata say, else by the hash in the TemplateURL. */
function treeOf(file: string): TemplateTree {
  const template: Template = JSON.parse(readFileSync(file, 'utf8'));
  const nested = new Map<string, TemplateTree>();
  for (const [logicalId, { Type, Metadata, Properties }] of Object.entries(template.Resources ?? {})) {
    if (Type !== NESTED_STACK) continue;
    const path = (Metadata as Record<string, string> | undefined)?.['aws:asset:path'];
    const child = path ?? assetWithHash(dirname(file), JSON.stringify(Properties?.TemplateURL ?? ''));
    if (child && existsSync(join(dirname(file), child))) nested.set(logicalId, treeOf(join(dirname(file), child)));
  }
  return { template, nested };
}

function assetWithHash(folder: string, url: string): string | undefined {
  const hash = /[0-9a-f]{64}/.exec(url)?.[0];
  if (!hash) return undefined;
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  for (const { type, properties } of Object.values<any>(manifest.artifacts ?? {})) {
    if (type !== 'cdk:asset-manifest') continue;
    const { files = {} } = JSON.parse(readFileSync(join(folder, properties.file), 'utf8'));
    if (files[hash]) return files[hash].source.path;
  }
  return undefined;
}

/** Says nothing while all goes well: what the app printed is shown if it fails. */
class QuietHost implements IIoHost {
  private readonly told: string[] = [];

  async notify({ level, message }: { level: string; message: string }): Promise<void> {
    if (level !== 'trace' && level !== 'debug') this.told.push(message);
  }

  async requestResponse<T>({ defaultResponse }: { defaultResponse: T }): Promise<T> {
    return defaultResponse;
  }

  explain(error: Error): Error {
    if (error instanceof UsageError) return error;
    const last = this.told.slice(-20).join('\n');
    return new Error(last.includes(error.message) ? last : [last, error.message].filter(Boolean).join('\n'));
  }
}
