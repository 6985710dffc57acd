import { type ReliedOn, TESTED } from '../probe/scenarios/row';
import type { RecordedResource, ServerRecording } from './recording';

/*
 * What rests on MGN, EC2 and CloudTrail, one row for each thing. The ids are those of local-aws/CHECKLIST.md; a word follows
 * where one of its rows says more than one thing.
 */

export interface ServerRow extends ReliedOn<ServerRecording> {
  readonly reliedOnBy: string;
}

type Rows = Readonly<Record<string, Omit<ServerRow, 'id' | 'reliedOnBy'>>>;

/** 'within', or after how many minutes. */
function within(minutes: number, seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  return seconds <= 60 * minutes ? `within ${minutes} minutes` : `after ${Math.ceil(seconds / 60)} minutes`;
}

const disconnectedAfter = ({ states }: ServerRecording): number | undefined =>
  states.slice(1).find(({ replicationState }) => replicationState === 'DISCONNECTED')?.seconds;

const mgn: Rows = {
  M1: {
    about: 'DisconnectFromService answers with',
    expected: 'the server',
    otherwise: 'nothing: the function looks the server up',
    see: ({ calls: [first] }) => (first?.isServer ? 'the server' : 'something else'),
  },
  M4: {
    about: 'MGN shows the server as DISCONNECTED',
    expected: 'within 10 minutes',
    switch: 'disconnectedAfterSeconds',
    otherwise: 'the Delete may fail with a reason though the server is disconnected; a second one finds that',
    see: (recording) => within(10, disconnectedAfter(recording)),
  },
  M3: {
    about: 'the life cycle state is then one that MGN archives',
    expected: 'DISCONNECTED or CUTOVER',
    switch: 'lifeCycleAfterCutover',
    otherwise: 'afterDisconnection fails with a reason, after the disconnection',
    see({ states }) {
      const last = states.findLast(({ replicationState }) => replicationState === 'DISCONNECTED');
      if (!last) return undefined;
      const state = last.lifeCycleState ?? 'none';
      return /^(DISCONNECTED|CUTOVER)$/.test(state) ? 'DISCONNECTED or CUTOVER' : state;
    },
  },
  M2: {
    about: 'a second call is answered by',
    expected: 'a success',
    switch: 'secondDisconnect',
    otherwise: TESTED,
    see: ({ calls: [, second] }) => second && (second.refused ? second.refused.name : 'a success'),
  },
  M9: {
    about: 'asked for it by its id, MGN shows the server',
    expected: 'each time',
    switch: 'describeLagMs',
    otherwise: 'nothing: the function looks again for eight seconds before it takes a server for gone',
    see: ({ looks, misses, missesBefore }) =>
      looks === 0 ? undefined : misses + missesBefore === 0 ? 'each time' : `not ${misses + missesBefore} times`,
  },
};

const isGone = ({ resources }: ServerRecording, kind: RecordedResource['kind']): number[] =>
  resources.flatMap((one) => (one.kind === kind && one.goneAfter !== undefined ? [one.goneAfter] : []));

/** Whether the tags of all of a kind name the server. */
function named({ resources }: ServerRecording, kind: RecordedResource['kind']): string | undefined {
  const all = resources.filter((one) => one.kind === kind);
  const silent = all.filter(({ namesServer }) => !namesServer).length;
  return all.length === 0 ? undefined : silent === 0 ? 'all' : `not ${silent} of ${all.length}`;
}

const staging: Rows = {
  M23: {
    about: 'in EC2 the replication server that MGN names is',
    expected: 'one that MGN has tagged',
    otherwise: 'a replication server may not be waited for',
    see: ({ replicationServer: { isNamed, isTagged } }) =>
      isTagged ? 'one that MGN has tagged' : isNamed ? 'without the tag of MGN' : 'not known: MGN names none',
  },
  'M23-name': {
    about: 'its Name is',
    expected: 'a known one',
    otherwise: 'it is not known for a replication server, and not waited for',
    see: ({ replicationServer: { isTagged, isKnown } }) =>
      isTagged ? (isKnown ? 'a known one' : 'another') : undefined,
  },
  'M23-volumes': {
    about: 'of the staging volumes, tags name the server for',
    expected: 'all',
    switch: 'stagingNamesSourceServer',
    otherwise: 'a staging volume is waited for only as long as it is attached to a replication server of its own',
    see: (recording) => named(recording, 'volume'),
  },
  'M23-snapshots': {
    about: 'of their snapshots, tags name the server for',
    expected: 'all',
    switch: 'stagingNamesSourceServer',
    otherwise: 'nothing: a snapshot is told by its volume',
    see: (recording) => named(recording, 'snapshot'),
  },
  'M1-order': {
    about: 'the replication server goes',
    expected: 'not after the last volume',
    otherwise: 'nothing: it is waited for by its own id',
    see(recording) {
      const [[server], volumes] = [isGone(recording, 'instance'), isGone(recording, 'volume')];
      if (server === undefined || volumes.length === 0) return undefined;
      return server <= Math.max(...volumes) ? 'not after the last volume' : 'after all volumes';
    },
  },
  'M1-staging': {
    about: 'the staging area of the server is gone',
    expected: 'within 90 minutes',
    switch: 'stagingGoneAfterSeconds',
    otherwise: 'the deletion of the stack fails, names what is left, and is to be repeated more often',
    see({ resources }) {
      const gone = resources.map(({ goneAfter }) => goneAfter);
      if (gone.length === 0 || gone.includes(undefined)) return undefined;
      return within(90, Math.max(...(gone as number[])));
    },
  },
  'M1-waited': {
    about: 'until then StagingAreaDrained would have waited for',
    expected: 'all of it',
    switch: 'stagingNamesSourceServer',
    otherwise: 'CloudFormation may delete a subnet, a security group or a key that the staging area still needs',
    see({ resources }) {
      const shown = resources.filter(({ looks }) => looks > 0);
      const missed = shown.filter(({ notWaitedFor }) => notWaitedFor > 0).map(({ name }) => name);
      return shown.length === 0 ? undefined : missed.length === 0 ? 'all of it' : `not always ${missed.join(', ')}`;
    },
  },
};

const trail: Rows = {
  O9: {
    about: 'CloudTrail has the first call',
    expected: 'within 15 minutes',
    switch: 'recordedAfterSeconds',
    otherwise: 'who listens hears of a disconnection later than that, perhaps',
    see: ({ trail: all }) => within(15, all.find(({ call }) => call === 1)?.arrivedAfter),
  },
  'O9-event': {
    about: 'it calls it',
    expected: 'mgn.amazonaws.com DisconnectFromService',
    otherwise: 'the rule matches no disconnection',
    see: ({ trail: [first] }) => first && `${first.eventSource} ${first.eventName}`,
  },
  'O9-error': {
    about: 'the record has an errorCode',
    expected: 'if MGN has refused the call, and only then',
    otherwise: 'the rule matches calls that MGN has refused, or misses others',
    see({ trail: all, calls }) {
      if (all.length < 2) return undefined;
      const wrong = all.filter(({ call, errorCode }) => (calls[call - 1]?.refused === undefined) !== !errorCode);
      return wrong.length === 0 ? 'if MGN has refused the call, and only then' : `wrongly in ${wrong.length} of 2`;
    },
  },
  'O9-server': {
    about: 'whether it names the server in requestParameters.sourceServerID',
    expected: 'yes',
    otherwise: 'an eventPattern for certain servers has to name another member',
    see: ({ trail: [first] }) => first && (first.namesServer ? 'yes' : 'no'),
  },
};

const WHO: Readonly<Record<string, Rows>> = {
  'the function of a connection': mgn,
  StagingAreaDrained: staging,
  onDisconnection: trail,
};

export const SERVER_ROWS: readonly ServerRow[] = Object.entries(WHO).flatMap(([reliedOnBy, rows]) =>
  Object.entries(rows).map(([id, row]) => ({ id, reliedOnBy, ...row })),
);
