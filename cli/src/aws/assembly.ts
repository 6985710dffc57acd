import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../output/errors';
import { atTheLatestOnExit } from '../output/interrupt';
import { cdk, userPlace, whyItFailed } from './cdk';
import { type AppStack, stacksIn } from './manifest';
import { cdkSettings, type GivenSettings } from './settings';

export interface AppOptions extends GivenSettings {
  /** A command that synthesizes the app, or a folder with a cloud assembly; by default the app of cdk.json. */
  readonly app?: string;
  /** `key=value`, as for the cdk CLI. */
  readonly context: readonly string[];
}

/** All stacks of an assembly, or of the app, which the cdk CLI synthesizes into a folder of its own. */
export async function readApp(options: AppOptions): Promise<AppStack[]> {
  const { app, build } = cdkSettings(options);
  if (app === undefined) {
    throw new UsageError("there is no app: run this where cdk.json is, or give --app 'command' or --app cdk.out");
  }
  if (!isAssembly(app)) return synthesize(options);
  // the cdk CLI also runs it before it reads an assembly
  if (build !== undefined) await list(options, []);
  return stacksIn(app);
}

async function synthesize(options: AppOptions): Promise<AppStack[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mgn-disconnect-'));
  const clear = atTheLatestOnExit(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  try {
    await list(options, ['--output', folder]);
    return stacksIn(folder);
  } finally {
    await clear();
  }
}

/** `cdk list` runs `build` and the app, does the app's look-ups, and bundles no assets. */
async function list({ app, context, ...settings }: AppOptions, flags: readonly string[]): Promise<void> {
  const given = [...(app === undefined ? [] : ['--app', app]), ...context.flatMap((pair) => ['--context', pair])];
  const finished = await cdk(['list', ...flags, ...given], userPlace(settings));
  if (finished.code !== 0) throw whyItFailed('cdk list', finished);
}

/** Whether this is a folder, and not a command. */
export const isAssembly = (app: string): boolean => existsSync(app) && statSync(app).isDirectory();
