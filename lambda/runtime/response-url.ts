/**
 * The bucket that CloudFormation takes answers in has the name of the Region at its end, without dashes. Any other bucket
 * of such a name may be anybody's. docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
 */
const BUCKET = String.raw`cloudformation-custom-resource-response-([a-z0-9]+)\.s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?`;

/** The domains of S3 in all partitions: docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const DOMAINS = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
];

const HOST = new RegExp(`^${BUCKET}\\.(?:${DOMAINS.map((domain) => domain.replaceAll('.', '\\.')).join('|')})$`);

/**
 * The URL that an answer is sent to, if it is CloudFormation's own, or at an endpoint that the function is configured
 * with. Whoever may invoke the function could otherwise have it send what it knows of a server anywhere.
 */
export function responseUrl(value: string, environment = process.env): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const region = environment.AWS_REGION?.replaceAll('-', '');
  const isBucket = url.protocol === 'https:' && url.port === '' && region && HOST.exec(url.hostname)?.[1] === region;
  return isBucket || isConfigured(url, environment) ? url : undefined;
}

/** docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function isConfigured(url: URL, environment: NodeJS.ProcessEnv): boolean {
  return Object.entries(environment).some(([name, endpoint = '']) => {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || !URL.canParse(endpoint)) return false;
    return originOf(new URL(endpoint)) === originOf(url);
  });
}

/** One machine has two names for itself. */
function originOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port}`;
}

/** A URL without what is signed, or secret. */
export function withoutQuery(value: string): string {
  return value.replace(/[?#].*$/s, '').slice(0, 500);
}
