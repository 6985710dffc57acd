import type { EC2Client } from '@aws-sdk/client-ec2';
import type { MgnClient } from '@aws-sdk/client-mgn';
import { type Leftovers, leftOf } from './area';
import { instancesOf, snapshotsOf, volumesOf } from './ec2';
import { serversOf } from './servers';

/* What is left of MGN's staging area of source servers, asked of MGN and EC2. */

export interface Remaining extends Leftovers {
  /** Whether one of these servers is still connected. */
  readonly isInUse: boolean;
}

export async function remainingOf(ids: readonly string[], mgn: MgnClient, ec2: EC2Client): Promise<Remaining> {
  const servers = await serversOf(ids, mgn);
  const gone = new Set(ids.filter((id) => !servers.get(id)?.isConnected));
  const isInUse = gone.size < ids.length;
  if (gone.size === 0) return { ours: [], unproven: [], isInUse };
  const [instances, volumes, snapshots] = await Promise.all([instancesOf(ec2), volumesOf(ec2), snapshotsOf(ec2)]);
  return { ...leftOf(servers, gone, { instances, volumes, snapshots }), isInUse };
}
