import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CloudTrailClient, type Event, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import {
  type EC2Client,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { MgnClient, SourceServer } from '@aws-sdk/client-mgn';
import { type AreaShown, NOT_TERMINATED, OF_MGN } from '../../../lambda/staging/area';
import { describeServers } from '../aws/servers';
import { collected } from '../model/lists';
import type { Where } from '../model/where';
import type { Clock } from '../probe/ground';

/** Where a server is probed. All calls but DisconnectFromService only read. */
export interface ServerGround extends Omit<Where, 'partition'> {
  readonly cloudFormation: CloudFormationClient;
  readonly mgn: MgnClient;
  readonly ec2: EC2Client;
  readonly cloudTrail: CloudTrailClient;
  readonly clock: Clock;
}

/** The server, asked for by its id as the function of a connection asks. */
export async function serverNow({ mgn }: ServerGround, id: string): Promise<SourceServer | undefined> {
  const found = await describeServers(mgn, { filters: { sourceServerIDs: [id] } });
  return found.find(({ sourceServerID }) => sourceServerID === id);
}

/** All that may use a replication server, as StagingAreaDrained asks. */
export const allServers = ({ mgn }: ServerGround): Promise<SourceServer[]> =>
  describeServers(mgn, { filters: { isArchived: false } });

/** What MGN has tagged in EC2, and the volumes of one replication server whatever their tags. */
export async function stagingArea({ ec2: client }: ServerGround, replicator?: string): Promise<AreaShown> {
  const running = paginateDescribeInstances({ client }, { Filters: [OF_MGN, NOT_TERMINATED] });
  const instances = await collected(running, ({ Reservations = [] }) =>
    Reservations.flatMap(({ Instances = [] }) => Instances),
  );
  // one that is tagged and attached is found twice
  const volumes = new Map<string | undefined, Volume>();
  const attached = { Name: 'attachment.instance-id', Values: [replicator ?? ''] };
  for (const filter of replicator === undefined ? [OF_MGN] : [OF_MGN, attached])
    for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, { Filters: [filter] }))
      for (const one of Volumes) volumes.set(one.VolumeId, one);
  const own = paginateDescribeSnapshots({ client }, { Filters: [OF_MGN], OwnerIds: ['self'] });
  const snapshots = await collected(own, ({ Snapshots }) => Snapshots);
  return { instances, volumes: [...volumes.values()], snapshots };
}

/** The history's records of disconnections since then, of whatever server. */
export function recordedSince({ cloudTrail: client }: ServerGround, since: number): Promise<Event[]> {
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: 'DisconnectFromService' }];
  const request = { LookupAttributes, StartTime: new Date(since) };
  return collected(paginateLookupEvents({ client }, request), ({ Events }) => Events);
}
