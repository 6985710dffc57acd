import type { Clock, Environment } from './kernel/types';
import { homeOf } from './mgn/fleet';

/** Used unless the servers belong to another account. */
const ACCOUNT = '123456789012';

/** Where the local AWS is: its account, its Region and its port. */
export function environmentOf(clock: Clock, site: { readonly port: number }, servers: unknown): Environment {
  const home = servers === undefined ? undefined : homeOf(servers);
  const region = home?.region ?? (process.env.AWS_REGION || 'us-east-1');
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : region.startsWith('cn-') ? 'aws-cn' : 'aws';
  return {
    clock,
    region,
    accountId: home?.accountId ?? ACCOUNT,
    partition,
    endpoint: () => `http://127.0.0.1:${site.port}`,
  };
}

/** Region and account for the CDK too: an app that runs without the CLI finds them only here. */
export function clientEnvironment({ endpoint, region, accountId }: Environment): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint(),
    // the cdk CLI keeps on disk which account a key belongs to, so each account has its own key
    AWS_ACCESS_KEY_ID: accountId === ACCOUNT ? 'AKIALOCALOPERATOR' : `AKIALOCAL${accountId}`,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: accountId,
    CDK_DEFAULT_REGION: region,
  };
}
