import { BaseCredentials } from '@aws-cdk/toolkit-lib';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { MgnClient } from '@aws-sdk/client-mgn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { readLargeAnswers } from './answers';

/*
 * The credentials of the user, as the cdk CLI finds them, and those of the role that the bootstrap made for look-ups.
 * All calls of this tool are made by what a session gives. They read; cli/README.md lists them.
 */

/** The credentials and the endpoint of one account and Region. */
export interface Session {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly cloudFormation: CloudFormationClient;
  readonly mgn: MgnClient;
  /** The values of parameters of the SSM Parameter Store, of those that there are. */
  parameters(names: readonly string[]): Promise<Map<string, string>>;
}

export interface Target {
  readonly accountId?: string;
  readonly region?: string;
  /** Taken where it can be assumed. */
  readonly role?: Role;
}

export interface Role {
  readonly arn: string;
  readonly externalId?: string;
}

type Provider = ReturnType<typeof fromTemporaryCredentials>;

interface Base {
  readonly credentials: Provider;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
}

const RETRIES = { maxAttempts: 8, retryMode: 'standard' };

/** Opens one session for each account and Region. */
export class Sessions {
  private base?: Promise<Base>;
  private readonly open = new Map<string, Promise<Session>>();

  constructor(
    private readonly profile?: string,
    private readonly region?: string,
  ) {}

  to(target: Target): Promise<Session> {
    const key = JSON.stringify([target.accountId, target.region, target.role?.arn]);
    const session = this.open.get(key) ?? this.start(target);
    this.open.set(key, session);
    return session;
  }

  private async start({ accountId, region, role }: Target): Promise<Session> {
    this.base ??= this.findBase();
    const base = await this.base;
    const where = { accountId: accountId ?? base.accountId, region: region ?? base.region, partition: base.partition };
    const credentials = await this.credentialsFor(where, base, role);
    return sessionOf({ ...where, credentials });
  }

  private async findBase(): Promise<Base> {
    const silent = {
      notify: async () => {},
      requestResponse: async <T>({ defaultResponse }: { defaultResponse: T }) => defaultResponse,
    };
    const provider = BaseCredentials.awsCliCompatible({ profile: this.profile, defaultRegion: this.region });
    const { credentialProvider, defaultRegion = 'us-east-1' } = await provider.sdkBaseConfig(silent, {});
    const sts = new STSClient({
      credentials: credentialProvider,
      region: defaultRegion,
      maxAttempts: RETRIES.maxAttempts,
    });
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    const partition = Arn.split(':')[1] ?? 'aws';
    return { credentials: credentialProvider as Provider, region: defaultRegion, accountId: Account, partition };
  }

  /** The role where it can be assumed; else the user's own, if they are of that account. */
  private async credentialsFor(
    { accountId, region, partition }: Omit<Base, 'credentials'>,
    base: Base,
    role: Target['role'],
  ): Promise<Provider> {
    if (!role && accountId === base.accountId) return base.credentials;
    if (!role)
      throw new Error(
        `the credentials are of account ${base.accountId}, and there is no role to look into ${accountId}`,
      );
    const values: Record<string, string> = { Partition: partition, AccountId: accountId, Region: region };
    const fill = (text: string) => text.replace(/\$\{AWS::(\w+)\}/g, (whole, name) => values[name] ?? whole);
    const provider = fromTemporaryCredentials({
      masterCredentials: base.credentials,
      clientConfig: { region },
      params: { RoleArn: fill(role.arn), ExternalId: role.externalId, RoleSessionName: 'mgn-disconnect' },
    });
    try {
      await provider();
      return provider;
    } catch (error) {
      if (accountId === base.accountId) return base.credentials;
      throw error;
    }
  }
}

function sessionOf({ credentials, ...where }: Base): Session {
  const config = { credentials, region: where.region, ...RETRIES };
  const ssm = new SSMClient({ credentials, region: where.region, maxAttempts: RETRIES.maxAttempts });
  return {
    ...where,
    cloudFormation: readLargeAnswers(new CloudFormationClient(config)),
    mgn: new MgnClient(config),
    async parameters(names) {
      const found = new Map<string, string>();
      for (const name of new Set(names)) {
        const value = await ssm.send(new GetParameterCommand({ Name: name })).then(
          ({ Parameter }) => Parameter?.Value,
          // one that may not be read is as unknown as one that is not there: the plan names it where it matters
          (error: Error) => (/ParameterNotFound|AccessDenied/.test(error.name) ? undefined : Promise.reject(error)),
        );
        if (value !== undefined) found.set(name, value);
      }
      return found;
    },
  };
}
