import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeSourceServersCommand, MgnClient } from '@aws-sdk/client-mgn';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { endpoint } from '../../lambda/environment';

/* Where the function finds the services: as the SDK does, in every Region that the CDK knows. */

/** The SDK of these tests is older than the partition, and takes it for the commercial one. */
const NEWER_THAN_THE_SDK = 'eusc-de-east-1';
const REGIONS = RegionInfo.regions.map(({ name }) => name).filter((name) => name !== NEWER_THAN_THE_SDK);

test.each([...RegionInfo.regions])('the services of $name are in its domain', ({ name, domainSuffix }) => {
  expect(endpoint('mgn', { AWS_REGION: name }).href).toBe(`https://mgn.${name}.${domainSuffix}/`);
});

test.each(REGIONS)('in %s they are where the SDK calls them', async (region) => {
  await expectSameAsSdk(region, {});
});

const FIPS = { AWS_USE_FIPS_ENDPOINT: 'true' };
const DUAL_STACK = { AWS_USE_DUALSTACK_ENDPOINT: 'true' };

test.each(REGIONS)('in %s the endpoints that fulfil FIPS are too', async (region) => {
  await expectSameAsSdk(region, FIPS);
});

/** The SDK of MGN in these tests is older than the dual-stack names of the isolated partitions. */
test.each(REGIONS.filter((name) => !name.includes('-iso')))('in %s those of two stacks are too', async (region) => {
  await expectSameAsSdk(region, DUAL_STACK);
  await expectSameAsSdk(region, { ...FIPS, ...DUAL_STACK });
});

/** By the partitions of botocore 1.44.8, its data/partitions.json. */
test.each([
  ['eusc-de-east-1', 'api.amazonwebservices.eu'],
  ['us-iso-east-1', 'api.aws.ic.gov'],
  ['us-isob-east-1', 'api.aws.scloud'],
  ['eu-isoe-west-1', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-south-1', 'api.aws.hci.ic.gov'],
])('in %s those of two stacks are under %s', (region, domain) => {
  expect(endpoint('mgn', { AWS_REGION: region, ...DUAL_STACK }).host).toBe(`mgn.${region}.${domain}`);
});

test.each(['true', 'TRUE'])('an endpoint of the user is not taken where the environment says so: %s', (ignores) => {
  const env = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
  const host = endpoint('mgn', { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignores }).host;
  expect(host).toBe('mgn.eu-west-1.amazonaws.com');
});

test('an endpoint of the user is taken, that of the one service before that of all', () => {
  const env = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/aws', ...FIPS };
  expect(endpoint('cloudformation', env).href).toBe('http://127.0.0.1:4566/aws');
  const vpce = 'https://vpce-1.mgn.eu-west-1.vpce.amazonaws.com';
  expect(endpoint('mgn', { ...env, AWS_ENDPOINT_URL_MGN: vpce }).origin).toBe(vpce);
  expect(endpoint('cloudformation', { ...env, AWS_ENDPOINT_URL_MGN: vpce }).origin).toBe('http://127.0.0.1:4566');
});

test('an empty variable counts as unset', () => {
  expect(endpoint('mgn', { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: '' }).host).toBe('mgn.eu-west-1.amazonaws.com');
});

async function expectSameAsSdk(region: string, env: NodeJS.ProcessEnv): Promise<void> {
  const called: string[] = [];
  const settings = {
    region,
    useFipsEndpoint: env.AWS_USE_FIPS_ENDPOINT === 'true',
    useDualstackEndpoint: env.AWS_USE_DUALSTACK_ENDPOINT === 'true',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      async handle({ protocol, hostname }: { protocol: string; hostname: string }): Promise<never> {
        called.push(`${protocol}//${hostname}`);
        throw new Error('far enough');
      },
    },
  };
  await new CloudFormationClient(settings).send(new DescribeStacksCommand({})).catch(() => {});
  await new MgnClient(settings).send(new DescribeSourceServersCommand({})).catch(() => {});
  const ours = (['cloudformation', 'mgn'] as const).map((service) => endpoint(service, { AWS_REGION: region, ...env }));
  expect(ours.map(({ origin }) => origin)).toEqual(called);
}
