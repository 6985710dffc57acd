import type { Tag } from '@aws-sdk/client-ec2';
import type { SourceServer } from '@aws-sdk/client-mgn';
import { isStagingServer, serverNamedBy } from '../../../lambda/staging/area';
import { serverFrom } from '../../../lambda/staging/server';
import { anonymous } from '../probe/anonymous';
import type { ServerGround } from './ground';
import type { RecordedCall, RecordedResource, RecordedState, RecordedTrail, ServerRecording } from './recording';
import { allIn, type FoundRecord, idsOf, type MadeCall, type Sight, type Watched } from './watch';

/* What was watched becomes a recording. */

export function serverRecordingOf(ground: ServerGround, id: string, misses: number, watched: Watched): ServerRecording {
  const { before, sights, calls, records } = watched;
  const began = calls[0]?.at ?? before.at;
  const since = (at: number) => secondsOf(at - began);
  const plain = (text: string) => anonymous(text.replaceAll(id, '<server>'));
  return {
    source: 'mgn-disconnect probe-server',
    date: new Date(began).toISOString().slice(0, 10),
    region: ground.region,
    missesBefore: misses,
    calls: calls.map((call) => recordedCall(call, id, since, plain)),
    states: changes([before, ...sights].map((sight) => stateOf(sight, since))),
    looks: sights.length,
    misses: sights.filter(({ server }) => server === undefined).length,
    replicationServer: replicationServerOf(before),
    resources: resourcesOf(id, watched, since),
    trail: records.map((record) => trailOf(record, calls, id)),
    ...(watched.unread === undefined ? {} : { unread: plain(watched.unread) }),
  };
}

/** To the tenth. */
const secondsOf = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

type Since = (at: number) => number;

const statesOf = (server?: SourceServer) => ({
  lifeCycleState: server?.lifeCycle?.state,
  replicationState: server?.dataReplicationInfo?.dataReplicationState,
});

function recordedCall(
  { at, answer, refused }: MadeCall,
  id: string,
  since: Since,
  plain: (text: string) => string,
): RecordedCall {
  if (refused) return { seconds: since(at), refused: { name: refused.name, message: plain(refused.message) } };
  return { seconds: since(at), isServer: answer?.sourceServerID === id, ...statesOf(answer) };
}

const stateOf = ({ at, server }: Sight, since: Since): RecordedState => ({
  seconds: since(at),
  isShown: server !== undefined,
  ...statesOf(server),
});

function changes(states: readonly RecordedState[]): RecordedState[] {
  const told = ({ seconds: _, ...rest }: RecordedState) => JSON.stringify(rest);
  return states.filter((state, index) => {
    const before = states[index - 1];
    return before === undefined || told(before) !== told(state);
  });
}

function replicationServerOf({ server, area, isShared }: Sight): ServerRecording['replicationServer'] {
  const { replicator } = server ? serverFrom(server) : {};
  const found = area.instances.find(({ InstanceId }) => replicator !== undefined && InstanceId === replicator);
  return {
    isNamed: replicator !== undefined,
    isTagged: found !== undefined,
    isKnown: found !== undefined && isStagingServer(found),
    isShared: replicator !== undefined && isShared,
  };
}

/** Each as it was when it was seen first. */
function resourcesOf(id: string, { before, sights }: Watched, since: Since): RecordedResource[] {
  const all = [before, ...sights];
  const own = new Set(all.flatMap(({ left }) => left.ours));
  const found = new Map(
    all
      .toReversed()
      .flatMap(({ area }) => allIn(area))
      .map((one) => [one.id, one]),
  );
  const numbers = { instance: 0, volume: 0, snapshot: 0 };
  const named = [...found.values()].filter((one) => own.has(one.id)).sort((one, other) => (one.id < other.id ? -1 : 1));
  const names = new Map(named.map(({ id: it, kind }) => [it, `${kind} ${++numbers[kind]}`]));
  return named.map(({ id: it, kind, one }) => {
    const shown = sights.filter(({ area }) => idsOf(area).includes(it));
    const gone = sights.find((sight) => sight.at > (shown.at(-1)?.at ?? before.at) && !idsOf(sight.area).includes(it));
    const instance = 'Attachments' in one ? one.Attachments?.[0]?.InstanceId : undefined;
    return {
      name: names.get(it) ?? '',
      kind,
      tags: tagsOf(one.Tags ?? [], id),
      namesServer: serverNamedBy(one) === id,
      ...(instance === undefined ? {} : { attachedTo: names.get(instance) ?? 'another instance' }),
      ...(gone === undefined ? {} : { goneAfter: since(gone.at) }),
      looks: shown.length,
      notWaitedFor: shown.filter(({ left }) => !left.ours.includes(it)).length,
    };
  });
}

/** Tags that AWS gives; others may name anything. */
const OF_AWS = /^(aws:|AWSApplicationMigration|AwsApplicationMigration|mgn\.amazonaws\.com-)/;

function tagsOf(tags: readonly Tag[], id: string): Record<string, string> {
  const told = tags.map(({ Key = '', Value = '' }): [string, string] => {
    if (Key === 'Name') return [Key, isStagingServer({ Tags: [{ Key, Value }] }) ? Value : '<name>'];
    if (!OF_AWS.test(Key)) return ['<tag>', '<value>'];
    if (Value === id) return [Key, '<server>'];
    return [Key, Value === 'mgn.amazonaws.com' ? Value : '<value>'];
  });
  return Object.fromEntries(told);
}

function trailOf({ at, call, event }: FoundRecord, calls: readonly MadeCall[], id: string): RecordedTrail {
  const record = JSON.parse(event.CloudTrailEvent ?? '{}');
  return {
    call: call + 1,
    arrivedAfter: secondsOf(at - (calls[call]?.at ?? at)),
    eventSource: String(record.eventSource),
    eventName: String(record.eventName),
    ...(record.errorCode === undefined ? {} : { errorCode: String(record.errorCode) }),
    namesServer: record.requestParameters?.sourceServerID === id,
    members: Object.keys(record).sort(),
  };
}
