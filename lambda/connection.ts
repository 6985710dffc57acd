import type { SourceServer } from '@aws-sdk/client-mgn';
import { isRollingBack, verdictOn } from './decision/verdict';
import { accountIn, NOT_CONNECTED, physicalIdOf, type Server, serverIn, serverOf } from './identity';
import { attributes, describe, disconnect, isDisconnected } from './mgn/servers';
import type { Deadline } from './runtime/deadline';
import { explain, Failure } from './runtime/failure';
import type { Answer, Request } from './runtime/request';

/** What Create, Update and Delete of a connection do. Only a Delete changes anything. */
export function handle(request: Request, deadline: Deadline): Promise<Answer> {
  switch (request.requestType) {
    case 'Create':
      return onCreate(request, deadline);
    case 'Update':
      return onUpdate(request, deadline);
    case 'Delete':
      return onDelete(request, deadline);
    default:
      throw new Failure(`RequestType must be Create, Update or Delete, got ${JSON.stringify(request.requestType)}`);
  }
}

/** A server that does not exist must fail the deployment now, not the deletion months later. */
async function onCreate(request: Request, deadline: Deadline): Promise<Answer> {
  const server = serverIn(request.properties);
  const found = await verify(server, deadline);
  return { status: 'SUCCESS', physicalId: physicalIdOf(server), attributes: attributes(found) };
}

/**
 * The id of another server is a replacement: a new physical id, and CloudFormation deletes the old one when the update
 * has completed. The same server keeps its physical id, whatever else changes.
 */
async function onUpdate(request: Request, deadline: Deadline): Promise<Answer> {
  const server = serverIn(request.properties);
  const held = serverOf(request.physicalId);
  const same = held?.id === server.id;
  const next = same && request.physicalId ? request.physicalId : physicalIdOf(server);
  try {
    const moved = !same || accountIn(request.oldProperties) !== server.accountId;
    // time stays for the question whether this may fail at all
    const found = await deadline.spend(0.9, (most) => (moved ? verify(server, most) : lookUp(server, most)));
    return { status: 'SUCCESS', physicalId: next, attributes: attributes(found) };
  } catch (error) {
    if (!(await isRollingBack(request.stackId, deadline))) throw error;
    return { status: 'SUCCESS', physicalId: next, attributes: attributes(undefined) };
  }
}

async function onDelete(request: Request, deadline: Deadline): Promise<Answer> {
  const { stackId, logicalId, physicalId } = request;
  const held = serverOf(physicalId);
  if (!held || !physicalId) {
    const reason = 'no connection has this physical resource id: kept';
    return { status: 'SUCCESS', physicalId: physicalId ?? NOT_CONNECTED, reason };
  }
  const server = { id: held.id, accountId: accountIn(request.properties, held.id) ?? held.accountId };
  const verdict = verdictOn({ stackId, logicalId, physicalId, server, properties: request.properties }, deadline);
  const reason = await disconnect(server, deadline, verdict).catch((error) => {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `source server ${server.id} could not be disconnected: ${explain(error, 'mgn:DisconnectFromService')}`,
    );
  });
  return { status: 'SUCCESS', physicalId, reason };
}

async function verify(server: Server, deadline: Deadline): Promise<SourceServer> {
  const found = await lookUp(server, deadline);
  const where = server.accountId ? `account ${server.accountId}` : 'the account of the stack';
  if (!found) {
    throw new Failure(
      `source server ${server.id} does not exist in ${where} in ${process.env.AWS_REGION}; check the id with 'aws mgn describe-source-servers'`,
    );
  }
  if (isDisconnected(found)) {
    throw new Failure(
      `source server ${server.id} is already disconnected (life cycle state ${found.lifeCycle?.state}); remove it from the stack, or reinstall the agent to connect it again`,
    );
  }
  return found;
}

function lookUp(server: Server, deadline: Deadline): Promise<SourceServer | undefined> {
  return describe(server, deadline).catch((error) => {
    throw new Failure(
      `source server ${server.id} could not be looked up: ${explain(error, 'mgn:DescribeSourceServers')}`,
    );
  });
}
