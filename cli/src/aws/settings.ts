import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { textOf } from '../../../lib/private/text';
import { UsageError } from '../output/errors';

/*
 * What the cdk CLI learns beside its command, so that this tool's calls go where those of the cdk CLI go.
 * https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-config.html
 */

/** Settings that this tool shares with the cdk CLI, as command-line options give them. */
export interface GivenSettings {
  readonly profile?: string;
  readonly region?: string;
  readonly proxy?: string;
  readonly caBundlePath?: string;
}

export interface CdkSettings extends GivenSettings {
  /** A command that synthesizes the app, or a folder with a cloud assembly. */
  readonly app?: string;
  /** A command that runs before the app. */
  readonly build?: string;
  /** Modules that provide credentials for accounts. */
  readonly plugins: readonly string[];
}

/** An option first, then a `CDK_*` variable, then cdk.json of this folder, then ~/.cdk.json. */
export function cdkSettings(given: GivenSettings & { readonly app?: string }, env = process.env): CdkSettings {
  const [project, user] = [settingsIn('cdk.json'), settingsIn(join(homedir(), '.cdk.json'))];
  const setting = (name: string, option?: string): any =>
    option ?? env[`CDK_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`] ?? project[name] ?? user[name];
  const text = (name: keyof GivenSettings): string | undefined => asText(setting(name, given[name]));
  const app = setting('app', given.app);
  return {
    app: asText(Array.isArray(app) ? app.join(' ') : app),
    build: asText(setting('build')),
    plugins: [setting('plugin') ?? []].flat().map(String),
    profile: text('profile'),
    region: text('region'),
    proxy: text('proxy'),
    caBundlePath: text('caBundlePath'),
  };
}

/** An empty text sets a setting aside. */
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What the files of profiles say, for the profile that is given, or else for the user's. */
export async function settingOfProfile(name: string, given?: string): Promise<string | undefined> {
  const { credentialsFile, configFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const profile = given || process.env.AWS_PROFILE || process.env.AWS_DEFAULT_PROFILE || 'default';
  return credentialsFile[profile]?.[name] || configFile[profile]?.[name];
}

function settingsIn(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(textOf(readFileSync(file)));
  } catch (error) {
    throw new UsageError(`${file} could not be read: ${(error as Error).message}`);
  }
}
