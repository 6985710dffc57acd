import type { DescribeSourceServersResponse, SourceServer } from '@aws-sdk/client-mgn';
import { type ConnectionAttributes, UNKNOWN } from '../../lib/private/contract';
import type { Call } from '../custody/steps';
import type { Server } from '../event/declared';
import type { Deadline } from './deadline';
import { errorName, reading, retrying, StaleToken } from './retry';
import { post, refusalIn } from './service';

type Operation = 'DescribeSourceServers' | 'DescribeJobs' | Call;

/** Calls MGN, once: docs.aws.amazon.com/mgn/latest/APIReference/API_Operations.html. The answer is as MGN sends it. */
export async function callMgn<Output>(operation: Operation, input: object, deadline: Deadline): Promise<Output> {
  const body = JSON.stringify(input);
  const incoming = await post(
    { service: 'mgn', path: `/${operation}`, contentType: 'application/json', body },
    deadline,
  );
  if (incoming.status >= 300) throw Object.assign(refusalIn(incoming), { operation });
  // DeleteSourceServer has an empty answer; an empty answer to any other call is an error
  return incoming.status === 204 ? ({} as Output) : JSON.parse(incoming.body);
}

/** Calls a second that MGN is assumed to allow. MGN does not publish its rates. */
export const RATE = 5;

/** Asks MGN for the server, once. */
export function askFor(
  { id, accountId }: Server,
  deadline: Deadline,
  nextToken?: string,
): Promise<DescribeSourceServersResponse> {
  const input = { filters: { sourceServerIDs: [id] }, accountID: accountId, nextToken };
  return callMgn('DescribeSourceServers', input, deadline);
}

/**
 * The server as MGN shows it now; undefined if DescribeSourceServers returns an empty list. The caller may have made
 * the first try already.
 */
export function describeServer(
  server: Server,
  deadline: Deadline,
  asked?: ReturnType<typeof askFor>,
): Promise<SourceServer | undefined> {
  let first = asked;
  const page = (nextToken?: string) => {
    const answer = first ?? askFor(server, deadline, nextToken);
    first = undefined;
    return answer;
  };
  return reading(async () => {
    for await (const { items = [] } of pagesOf((token) => retrying(deadline, () => page(token), RATE))) {
      const found = items.find(({ sourceServerID }) => sourceServerID === server.id);
      if (found) return found;
    }
    return undefined;
  });
}

/**
 * The pages of a list, from the first on. If MGN refuses what it is asked for, and has shown a page before, it means the
 * token. That is inferred: its reference has no error for a token alone
 * (docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeSourceServers.html). No decision rests on it.
 */
export async function* pagesOf<Page extends { readonly nextToken?: string }>(
  ask: (nextToken?: string) => Promise<Page>,
): AsyncGenerator<Page> {
  let nextToken: string | undefined;
  do {
    const page: Page = await ask(nextToken).catch((error) => {
      throw nextToken && errorName(error) === 'ValidationException' ? new StaleToken((error as Error).message) : error;
    });
    yield page;
    nextToken = page.nextToken;
  } while (nextToken);
}

/** An account without MGN has no source servers. */
export function ignoreUninitialized(error: unknown): undefined {
  if (errorName(error) === 'UninitializedAccountException') return undefined;
  throw error;
}

/**
 * The attributes of the construct. CloudFormation fails if one is missing, and refuses to export one that is empty or
 * blank (github.com/smoketurner/serverless-vpc-plugin/issues/704).
 */
export function attributes(server: SourceServer | undefined): ConnectionAttributes {
  const hints = server?.sourceProperties?.identificationHints;
  return {
    SourceServerArn: known(server?.arn),
    Hostname: known(hints?.hostname),
    Fqdn: known(hints?.fqdn),
    LifeCycleState: known(server?.lifeCycle?.state),
    DataReplicationState: known(server?.dataReplicationInfo?.dataReplicationState),
    LaunchedInstanceId: known(server?.launchedInstance?.ec2InstanceID),
  };
}

function known(value: string | undefined): string {
  return value?.trim() ? value : UNKNOWN;
}
