import type { SourceServer } from '@aws-sdk/client-mgn';
import { hasNoAgent, isDisconnected } from '../../../lambda/custody/steps';
import { runningJobs } from '../aws/servers';
import { allStacks, holdingsOf } from '../status/collect';
import { type ServerGround, serverNow } from './ground';

/* Why a server is not disconnected: it is held, it is in use, or there would be nothing to see. */

/** MGN may not show a server in the first answer. */
const [LOOKS, BETWEEN_LOOKS] = [5, 2_000];

export interface Throwaway {
  readonly server: SourceServer;
  /** How many answers lacked it. */
  readonly misses: number;
}

/** The server, if nothing speaks against its disconnection. Throws otherwise; nothing is changed. */
export async function throwawayOf(ground: ServerGround, id: string, launched = false): Promise<Throwaway> {
  const found = await findServer(ground, id);
  const why = objectionTo(found.server, launched) ?? (await inUse(ground, id));
  if (why) throw new Error(`${id} is not disconnected: ${why}`);
  return found;
}

async function findServer(ground: ServerGround, id: string): Promise<Throwaway> {
  for (let misses = 0; misses < LOOKS; misses++) {
    const server = await serverNow(ground, id);
    if (server) return { server, misses };
    await ground.clock.sleep(BETWEEN_LOOKS);
  }
  throw new Error(`there is no source server ${id} in account ${ground.accountId}, Region ${ground.region}`);
}

function objectionTo(server: SourceServer, launched: boolean): string | undefined {
  const { lifeCycle, launchedInstance, applicationID, isArchived } = server;
  if (isDisconnected(server)) return 'it is disconnected already, so MGN has nothing more to show';
  if (hasNoAgent(server)) return 'it has no agent, so there is nothing to disconnect';
  if (isArchived) return 'it is archived';
  if (applicationID)
    return `it is in application ${applicationID} of MGN, and a throwaway is part of no migration; take it out by aws mgn disassociate-source-servers`;
  const instance = launchedInstance?.ec2InstanceID;
  const isOnItsWay = /^(TESTING|READY_FOR_CUTOVER|CUTTING_OVER|CUTOVER)$/.test(lifeCycle?.state ?? '');
  if ((instance || isOnItsWay) && !launched)
    return `it is ${lifeCycle?.state ?? 'unknown'}${instance ? `, and ${instance} was launched from it` : ''}: its migration could not be repeated or taken back; give --launched if that is what you want`;
  return undefined;
}

async function inUse(ground: ServerGround, id: string): Promise<string | undefined> {
  const job = (await runningJobs(ground.mgn)).get(id);
  if (job) return `job ${job} runs on it; wait for its end`;
  const names = new Set<string>();
  for (const stack of await allStacks(ground.cloudFormation))
    for (const { server, stackName } of await holdingsOf(ground.cloudFormation, stack))
      if (server === id) names.add(stackName);
  if (names.size === 0) return undefined;
  return `the stack ${[...names].join(', ')} declares it; remove it there with RemovalPolicy.RETAIN first`;
}
