import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { MgnClient } from '@aws-sdk/client-mgn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { filledIn, type Where } from '../model/where';
import { readLargeAnswers } from './answers';
import { CredentialPlugins } from './credential-plugins';
import { type CredentialProvider, remembered, userCredentials, userRegion } from './credentials';
import { requestHandler } from './network';
import { cdkSettings, type GivenSettings } from './settings';

/*
 * The user's credentials, as the cdk CLI finds them, and those of the bootstrap's role for look-ups. A session makes
 * all calls of this tool. They only read; cli/README.md lists them.
 */

/** The credentials and the endpoint of one account and Region. */
export interface Session extends Where {
  readonly cloudFormation: CloudFormationClient;
  readonly mgn: MgnClient;
  readonly logs: CloudWatchLogsClient;
  /** A client of another service, in the same network and with the same credentials. */
  client<C>(Client: new (config: any) => C, more?: object): C;
  /** Waits, in milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** The values of those parameters that exist in the SSM Parameter Store. */
  parameters(names: readonly string[]): Promise<Map<string, string>>;
}

export interface Target {
  readonly accountId?: string;
  readonly region?: string;
  /** Used if it can be assumed. */
  readonly role?: Role;
}

export interface Role {
  readonly arn: string;
  readonly externalId?: string;
  /** More of the request to assume it, such as `Tags`. */
  readonly options?: { readonly Tags?: { Key: string; Value: string }[] };
}

/** Credentials with their account. */
interface Identity {
  readonly credentials: CredentialProvider;
  readonly accountId: string;
  readonly partition: string;
}

const RETRIES = { maxAttempts: 8, retryMode: 'standard' };

/** Opens one session for each account and Region. */
export class Sessions {
  private readonly open = new Map<string, Promise<Session>>();
  private way?: Promise<Way>;

  constructor(private readonly given: GivenSettings) {}

  to(target: Target): Promise<Session> {
    const key = JSON.stringify([target.accountId, target.region, target.role?.arn]);
    const session = this.open.get(key) ?? this.start(target);
    this.open.set(key, session);
    return session;
  }

  private async start({ accountId, region, role }: Target): Promise<Session> {
    this.way ??= Way.find(this.given);
    const way = await this.way;
    const { credentials, ...identity } = await way.identityFor(accountId);
    const where = {
      accountId: accountId ?? identity.accountId,
      region: region ?? way.region,
      partition: identity.partition,
    };
    return sessionOf(where, await way.credentialsFor(where, { credentials, ...identity }, role), way.handler);
  }
}

/** How to reach AWS: with whose credentials, and through which network. */
class Way {
  private user?: Promise<Identity>;

  private constructor(
    readonly region: string,
    readonly handler: NodeHttpHandler,
    private readonly userCredentials: CredentialProvider,
    private readonly plugins: CredentialPlugins,
  ) {}

  static async find(given: GivenSettings): Promise<Way> {
    const settings = cdkSettings(given);
    const handler = await requestHandler(settings);
    const credentials = await userCredentials(settings, handler);
    return new Way(await userRegion(settings), handler, credentials, new CredentialPlugins(settings.plugins));
  }

  /**
   * The user's own credentials if they belong to that account; else a plugin's; else the user's, to assume a role
   * with.
   */
  async identityFor(accountId?: string): Promise<Identity> {
    this.user ??= this.identify(this.userCredentials);
    const user = await this.user.catch((error: Error) => error);
    const isRight = !(user instanceof Error) && (accountId === undefined || user.accountId === accountId);
    const plugged = isRight || accountId === undefined ? undefined : await this.plugins.credentialsFor(accountId);
    if (plugged) return this.identify(plugged);
    if (user instanceof Error) throw user;
    return user;
  }

  private async identify(credentials: CredentialProvider): Promise<Identity> {
    const { region, handler } = this;
    const sts = new STSClient({ credentials, region, requestHandler: handler, maxAttempts: RETRIES.maxAttempts });
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { credentials, accountId: Account, partition: Arn.split(':')[1] ?? 'aws' };
  }

  /** The role if it can be assumed; else the user's own credentials, if they belong to that account. */
  async credentialsFor(where: Where, identity: Identity, role?: Role): Promise<CredentialProvider> {
    const { credentials, accountId } = identity;
    if (!role && where.accountId === accountId) return credentials;
    if (!role)
      throw new Error(
        `the credentials are of account ${accountId}, and there is no role to look into ${where.accountId}`,
      );
    const assumed = this.assume(role, where, credentials);
    try {
      await assumed();
      return assumed;
    } catch (error) {
      if (where.accountId === accountId) return credentials;
      throw error;
    }
  }

  private assume(
    { arn, externalId, options }: Role,
    where: Where,
    masterCredentials: CredentialProvider,
  ): CredentialProvider {
    const TransitiveTagKeys = options?.Tags?.map(({ Key }) => Key);
    return remembered(
      fromTemporaryCredentials({
        masterCredentials,
        clientConfig: { region: where.region, requestHandler: this.handler },
        params: {
          RoleArn: filledIn(arn, where),
          ExternalId: externalId,
          RoleSessionName: 'mgn-disconnect',
          ...options,
          ...(TransitiveTagKeys && { TransitiveTagKeys }),
        },
      }),
    );
  }
}

function sessionOf(where: Where, credentials: CredentialProvider, requestHandler: NodeHttpHandler): Session {
  const config = { credentials, region: where.region, requestHandler, ...RETRIES };
  const ssm = new SSMClient(config);
  return {
    ...where,
    sleep: (milliseconds) => sleep(milliseconds),
    cloudFormation: readLargeAnswers(new CloudFormationClient(config)),
    // the type in an older SDK, which knows the same handler by other types
    mgn: new MgnClient(config as object),
    logs: new CloudWatchLogsClient(config),
    client: (Client, more) => new Client({ ...config, ...more }),
    async parameters(names) {
      const found = new Map<string, string>();
      for (const name of new Set(names)) {
        const value = await ssm.send(new GetParameterCommand({ Name: name })).then(
          ({ Parameter }) => Parameter?.Value,
          // a parameter that may not be read is as unknown as a missing one: the plan names it where it matters
          (error: Error) => (/ParameterNotFound|AccessDenied/.test(error.name) ? undefined : Promise.reject(error)),
        );
        if (value !== undefined) found.set(name, value);
      }
      return found;
    },
  };
}
