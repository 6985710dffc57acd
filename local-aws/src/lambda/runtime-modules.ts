import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Lambda's Node runtimes include the AWS SDK, and functions such as the CDK's AwsCustomResource load it from there.
 * Here it is the part that the user's project has. The folder holds nothing else of the project. It is above the
 * unpacked code, where both import and require look.
 */
export function linkSdk(parent: string): string | undefined {
  const places = createRequire(join(process.cwd(), 'index.js')).resolve.paths('@aws-sdk') ?? [];
  const sdk = places.map((place) => join(place, '@aws-sdk')).find((place) => existsSync(place));
  if (!sdk) return undefined;
  const folder = join(parent, 'node_modules');
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  symlinkSync(sdk, join(folder, '@aws-sdk'), 'junction');
  return folder;
}
