import { readFileSync } from 'node:fs';
import type { SourceServer } from '@aws-sdk/client-mgn';
import { textOf } from '../../../lib/private/text';
import type { AppStack } from '../aws/manifest';
import { describeServers } from '../aws/servers';
import type { Session } from '../aws/session';
import { declarationOf } from '../model/declared';
import type { Where } from '../model/where';
import { UsageError } from '../output/errors';

/** The servers of a file: a list, or what `aws mgn describe-source-servers` prints. */
export function serversOfFile(file: string): object[] {
  let content: any;
  try {
    content = JSON.parse(textOf(readFileSync(file)));
  } catch (error) {
    throw new UsageError(`--servers ${file}: ${(error as Error).message}`);
  }
  const servers = Array.isArray(content) ? content : content?.items;
  if (!Array.isArray(servers)) {
    throw new UsageError(
      `--servers ${file} holds no list: aws mgn describe-source-servers --filters {} > ${file} writes one`,
    );
  }
  return servers.map(withoutNulls);
}

/**
 * The servers of an account as they are now: the only question of a rehearsal to AWS. Without ids that the user gave.
 */
export async function serversOfAccount({ mgn }: Session, accountID?: string): Promise<object[]> {
  return (await describeServers(mgn, { filters: {}, accountID })).map(withoutNulls);
}

type Place = Omit<Where, 'partition'>;

/** The servers in the templates, with the account that holds each. */
export function serversDeclaredIn(stacks: readonly AppStack[], where: Place): Map<string, string> {
  const declared = stacks.flatMap(({ tree, stackName }) => {
    const { connections } = declarationOf(tree, { given: new Map(), store: new Map() }, { stackName, ...where });
    return connections.flatMap(({ server, accountId }): [string, string][] =>
      server.known ? [[server.value, (accountId.known && accountId.value) || where.accountId]] : [],
    );
  });
  return new Map(declared);
}

/** A connected server for each id in the templates. */
export function serversOfApp(declared: ReadonlyMap<string, string>, { region }: Place): object[] {
  return [...declared].map(([sourceServerID, accountId]) => ({
    sourceServerID,
    arn: `arn:aws:mgn:${region}:${accountId}:source-server/${sourceServerID}`,
    lifeCycle: { state: 'READY_FOR_CUTOVER' },
  }));
}

const withoutNulls = (server: SourceServer): object => JSON.parse(JSON.stringify(server));
