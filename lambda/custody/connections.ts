import { GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';
import { type Server, serverOf } from '../event/declared';
import type { Events, Evidence } from './evidence';
import { COMPLETED, lastTime } from './history';
import { isConnectionResource } from './holders';
import { STACK_TYPE } from './stack-event';

/** The servers whose connections CloudFormation knows. */
export interface Connected {
  /** By the last completed deployment. */
  readonly held: readonly Server[];
  /** Added since then by a connection that did not hold them before: no completed deployment gives them up. */
  readonly added: ReadonlySet<string>;
}

/**
 * The statuses of a connection that is gone. During a deletion of the stack, a connection that is being deleted is
 * still there.
 */
const GONE = { update: /^DELETE_/, deletion: /^DELETE_(COMPLETE|SKIPPED)$/ };

const LISTED = [RESOURCE_TYPE, GENERIC_TYPE, STACK_TYPE];

interface Visited {
  readonly id: string;
  readonly path: string;
  readonly parents: readonly Events[];
}

/**
 * What the list of resources and the events show of the connections of a stack and its nested stacks. `ignore` has the
 * logical ids, from the root, of nested stacks to leave out.
 */
export async function connectionsIn(
  stackId: string,
  during: keyof typeof GONE,
  evidence: Evidence,
  ignore: ReadonlySet<string> = new Set(),
): Promise<Connected> {
  const stacks: Visited[] = [{ id: stackId, path: '', parents: [] }];
  const held: Server[] = [];
  const now: Server[] = [];
  for (const { id, path, parents } of stacks) {
    const nested: Omit<Visited, 'parents'>[] = [];
    const connections = new Map<string, Server | undefined>();
    for await (const resource of evidence.resources(id, LISTED)) {
      const { ResourceType, PhysicalResourceId, LogicalResourceId = '', ResourceStatus = '' } = resource;
      if (!PhysicalResourceId || GONE[during].test(ResourceStatus)) continue;
      if (await isConnectionResource(resource, id, evidence))
        connections.set(LogicalResourceId, serverOf(PhysicalResourceId));
      if (ResourceType === STACK_TYPE && !ignore.has(path + LogicalResourceId))
        nested.push({ id: PhysicalResourceId, path: `${path}${LogicalResourceId}/` });
    }
    now.push(...known(connections));
    const logs = [await evidence.events(id), ...parents] as const;
    stacks.push(...nested.map((one) => ({ ...one, parents: logs })));
    // a nested stack may have been updated by itself since its root was
    const completed = await lastTime(logs, COMPLETED);
    // the events since then begin without a physical id (a Create), or with the server that was replaced
    for await (const event of logs[0].newestFirst()) {
      if (event.time <= (completed ?? Number.POSITIVE_INFINITY)) break;
      if (event.type === RESOURCE_TYPE) connections.set(event.logicalId, serverOf(event.physicalId));
    }
    held.push(...(completed === undefined ? [] : known(connections)));
  }
  const before = new Set(held.map(({ id }) => id));
  return { held, added: new Set(now.map(({ id }) => id).filter((id) => !before.has(id))) };
}

function known(connections: ReadonlyMap<string, Server | undefined>): Server[] {
  return [...connections.values()].filter((server) => server !== undefined);
}
