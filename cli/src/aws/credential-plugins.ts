import { type CredentialProvider, remembered } from './credentials';

/*
 * Plugins of the cdk CLI, named in cdk.json, that provide credentials for accounts.
 * https://www.npmjs.com/package/@aws-cdk/cli-plugin-contract
 */

interface Source {
  readonly name: string;
  isAvailable(): Promise<boolean>;
  canProvideCredentials(accountId: string): Promise<boolean>;
  getProvider(accountId: string, mode: number, options: { supportsV3Providers: boolean }): Promise<unknown>;
}

/** The mode for a plugin: this tool only reads. */
const FOR_READING = 0;

export class CredentialPlugins {
  private readonly sources: Source[] = [];

  constructor(modules: readonly string[], folder = process.cwd()) {
    for (const one of new Set(modules)) this.load(one, folder);
  }

  private load(name: string, folder: string): void {
    let plugin: any;
    try {
      plugin = require(require.resolve(name, { paths: [folder] }));
    } catch (error) {
      throw new Error(`the plugin ${name} of cdk.json could not be loaded: ${(error as Error).message}`);
    }
    plugin.init?.({
      registerCredentialProviderSource: (source: Source) => this.sources.push(source),
      // the cdk CLI itself provides what an app looks up
      registerContextProviderAlpha: () => {},
    });
  }

  /** The credentials of the first plugin that has some for the account. */
  async credentialsFor(accountId: string): Promise<CredentialProvider | undefined> {
    for (const source of this.sources) {
      if (await canProvide(source, accountId)) return remembered(async () => credentialsOf(source, accountId));
    }
    return undefined;
  }
}

/** A plugin that fails to say is not asked. */
async function canProvide(source: Source, accountId: string): Promise<boolean> {
  try {
    return (await source.isAvailable()) && (await source.canProvideCredentials(accountId));
  } catch {
    return false;
  }
}

/** A plugin answers with a provider, with credentials, or with those of version 2 of the SDK. */
async function credentialsOf(source: Source, accountId: string) {
  const given: any = await source.getProvider(accountId, FOR_READING, { supportsV3Providers: true });
  if (typeof given === 'function') return given();
  if (typeof given?.getPromise === 'function') return ofVersion2(given);
  if (!given?.accessKeyId) throw new Error(`the plugin ${source.name} gave no credentials for ${accountId}`);
  return given;
}

async function ofVersion2(credentials: any) {
  await credentials.getPromise();
  const { accessKeyId, secretAccessKey, sessionToken, expireTime } = credentials;
  return { accessKeyId, secretAccessKey, sessionToken, expiration: expireTime ?? undefined };
}
