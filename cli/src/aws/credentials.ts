import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { createCredentialChain, fromEnv, fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { type CdkSettings, settingOfProfile } from './settings';

/*
 * The user's credentials and Region, as the cdk CLI finds them (which is as the aws CLI does).
 * https://docs.aws.amazon.com/cdk/v2/guide/configure-access.html
 */

export type CredentialProvider = ReturnType<typeof fromIni>;

type Settings = Pick<CdkSettings, 'profile' | 'region'>;

const HOUR = 60 * 60_000;

/** If a profile is given, only that counts. Otherwise the environment goes before AWS_PROFILE. */
export async function userCredentials(
  { profile }: Settings,
  requestHandler: NodeHttpHandler,
): Promise<CredentialProvider> {
  const common = {
    clientConfig: { requestHandler },
    // the Region of an SSO session goes before it
    parentClientConfig: { region: await userRegion({ profile }) },
    ignoreCache: true,
    mfaCodeProvider,
  };
  if (profile) return remembered(fromIni({ ...common, profile }));
  // elsewhere no metadata service answers, and the call would wait for its time-out
  if (!isOnEc2()) process.env.AWS_EC2_METADATA_DISABLED ??= 'true';
  const { AWS_PROFILE, AWS_DEFAULT_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  const chain = fromNodeProviderChain({ ...common, profile: AWS_PROFILE || AWS_DEFAULT_PROFILE });
  return AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY ? createCredentialChain(fromEnv(), chain).expireAfter(HOUR) : chain;
}

const BEFORE_EXPIRY = 5 * 60_000;

/** Asks a provider again only when its credentials are about to expire. */
export function remembered(provider: CredentialProvider): CredentialProvider {
  let current: ReturnType<CredentialProvider> | undefined;
  const isOver = ({ expiration }: Awaited<ReturnType<CredentialProvider>>) =>
    expiration !== undefined && expiration.getTime() - BEFORE_EXPIRY < Date.now();
  return async (options) => {
    if (current && isOver(await current)) current = undefined;
    current ??= provider(options);
    return current;
  };
}

/** The cdk CLI runs at the same time, and only one of the two can use a code. */
async function mfaCodeProvider(device: string): Promise<string> {
  throw new Error(
    `the profile asks for a code of ${device}: first put temporary credentials into the environment, by eval "$(aws configure export-credentials --format env)"`,
  );
}

export async function userRegion({ profile, region }: Settings): Promise<string> {
  const { AWS_REGION, AMAZON_REGION, AWS_DEFAULT_REGION, AMAZON_DEFAULT_REGION } = process.env;
  const given = region || AWS_REGION || AMAZON_REGION || AWS_DEFAULT_REGION || AMAZON_DEFAULT_REGION;
  return given || (await regionOfProfile(profile)) || (await regionOfInstance()) || 'us-east-1';
}

async function regionOfProfile(given?: string): Promise<string | undefined> {
  return (await settingOfProfile('region', given)) ?? settingOfProfile('region', 'default');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html */
function isOnEc2(): boolean {
  if (platform() !== 'linux') return platform() === 'win32';
  return startsWith('/sys/devices/virtual/dmi/id/board_asset_tag', 'i-') || startsWith('/sys/hypervisor/uuid', 'ec2');
}

function startsWith(file: string, start: string): boolean {
  try {
    return readFileSync(file, 'utf8').toLowerCase().startsWith(start);
  } catch {
    return false;
  }
}

const METADATA = 'http://169.254.169.254/latest';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
async function regionOfInstance(): Promise<string | undefined> {
  if (!isOnEc2()) return undefined;
  const signal = AbortSignal.timeout(1_000);
  const ask = async (method: string, path: string, headers: Record<string, string>) =>
    (await fetch(`${METADATA}/${path}`, { method, headers, signal })).text();
  try {
    const token = await ask('PUT', 'api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': '60' });
    const document = await ask('GET', 'dynamic/instance-identity/document', { 'X-aws-ec2-metadata-token': token });
    return JSON.parse(document).region;
  } catch {
    return undefined;
  }
}
