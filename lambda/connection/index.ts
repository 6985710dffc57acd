import type { SourceServer } from '@aws-sdk/client-mgn';
import type { ConnectionProperties } from '../../lib/private/contract';
import { permissionsToAsk } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { attributes, describe } from '../aws/mgn';
import { isOnTheWayBack, verdictOn } from '../custody/verdict';
import { accountIn, NOT_CONNECTED, physicalIdOf, type Server, serverIn, serverOf } from '../event/declared';
import { explain, Failure } from '../event/failure';
import type { Answer, Request } from '../event/request';
import { behindGate } from '../gate/behind';
import type { RequestRecord } from '../log/record';
import { rehearse } from './preflight';
import { Removal } from './removal';
import { isDisconnected, ONLY_DISCONNECT, type Plan, planIn } from './steps';

/** What Create, Update and Delete of a connection do. Only a Delete changes anything. */
export function handleConnection(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  switch (request.requestType) {
    case 'Create':
      return onCreate(request, deadline, record);
    case 'Update':
      return onUpdate(request, deadline, record);
    case 'Delete':
      return onDelete(request, deadline, record);
    default:
      throw new Failure(`RequestType must be Create, Update or Delete, got ${JSON.stringify(request.requestType)}`);
  }
}

/** What would fail the deletion months later must fail the deployment now: no such server, or no permission to decide. */
async function onCreate(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const server = serverIn(request.properties);
  record.about(server);
  planIn(request.properties);
  const [found] = await Promise.all([
    verify(server, request, deadline),
    rehearse(request.stackId, server.id, deadline),
  ]);
  record.about(server, found);
  return { status: 'SUCCESS', decision: 'connected', physicalId: physicalIdOf(server), attributes: attributes(found) };
}

/**
 * The id of another server is a replacement: a new physical id, and CloudFormation deletes the old one when the update
 * has completed. The same server keeps its physical id, whatever else changes.
 */
async function onUpdate(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const server = serverIn(request.properties);
  record.about(server);
  const same = serverOf(request.physicalId)?.id === server.id;
  const next = same && request.physicalId ? request.physicalId : physicalIdOf(server);
  try {
    planIn(request.properties);
    const moved = !same || accountIn(request.oldProperties) !== server.accountId;
    // time stays for the question whether this may fail at all
    const found = await deadline.spend(0.9, (most) => (moved ? verify(server, request, most) : lookUp(server, most)));
    record.about(server, found);
    return { status: 'SUCCESS', decision: 'connected', physicalId: next, attributes: attributes(found) };
  } catch (error) {
    const { message } = error as Error;
    const isBack = await isOnTheWayBack(request.stackId, deadline).catch((why) => {
      throw new Failure(
        `${message}; whether the update is rolled back cannot be seen: ${explain(why, permissionsToAsk(why))}`,
      );
    });
    if (!isBack) throw error;
    const reason = `the update is rolled back, where nothing may fail: ${message}`;
    return { status: 'SUCCESS', decision: 'connected', physicalId: next, reason, attributes: attributes(undefined) };
  }
}

async function onDelete(request: Request, deadline: Deadline, record: RequestRecord): Promise<Answer> {
  const { stackId, logicalId, physicalId } = request;
  const named = serverOf(physicalId);
  if (!named || !physicalId) {
    const reason = 'no connection has this physical resource id: kept';
    const kept = { decision: 'kept', keptBecause: 'NotAConnection' } as const;
    return { status: 'SUCCESS', ...kept, physicalId: physicalId ?? NOT_CONNECTED, reason };
  }
  const server = { id: named.id, accountId: accountIn(request.properties, named.id) ?? named.accountId };
  record.about(server);
  const deletion = { stackId, logicalId, physicalId, server, properties: request.properties };
  const verdict = behindGate(verdictOn(deletion, deadline), server, deadline);
  const removal = new Removal(server, planForDelete(request.properties, named.id), deadline, verdict, record);
  return { status: 'SUCCESS', physicalId, ...(await removal.run()) };
}

/** What else the properties ask for, if they are about the server; what is malformed asks for nothing. */
function planForDelete(properties: unknown, sourceServerId: string): Plan {
  try {
    return serverIn(properties).id === sourceServerId ? planIn(properties) : ONLY_DISCONNECT;
  } catch {
    return ONLY_DISCONNECT;
  }
}

async function verify(server: Server, request: Request, deadline: Deadline): Promise<SourceServer> {
  const found = await lookUp(server, deadline);
  const where = server.accountId ? `account ${server.accountId}` : 'the account of the stack';
  if (!found) {
    throw new Failure(
      `source server ${server.id} does not exist in ${where} in ${process.env.AWS_REGION}; check the id with 'aws mgn describe-source-servers'; a server of AWS Elastic Disaster Recovery has the same form of id, and 'aws drs describe-source-servers' lists it`,
    );
  }
  if (isDisconnected(found) && !allowsDisconnected(request.properties)) {
    throw new Failure(
      `source server ${server.id} is already disconnected (life cycle state ${found.lifeCycle?.state}); remove it from the stack, take it as it is with allowDisconnected, or reinstall the agent to connect it again`,
    );
  }
  return found;
}

function allowsDisconnected(properties: unknown): boolean {
  return String((properties as Partial<ConnectionProperties> | null)?.AllowDisconnected) === 'true';
}

function lookUp(server: Server, deadline: Deadline): Promise<SourceServer | undefined> {
  return describe(server, deadline).catch((error) => {
    throw new Failure(
      `source server ${server.id} could not be looked up: ${explain(error, 'mgn:DescribeSourceServers')}`,
    );
  });
}
