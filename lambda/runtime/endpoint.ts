export type Service = 'cloudformation' | 'mgn';

/** The domains of the partitions that are not under amazonaws.com, by the beginning of their Regions' names. */
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
};

/**
 * Where a service is in the function's Region, by the environment variables that the SDKs have in common:
 * docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html and feature-endpoints.html
 */
export function endpoint(service: Service, env: NodeJS.ProcessEnv = process.env): URL {
  const configured = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL;
  if (configured) return new URL(configured);
  const region = env.AWS_REGION ?? '';
  const [, domain = 'amazonaws.com'] = Object.entries(DOMAINS).find(([prefix]) => region.startsWith(prefix)) ?? [];
  const isDualStack = env.AWS_USE_DUALSTACK_ENDPOINT === 'true';
  const host = `${label(service, region, env)}.${region}.${(isDualStack && DUAL_STACK_DOMAINS[domain]) || domain}`;
  return new URL(`https://${host}`);
}

/** In AWS GovCloud (US) every endpoint of CloudFormation is a FIPS endpoint: aws.amazon.com/compliance/fips */
function label(service: Service, region: string, env: NodeJS.ProcessEnv): string {
  if (env.AWS_USE_FIPS_ENDPOINT !== 'true') return service;
  return service === 'cloudformation' && region.startsWith('us-gov-') ? service : `${service}-fips`;
}
