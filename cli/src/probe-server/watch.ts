import type { Event } from '@aws-sdk/client-cloudtrail';
import { DisconnectFromServiceCommand, type SourceServer } from '@aws-sdk/client-mgn';
import { isDisconnected } from '../../../lambda/custody/steps';
import { type AreaShown, type Leftovers, leftOf } from '../../../lambda/staging/area';
import { serverFrom } from '../../../lambda/staging/server';
import { patiently } from '../probe/ground';
import { allServers, recordedSince, type ServerGround, serverNow, stagingArea } from './ground';

/* Disconnects one server, and looks at what follows until there is nothing more to see. */

/** What is shown at one moment. */
export interface Sight {
  readonly at: number;
  readonly server?: SourceServer;
  readonly area: AreaShown;
  /** What StagingAreaDrained would wait for. */
  readonly left: Leftovers;
  /** Whether a connected server has the same replication server. */
  readonly isShared: boolean;
}

export interface MadeCall {
  readonly at: number;
  readonly requestId?: string;
  readonly answer?: SourceServer;
  readonly refused?: { readonly name: string; readonly message: string };
}

export interface FoundRecord {
  readonly at: number;
  readonly call: number;
  readonly event: Event;
}

export type Watched = Awaited<ReturnType<Watch['run']>>;

export interface WatchOptions {
  readonly onProgress: (what: string) => void;
  /** Says that the user wants to wait no more. */
  readonly signal: AbortSignal;
}

export const allIn = ({ instances, volumes, snapshots }: AreaShown) => [
  ...instances.map((one) => ({ id: one.InstanceId ?? '', kind: 'instance' as const, one })),
  ...volumes.map((one) => ({ id: one.VolumeId ?? '', kind: 'volume' as const, one })),
  ...snapshots.map((one) => ({ id: one.SnapshotId ?? '', kind: 'snapshot' as const, one })),
];

export const idsOf = (area: AreaShown): string[] => allIn(area).map(({ id }) => id);

/** AWS deletes what is staged within 90 minutes. */
const LONGEST = 95 * 60_000;
const [OFTEN, FIRST_MINUTE, SELDOM] = [2_000, 60_000, 45_000];
/** The clock here may be ahead of that of AWS. */
const SKEW = 5 * 60_000;

export class Watch {
  private readonly sights: Sight[] = [];
  private readonly calls: MadeCall[] = [];
  private readonly records: FoundRecord[] = [];
  /** The ids of what has been the server's in the staging area. */
  private readonly own = new Set<string>();
  private readonly aborted: Promise<void>;
  /** Why something could not be read, last. */
  private unread?: string;

  constructor(
    private readonly ground: ServerGround,
    private readonly id: string,
    private readonly options: WatchOptions,
  ) {
    this.aborted = new Promise((resolve) => options.signal.addEventListener('abort', () => resolve()));
  }

  /** All that is to be read later is read once before: what is denied then is known before it is too late. */
  async before(): Promise<Sight> {
    await this.patiently(() => recordedSince(this.ground, this.ground.clock.now()));
    return this.look();
  }

  async run(before: Sight) {
    const first = await this.disconnect();
    if (first.refused) throw new Error(`MGN refuses to disconnect it: ${first.refused.name}: ${first.refused.message}`);
    const { clock } = this.ground;
    for (;;) {
      await this.lookOnce(first);
      const age = clock.now() - first.at;
      if (this.options.signal.aborted || this.isThrough() || age > LONGEST) break;
      await this.pause(age < FIRST_MINUTE ? OFTEN : SELDOM);
    }
    const { sights, calls, records, unread } = this;
    return { before, sights, calls, records, unread };
  }

  /** What cannot be read now may be read later: the server is disconnected anyway. */
  private async lookOnce(first: MadeCall): Promise<void> {
    try {
      const sight = await this.look();
      this.tell(sight);
      this.sights.push(sight);
      const isOver = sight.server !== undefined && isDisconnected(sight.server);
      if (isOver && this.calls.length === 1) await this.disconnect();
      await this.lookUp(first);
    } catch (error) {
      this.unread = (error as Error).message;
    }
  }

  private async look(): Promise<Sight> {
    const { ground, id } = this;
    const at = ground.clock.now();
    const server = await this.patiently(() => serverNow(ground, id));
    const all = await this.patiently(() => allServers(ground));
    const known = new Map(all.map((one) => [one.sourceServerID ?? '', serverFrom(one)]));
    const own = known.get(id) ?? (server && serverFrom(server));
    known.delete(id);
    const area = await this.patiently(() => stagingArea(ground, own?.replicator));
    const isShared = [...known.values()].some((one) => one.isConnected && one.replicator === own?.replicator);
    // before the disconnection: what would be waited for after it
    if (own) known.set(id, { ...own, isConnected: false });
    const left = leftOf(known, new Set([id]), area);
    for (const one of left.ours) this.own.add(one);
    return { at, server, area, left, isShared };
  }

  private async disconnect(): Promise<MadeCall> {
    const { clock, mgn } = this.ground;
    let at = clock.now();
    const call = await this.patiently(() => {
      at = clock.now();
      return mgn.send(new DisconnectFromServiceCommand({ sourceServerID: this.id }));
    }).then(
      ({ $metadata, ...answer }): MadeCall => ({ at, requestId: $metadata.requestId, answer }),
      (error): MadeCall => ({
        at,
        requestId: error.$metadata?.requestId,
        refused: { name: error.name, message: error.message },
      }),
    );
    this.calls.push(call);
    return call;
  }

  private async lookUp(first: MadeCall): Promise<void> {
    if (this.records.length === this.calls.length) return;
    const events = await this.patiently(() => recordedSince(this.ground, first.at - SKEW));
    this.calls.forEach(({ requestId }, call) => {
      const event = events.find(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent).requestID === requestId);
      if (!event || this.records.some((one) => one.call === call)) return;
      this.records.push({ at: this.ground.clock.now(), call, event });
      this.options.onProgress(`CloudTrail has call ${call + 1}`);
    });
  }

  /** Whether all is seen: both calls, their records, and that nothing is left of what was the server's. */
  private isThrough(): boolean {
    const last = this.sights.at(-1);
    const isGone = last !== undefined && idsOf(last.area).every((id) => !this.own.has(id));
    return this.calls.length === 2 && this.records.length === 2 && isGone;
  }

  private tell({ server, left }: Sight): void {
    const before = this.sights.at(-1);
    const state = ({ server: one }: Partial<Sight>) => one?.dataReplicationInfo?.dataReplicationState ?? 'not shown';
    if (!before || state(before) !== state({ server })) this.options.onProgress(`MGN shows ${state({ server })}`);
    if (before?.left.ours.length !== left.ours.length)
      this.options.onProgress(`left in the staging area: ${left.ours.length}`);
  }

  private async pause(ms: number): Promise<void> {
    await Promise.race([this.ground.clock.sleep(ms), this.aborted]);
  }

  private patiently<T>(call: () => Promise<T>): Promise<T> {
    return patiently(this.ground, call);
  }
}
