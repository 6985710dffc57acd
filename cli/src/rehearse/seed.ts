import { readFileSync } from 'node:fs';
import type { SourceServer } from '@aws-sdk/client-mgn';
import type { AppStack } from '../aws/assembly';
import { describeServers } from '../aws/servers';
import type { Session } from '../aws/session';
import { UsageError } from '../output/errors';
import { declarationOf } from '../plan/declared';

/** The servers of a file: a list, or what `aws mgn describe-source-servers` prints. */
export function serversOfFile(file: string): object[] {
  let content: any;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
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

/** The servers of the user's account, as they are now: the one thing that a rehearsal asks AWS. */
export async function serversOfAccount({ mgn }: Session): Promise<object[]> {
  return (await describeServers(mgn, { filters: {} })).map(withoutNulls);
}

/** A connected server for each id in the templates. */
export function serversOfApp(stacks: readonly AppStack[], where: { accountId: string; region: string }): object[] {
  const ids = stacks.flatMap(({ tree, stackName }) => {
    const { connections } = declarationOf(tree, { given: new Map(), store: new Map() }, { stackName, ...where });
    return connections.flatMap(({ server }) => (server.known ? [server.value] : []));
  });
  return [...new Set(ids)].map((sourceServerID) => ({ sourceServerID, lifeCycle: { state: 'READY_FOR_CUTOVER' } }));
}

const withoutNulls = (server: SourceServer): object => JSON.parse(JSON.stringify(server));
