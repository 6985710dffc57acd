import { domainOf, ignoresConfigured } from '../environment';

/**
 * The host of the bucket in which CloudFormation takes answers. Its name ends in the Region, without dashes:
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
 * Any other bucket with the same beginning, or of the same name in another partition, may belong to anybody.
 */
function isBucket(host: string, region: string): boolean {
  const bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}.s3`;
  const domain = `.${domainOf(region)}`;
  if (region === '' || !host.startsWith(bucket) || !host.endsWith(domain)) return false;
  return /^([.-](dualstack\.)?[a-z0-9-]+)?$/.test(host.slice(bucket.length, -domain.length));
}

/**
 * The URL for an answer, if it is CloudFormation's own, or at an endpoint that the function is configured with.
 * Otherwise a caller who may invoke the function could have it send what it knows of a server anywhere.
 */
export function responseUrl(value: string, environment = process.env): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isSecure = url.protocol === 'https:' && url.port === '';
  const isOwn = isSecure && isBucket(url.hostname, environment.AWS_REGION ?? '');
  return isOwn || isConfigured(url, environment) ? url : undefined;
}

/** docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function isConfigured(url: URL, environment: NodeJS.ProcessEnv): boolean {
  if (ignoresConfigured(environment)) return false;
  return Object.entries(environment).some(([name, endpoint = '']) => {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || !URL.canParse(endpoint)) return false;
    return originOf(new URL(endpoint)) === originOf(url);
  });
}

/** One machine has two names for itself. */
function originOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port}`;
}

/** A URL without its signature and secrets. */
export function withoutQuery(value: string): string {
  return value.replace(/[?#].*$/s, '').slice(0, 500);
}
