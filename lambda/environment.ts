import { ACCESS_TAG_VARIABLE, type AccessTag } from '../lib/private/contract';

/* What the function's environment says: where the services are, and which servers its role may disconnect. */

export type Service = 'cloudformation' | 'mgn';

/** The domains of the partitions outside amazonaws.com, by the beginning of their Regions' names. */
const DOMAINS: Readonly<Record<string, string>> = {
  'cn-': 'amazonaws.com.cn',
  'eusc-': 'amazonaws.eu',
  'us-iso-': 'c2s.ic.gov',
  'us-isob-': 'sc2s.sgov.gov',
  'eu-isoe-': 'cloud.adc-e.uk',
  'us-isof-': 'csp.hci.ic.gov',
};
const DUAL_STACK_DOMAINS: Readonly<Record<string, string>> = {
  'amazonaws.com': 'api.aws',
  'amazonaws.com.cn': 'api.amazonwebservices.com.cn',
  'amazonaws.eu': 'api.amazonwebservices.eu',
  'c2s.ic.gov': 'api.aws.ic.gov',
  'sc2s.sgov.gov': 'api.aws.scloud',
  'cloud.adc-e.uk': 'api.cloud-aws.adc-e.uk',
  'csp.hci.ic.gov': 'api.aws.hci.ic.gov',
};

/** The domain of the services in a Region. */
export function domainOf(region: string): string {
  return Object.entries(DOMAINS).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
}

/**
 * Where a service is in the function's Region, by the environment variables that the SDKs have in common:
 * docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html and feature-endpoints.html
 * In AWS GovCloud (US) the endpoint of CloudFormation has no other name for FIPS.
 */
export function endpoint(service: Service, env: NodeJS.ProcessEnv = process.env): URL {
  const configured = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL;
  if (configured && !ignoresConfigured(env)) return new URL(configured);
  const region = env.AWS_REGION ?? '';
  const domain = domainOf(region);
  const dualStack = env.AWS_USE_DUALSTACK_ENDPOINT === 'true' ? DUAL_STACK_DOMAINS[domain] : undefined;
  const needsFips = env.AWS_USE_FIPS_ENDPOINT === 'true';
  const hasFips = service === 'cloudformation' && region.startsWith('us-gov-') && !dualStack;
  return new URL(`https://${service}${needsFips && !hasFips ? '-fips' : ''}.${region}.${dualStack ?? domain}`);
}

/** docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function ignoresConfigured(env: NodeJS.ProcessEnv): boolean {
  return env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true';
}

/** The tag by which the role may disconnect servers; undefined where it may disconnect the servers that are declared. */
export function accessTag(): AccessTag | undefined {
  const text = process.env[ACCESS_TAG_VARIABLE];
  if (!text) return undefined;
  const [key, value] = JSON.parse(text) as [string, string];
  return { key, value };
}
