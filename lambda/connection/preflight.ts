import type { SourceServer } from '@aws-sdk/client-mgn';
import { ask, permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { stackAndParents } from '../aws/evidence';
import { explain } from '../aws/explain';
import { doubtOfLack, lookUntilSure } from '../aws/lag';
import { describeServer } from '../aws/mgn';
import { isLasting } from '../aws/retry';
import { isRollingBack } from '../custody/states';
import { isDisconnected } from '../custody/steps';
import { accessTag } from '../environment';
import type { Declared, Server } from '../event/declared';
import { Failure } from '../event/request';
import { gateOfTree, gateStatus } from '../gate/status';

/** A new permission gets about this long, in milliseconds. Trouble that ends by itself is not waited out here. */
const MOST = 100_000;

/**
 * The stacks that this environment has read. Hundreds of connections are created at a time, and CloudFormation counts
 * calls.
 */
const readable = new Set<string>();

/**
 * Reads on Create what a Delete will read. A permissions boundary, an SCP or a VPC without a way to CloudFormation
 * would otherwise show only months later. Throws if CloudFormation refuses or cannot be reached. Does not throw if it
 * is busy, nor on the way back from a failed update.
 */
export async function checkStack(stackId: string, sourceServerId: string, deadline: Deadline): Promise<void> {
  if (readable.has(stackId)) return;
  try {
    const isRead = await deadline.spend(Math.min(0.9, MOST / deadline.remaining), (most) => readAll(stackId, most));
    if (isRead) readable.add(stackId);
  } catch (error) {
    if (!isLasting(error)) return;
    throw new Failure(
      `source server ${sourceServerId} cannot be disconnected later: the function cannot read the stack: ${explain(error, permissionsToAsk(error as object))}`,
    );
  }
}

/** Whether everything was read. On the way back it is not: a rollback that is over may be the last thing that shows. */
async function readAll(stackId: string, deadline: Deadline): Promise<boolean> {
  const own = read(stackId, deadline);
  // it is awaited only if the stack is not on its way back
  own.catch(() => {});
  const [stack, ...parents] = await stackAndParents(stackId, deadline);
  if ([stack, ...parents].some((one) => one && isRollingBack(one.status))) return false;
  const gate = gateOfTree();
  await Promise.all([
    own,
    ...parents.map((parent) => read(parent.stackId, deadline)),
    ...(gate ? [gateStatus(gate, deadline)] : []),
  ]);
  return true;
}

function read(StackName: string, deadline: Deadline): Promise<unknown> {
  const operations = ['DescribeStackEvents', 'ListStackResources'] as const;
  return Promise.all(operations.map((operation) => ask(operation, { StackName }, deadline, [])));
}

/**
 * The server as MGN shows it. Throws if a connection to it could not be disconnected later, or if it is already
 * disconnected.
 */
export async function checkServer({ server, allowsDisconnected }: Declared, deadline: Deadline): Promise<SourceServer> {
  const found = await lookUp(server, deadline);
  const where = server.accountId ? `account ${server.accountId}` : 'the account of the stack';
  if (!found) {
    throw new Failure(
      `source server ${server.id} does not exist in ${where} in ${process.env.AWS_REGION}; check the id with 'aws mgn describe-source-servers'; ids of AWS Elastic Disaster Recovery look the same: see 'aws drs describe-source-servers'`,
    );
  }
  if (isDisconnected(found) && !allowsDisconnected) {
    throw new Failure(
      `source server ${server.id} is already disconnected (life cycle state ${found.lifeCycle?.state}); remove it from the stack, take it as it is with allowDisconnected, or reinstall the agent to connect it again`,
    );
  }
  checkTag(server, found);
  return found;
}

/** Without the tag the role may not disconnect the server. IAM would say so only when the server leaves. */
function checkTag({ id }: Server, { tags = {}, arn }: SourceServer): void {
  const tag = accessTag();
  if (!tag || tags[tag.key] === tag.value) return;
  const found = tags[tag.key] === undefined ? 'has no such tag' : `has ${JSON.stringify(tags[tag.key])}`;
  throw new Failure(
    `source server ${id} does not carry the tag ${tag.key} = ${tag.value}, by which the function's role may disconnect it: it ${found}; tag it with 'aws mgn tag-resource --resource-arn ${arn ?? 'ARN'} --tags ${tag.key}=${tag.value}'`,
  );
}

/** MGN's answers may lag: a server that it does not show may appear later. */
export function lookUp(server: Server, deadline: Deadline): Promise<SourceServer | undefined> {
  const doubt = doubtOfLack(deadline);
  const look = () => describeServer(server, deadline);
  const found = lookUntilSure(deadline, look, (seen) => (seen ? undefined : doubt()));
  return found.catch((error) => {
    throw new Failure(
      `source server ${server.id} could not be looked up: ${explain(error, 'mgn:DescribeSourceServers')}`,
    );
  });
}
