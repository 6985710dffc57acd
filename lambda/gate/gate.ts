import { READS } from '../aws/cloudformation';
import type { Deadline } from '../aws/deadline';
import { evidenceAt } from '../aws/evidence';
import { explain } from '../aws/explain';
import { LAG } from '../aws/lag';
import { isLasting, reading } from '../aws/retry';
import { type Connected, connectionsIn } from '../custody/connections';
import { type Answer, Failure, type Request, unknownType } from '../event/request';
import { declarationBefore, declarationIn, type GateDeclaration, otherStacksIn, together } from '../guards/declaration';
import { changed, type Departure, deleted, type Leaver } from '../guards/leaving';
import { obstacles } from '../guards/obstacles';
import { lookAt } from './fleet';
import type { Phase } from './phase';
import { refusalOfChange, refusalOfDeletion } from './reason';
import { completedProperties, glanceAtChange, hasNewEvents, holders, watchChange, watchDelete } from './stack';
import { GATE_ID, gateOfTree, gateStatus } from './status';

const NONE: ReadonlySet<string> = new Set();

const NO_CONNECTIONS: Connected = { held: [], added: NONE };

interface Change {
  readonly next: GateDeclaration;
  readonly before: GateDeclaration;
}

const MAY = `mgn:DescribeSourceServers, mgn:DescribeJobs, cloudformation:DescribeStackResource, ${READS}`;

/** Create, Update and Delete of a removal gate. They ask the guards and change nothing. */
export function handleGate(request: Request, deadline: Deadline): Promise<Answer> {
  switch (request.requestType) {
    case 'Create':
    case 'Update':
      return onChange(request, deadline);
    case 'Delete':
      return onDelete(request, deadline);
    default:
      throw unknownType(request);
  }
}

/** Fails a deployment whose guards are not met, before its clean-up. Never fails one on its way back from a failure. */
async function onChange(request: Request, deadline: Deadline): Promise<Answer> {
  // leaves time to ask whether this may fail at all
  const problem = await deadline.spend(0.85, (most) => problemOfChange(request, most));
  if (problem === undefined) return passed(request, 'no guard is in the way');
  const phase = await watchChange(request, deadline).catch(unreadable);
  if (phase.may === 'pass') return passed(request, phase.why);
  // from now on CloudFormation's answers cannot be older than this deployment
  const still = await problemOfChange(request, deadline, true);
  if (still === undefined) return passed(request, 'no guard is in the way now');
  throw new Failure(still);
}

async function problemOfChange(request: Request, deadline: Deadline, late = false): Promise<string | undefined> {
  try {
    const gate = gateOfTree();
    // checks what the connections will need later: existing connections get no Create that could check it
    if (request.requestType === 'Create' && gate) await gateStatus(gate, deadline);
    const before = declarationBefore(request.oldProperties);
    // a new gate has only the list to go by, which must not be older than this deployment
    if (request.requestType === 'Create' && !late) await deadline.pause(LAG);
    const next = declarationIn(request.properties);
    const listed = await shownIn(request, { next, before }, deadline);
    const shown = late ? await believed(listed, request, deadline) : { ...listed, added: NONE };
    if (changed(next, before, shown).leavers.length === 0) return undefined;
    if (!late && (await isSurelyGoingBack(request, deadline))) return undefined;
    const completed = declarationBefore(await reading(() => completedProperties(request, deadline)));
    return await problemOf(changed(next, before, shown, completed), request, deadline);
  } catch (error) {
    return untold(error);
  }
}

/**
 * What CloudFormation shows. If it refuses for good, an Update that declares every server as before passes. That may
 * be the rollback that follows the refusal, where nothing may fail; and a Delete of a connection would be refused as
 * well.
 */
async function shownIn(
  { requestType, stackId, properties }: Request,
  { next, before }: Change,
  deadline: Deadline,
): Promise<Connected> {
  const pages = () => connectionsIn(stackId, 'update', evidenceAt(deadline), otherStacksIn(properties));
  return reading(pages).catch((error) => {
    const isDeclared = changed(next, before, NO_CONNECTIONS).leavers.length === 0;
    if (requestType === 'Update' && isDeclared && isLasting(error)) return NO_CONNECTIONS;
    throw error;
  });
}

/** Only events as new as the states prove that a deployment which added a server has not completed. */
async function believed(shown: Connected, request: Request, deadline: Deadline): Promise<Connected> {
  if (shown.added.size === 0 || (await reading(() => hasNewEvents(request, deadline)))) return shown;
  return { ...shown, added: NONE };
}

/** On the way back MGN need not be asked, and may be the reason for it. */
async function isSurelyGoingBack(request: Request, deadline: Deadline): Promise<boolean> {
  const passes = ({ may }: Phase) => may === 'pass';
  const glance = await deadline.spend(0.2, (most) => glanceAtChange(request, most)).catch(unreadable);
  return passes(glance) && passes(await watchChange(request, deadline).catch(unreadable));
}

/**
 * Fails the deletion of a stack whose guards are not met. Never fails the removal of the gate alone, nor a rollback.
 */
async function onDelete(request: Request, deadline: Deadline): Promise<Answer> {
  if (request.physicalId !== GATE_ID) return passed(request, 'no gate has this physical resource id');
  const phase = await deadline.spend(0.5, (most) => watchDelete(request, most)).catch(unreadable);
  if (phase.may === 'pass') return passed(request, phase.why);
  const asked = deadline.elapsed;
  const problem = await problemOfDelete(request, deadline);
  if (problem === undefined) return passed(request, 'no guard is in the way');
  if (asked >= LAG) throw new Failure(problem);
  // the list may still have shown what the last update has removed
  if (deadline.elapsed < LAG) await deadline.pause(LAG - deadline.elapsed);
  const still = await problemOfDelete(request, deadline);
  if (still === undefined) return passed(request, 'no guard is in the way now');
  throw new Failure(still);
}

async function problemOfDelete(request: Request, deadline: Deadline): Promise<string | undefined> {
  try {
    const listed = await reading(() => connectionsIn(request.stackId, 'deletion', evidenceAt(deadline)));
    const shown = await believed(listed, request, deadline);
    const completed = declarationBefore(await reading(() => completedProperties(request, deadline)));
    const last = together(declarationIn(request.properties), completed);
    return await problemOf(deleted(last, shown), request, deadline);
  } catch (error) {
    return untold(error);
  }
}

/** The guards that are not met, in words; undefined if all are. */
async function problemOf(departure: Departure, request: Request, deadline: Deadline): Promise<string | undefined> {
  const { guards } = departure;
  const guardsOf = ({ providers }: Leaver) => providers.flatMap((provider) => guards.get(provider) ?? []);
  const leavers = departure.leavers.filter((one) => one.isProtected || guardsOf(one).length > 0);
  const asksForJobs = leavers.some((one) => guardsOf(one).some(({ kind }) => kind === 'NoRunningJob'));
  const servers = leavers.map(({ server }) => server);
  const seen = await lookAt(servers, asksForJobs, deadline);
  const found = obstacles({ leavers, guards }, seen, Date.now());
  if (found.length === 0) return undefined;
  if (request.requestType !== 'Delete') return refusalOfChange(found);
  // without them the reason says how to list them
  const toRetain = await holders(request, deadline).catch(() => []);
  return refusalOfDeletion(found, request, toRetain);
}

function passed({ physicalId = GATE_ID }: Request, why: string): Answer {
  return { status: 'SUCCESS', decision: 'passed', physicalId, reason: `the removal guards let it pass: ${why}` };
}

/** If CloudFormation does not say what a request is for, guards that are not met refuse it. */
function unreadable(): Phase {
  return { rule: 'G6', may: 'refuse', why: 'CloudFormation could not be asked', sure: false };
}

function untold(error: unknown): string {
  const why = error instanceof Failure ? error.message : explain(error, MAY);
  return `cannot tell whether the removal guards are met, nothing was disconnected: ${why}`;
}
