import {
  counted,
  deletedIn,
  endOf,
  eventsOf,
  order,
  requestsOf,
  statesAt,
  typesInDeletion,
} from './observations';
import type { ProbeRecording, RecordedRequest } from './recording';
import { PROBE_TYPE } from './templates';

/*
 * What the promise rests on, one row for each thing. The ids are those of local-aws/CHECKLIST.md; where one of its rows says
 * more than one thing, a word follows. The rules are those of docs/custody.md (D) and docs/guards.md (G).
 */

export interface Row {
  readonly id: string;
  readonly scenario: string;
  readonly about: string;
  /** What is relied on, in the words of `see`. */
  readonly expected: string;
  readonly rules: readonly string[];
  /** The switch of the local AWS that has the other choices. */
  readonly switch?: string;
  /** What it would do to a server if it were otherwise. */
  readonly otherwise: string;
  /** Undefined if the recording does not show it. */
  see(recording: ProbeRecording): string | undefined;
}

const CLEAN_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
const BACK = 'UPDATE_ROLLBACK_IN_PROGRESS';
const BACK_CLEAN_UP = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
const GENERIC = 'AWS::CloudFormation::CustomResource';

const TESTED = 'nothing: the function is tested with this too';
const STAYS = 'a server that a completed deployment gives up stays connected, without a failure';
const LOST = 'a server may be disconnected though no completed deployment says so';
const UNCLEAR = 'the Delete of a server fails with a reason, and the server stays connected';

const ids = (requests: readonly RecordedRequest[]): string | undefined => {
  const found = [...new Set(requests.map(({ physicalId }) => physicalId))].sort();
  return found.length === 0 ? undefined : `id ${found.join(' and ')}`;
};

const firstN = (request: RecordedRequest | undefined): string | undefined =>
  request === undefined ? undefined : `N = ${JSON.stringify(request.n ?? null)}`;

/** No look of the product is later than eight seconds. */
const inTime = (seconds: readonly (number | undefined)[]): string | undefined => {
  const known = seconds.filter((one) => one !== undefined);
  const most = Math.max(...known);
  if (known.length === 0) return undefined;
  return most <= 8 ? 'within 8 s' : `after ${Math.round(most)} s`;
};

const removals: readonly Row[] = [
  {
    id: 'C1',
    scenario: 'removal',
    about: 'a number in the properties of a custom resource arrives as',
    expected: 'N = "1"',
    rules: ['D10', 'D11'],
    otherwise: 'the function refuses the properties: the deployment fails, and the server stays connected',
    see: (recording) => firstN(requestsOf(recording, 'A', { type: 'Create' })[0]),
  },
  {
    id: 'C2',
    scenario: 'removal',
    about: 'what an update leaves as it is gets',
    expected: '0 requests',
    rules: ['D9', 'G1'],
    otherwise: 'nothing: an Update that changes nothing is answered and calls nothing',
    see: (recording) => counted(recording, 1, requestsOf(recording, 'A', { type: 'Update' })),
  },
  {
    id: 'S2',
    scenario: 'removal',
    about: 'the Delete of what an update removes comes in',
    expected: CLEAN_UP,
    rules: ['D4', 'D15'],
    otherwise: STAYS,
    see: (recording) => deletedIn(recording, 'B'),
  },
  {
    id: 'S1',
    scenario: 'removal',
    about: 'the Delete of a deleted stack comes in',
    expected: 'DELETE_IN_PROGRESS',
    rules: ['D4', 'D16', 'G12'],
    otherwise: STAYS,
    see: (recording) => deletedIn(recording, 'A'),
  },
  {
    id: 'P60',
    scenario: 'removal',
    about: 'in a clean-up the events show the type of what is deleted as',
    expected: GENERIC,
    rules: ['D3', 'D5', 'D8'],
    switch: 'customTypeInCleanUp',
    otherwise: 'nothing: a deletion counts under both types. One that knew the other alone would leave the server connected',
    see: (recording) => typesInDeletion(recording, 'B', /CLEANUP/),
  },
  {
    id: 'P60-deletion',
    scenario: 'removal',
    about: 'in the deletion of a stack the events show the type as',
    expected: PROBE_TYPE,
    rules: ['D3', 'D5', 'D8', 'G14'],
    otherwise: TESTED,
    see: (recording) => typesInDeletion(recording, 'A', /^DELETE_/),
  },
  {
    id: 'P60-list',
    scenario: 'removal',
    about: 'in a clean-up the list of resources shows the type of what is deleted as',
    expected: PROBE_TYPE,
    rules: ['D13', 'D14'],
    switch: 'listedTypeInCleanUp',
    otherwise: TESTED,
    see: (recording) => requestsOf(recording, 'B', { type: 'Delete' })[0]?.shown?.listed?.type,
  },
  {
    id: 'P60-request',
    scenario: 'removal',
    about: 'the request of a clean-up has the type',
    expected: PROBE_TYPE,
    rules: ['D15', 'G8'],
    otherwise: TESTED,
    see: (recording) => requestsOf(recording, 'B', { type: 'Delete' })[0]?.resourceType,
  },
  {
    id: 'P22',
    scenario: 'removal',
    about: 'what a clean-up deletes is listed and described as',
    expected: 'DELETE_IN_PROGRESS',
    rules: ['D13', 'D14', 'G5'],
    switch: 'listedWhileDeleted',
    otherwise: TESTED,
    see(recording) {
      const shown = requestsOf(recording, 'B', { type: 'Delete' })[0]?.shown;
      if (shown === undefined) return undefined;
      const told = [shown.listed, ...(shown.isDescribed ? [shown.described] : [])];
      return [...new Set(told.map((one) => one?.status ?? 'not there'))].join(' and ');
    },
  },
  {
    id: 'P21',
    scenario: 'removal',
    about: 'the events show the deletion that a request is of',
    expected: 'within 8 s',
    rules: ['D4', 'D8'],
    otherwise: UNCLEAR,
    see: ({ requests }) =>
      inTime(requests.filter(({ type }) => type === 'Delete').map(({ shown }) => shown?.toldAfter)),
  },
  {
    id: 'P28',
    scenario: 'removal',
    about: 'the list of resources shows what is new',
    expected: 'within 8 s',
    rules: ['D13', 'G4'],
    otherwise: 'a server that was renamed may be disconnected, since the new connection is not seen',
    see: ({ requests }) =>
      inTime(requests.filter(({ type }) => type === 'Create').map(({ shown }) => shown?.listedAfter)),
  },
  {
    id: 'P61',
    scenario: 'removal',
    about: 'events of siblings that go the same step have',
    expected: 'times of their own',
    rules: ['D2', 'D3'],
    switch: 'siblingTimes',
    otherwise: TESTED,
    see(recording) {
      const [one, other] = ['A', 'B'].map(
        (id) => eventsOf(recording, id, { status: 'CREATE_IN_PROGRESS', physicalId: '' })[0],
      );
      if (!one || !other) return undefined;
      return one.seconds === other.seconds ? 'one time' : 'times of their own';
    },
  },
  {
    id: 'C14',
    scenario: 'removal',
    about: 'a deleted stack is told of by its ARN as',
    expected: 'DELETE_COMPLETE',
    rules: ['D4'],
    otherwise: 'a Delete that comes late fails, and the server stays connected',
    see: ({ stacks }) => stacks.find(({ stack }) => stack === 'Root')?.end,
  },
  {
    id: 'S3',
    scenario: 'replacement',
    about: 'the Delete of a replaced id comes in',
    expected: `${CLEAN_UP}, of id 1`,
    rules: ['D4', 'D15'],
    otherwise: STAYS,
    see(recording) {
      const [first] = requestsOf(recording, 'A', { type: 'Delete' });
      const states = first && deletedIn(recording, 'A', { physicalId: first.physicalId });
      return states && `${states}, of id ${first.physicalId}`;
    },
  },
  {
    id: 'R13',
    scenario: 'replacement',
    about: 'the Delete of a replaced id has the properties that it had',
    expected: 'N = "1"',
    rules: ['D10', 'D11'],
    otherwise: 'the removal policy of another server decides: a retained server may be disconnected',
    see: (recording) => firstN(requestsOf(recording, 'A', { type: 'Delete', physicalId: '1' })[0]),
  },
  {
    id: 'P2',
    scenario: 'rename',
    about: 'of a renamed resource the new one is complete',
    expected: `New before Old, which goes in ${CLEAN_UP}`,
    rules: ['D13'],
    otherwise: 'a server whose connection is renamed is disconnected, since nothing else holds it yet',
    see(recording) {
      const both = order(recording, ['New', 'CREATE_COMPLETE'], ['Old', 'DELETE_IN_PROGRESS']);
      const states = deletedIn(recording, 'Old');
      return both && states && `${both}, which goes in ${states}`;
    },
  },
  {
    id: 'C3-function',
    scenario: 'last-resource',
    about: 'of a resource that goes with its function, the end of the deletion is told',
    expected: 'B before Function',
    rules: ['D15'],
    otherwise: STAYS,
    see: (recording) => order(recording, ['B', 'DELETE_COMPLETE'], ['Function', 'DELETE_IN_PROGRESS']),
  },
  {
    id: 'C3-grants',
    scenario: 'grants',
    about: 'of a resource that goes with its permissions, the end of the deletion is told',
    expected: 'B before Grant, and Next before B',
    rules: ['D15'],
    otherwise: 'the function may not disconnect what is removed: the clean-up gives up, and the server stays connected',
    see(recording) {
      const gone = order(recording, ['B', 'DELETE_COMPLETE'], ['Grant', 'DELETE_IN_PROGRESS']);
      const come = order(recording, ['Next', 'CREATE_COMPLETE'], ['B', 'DELETE_IN_PROGRESS']);
      return gone && come && `${gone}, and ${come}`;
    },
  },
  {
    id: 'C10',
    scenario: 'retained',
    about: 'a resource whose policy retains it gets',
    expected: 'no Delete, and is told of as DELETE_SKIPPED',
    rules: ['D5', 'D11'],
    otherwise: 'nothing: the properties of the request retain the server as well',
    see(recording) {
      const [event] = eventsOf(recording, 'Kept').filter(({ status }) => status.startsWith('DELETE_'));
      const requests = requestsOf(recording, 'Kept', { type: 'Delete' });
      return event && `${requests.length === 0 ? 'no Delete' : 'a Delete'}, and is told of as ${event.status}`;
    },
  },
  {
    id: 'P34',
    scenario: 'retained',
    about: 'an update of a DeletionPolicy alone is',
    expected: 'refused: No updates are to be performed.',
    rules: ['D10', 'D11'],
    switch: 'deletionPolicyAlone',
    otherwise: TESTED,
    see: (recording) => endOf(recording, 1),
  },
  {
    id: 'C8',
    scenario: 'failed-clean-up',
    about: 'a Delete that fails in a clean-up is',
    expected: '3 requests, and the update ends in UPDATE_COMPLETE',
    rules: ['D15'],
    otherwise: 'it is asked to be disconnected more or less often before it is forgotten',
    see(recording) {
      const requests = counted(recording, 1, requestsOf(recording, 'B', { type: 'Delete' }));
      return requests && `${requests}, and the update ends in ${endOf(recording, 1)}`;
    },
  },
  {
    id: 'R4',
    scenario: 'failed-clean-up',
    about: 'requests of a clean-up that tries again have',
    expected: 'an id each',
    rules: ['D15'],
    switch: 'requestIdOfRetry',
    otherwise: TESTED,
    see(recording) {
      const requests = requestsOf(recording, 'B', { type: 'Delete' });
      if (requests.length < 2) return undefined;
      return new Set(requests.map(({ request }) => request)).size === requests.length ? 'an id each' : 'one id';
    },
  },
  {
    id: 'C8-deletion',
    scenario: 'refused-deletion',
    about: 'a Delete that fails in the deletion of a stack leaves it in',
    expected: 'DELETE_FAILED',
    rules: ['G12'],
    otherwise: 'guards that are not met do not keep the servers of a deleted stack',
    see: (recording) => endOf(recording, 1),
  },
  {
    id: 'S10',
    scenario: 'refused-deletion',
    about: 'a deletion that is tried again asks',
    expected: 'in DELETE_IN_PROGRESS',
    rules: ['D16', 'G12'],
    otherwise: STAYS,
    see(recording) {
      const [, again] = requestsOf(recording, 'A', { type: 'Delete' });
      if (recording.operations[2] === undefined) return undefined;
      return again ? again.shown && `in ${again.shown.status}` : 'nobody';
    },
  },
  {
    id: 'S11',
    scenario: 'refused-deletion',
    about: 'FORCE_DELETE_STACK asks what refuses',
    expected: 'once more, and ends in DELETE_COMPLETE',
    rules: ['D16'],
    switch: 'forcedDeletion',
    otherwise: 'a server that could not be disconnected is left connected without a last try',
    see(recording) {
      const begun = recording.operations[3];
      if (begun === undefined) return undefined;
      const asked = requestsOf(recording, 'A', { type: 'Delete' }).length > 2;
      return `${asked ? 'once more' : 'no more'}, and ends in ${begun.end}`;
    },
  },
  {
    id: 'R14',
    scenario: 'other-id',
    about: 'a deletion whose answer brings another id ends in',
    expected: 'DELETE_COMPLETE',
    rules: ['D16'],
    switch: 'deleteAnsweredWithOtherId',
    otherwise: 'nothing: the function answers with the id of the request',
    see: (recording) => endOf(recording, 1),
  },
  {
    id: 'P59',
    scenario: 'express',
    about: 'in express mode the Delete of what an update removes comes in',
    expected: CLEAN_UP,
    rules: ['D4', 'D15'],
    switch: 'expressDeletions',
    otherwise: 'a server that an update in express mode removes stays connected, or its Delete fails',
    see: (recording) => deletedIn(recording, 'B'),
  },
  {
    id: 'P13',
    scenario: 'express',
    about: 'an update that fails in express mode ends in',
    expected: 'UPDATE_FAILED',
    rules: ['D2', 'G4'],
    otherwise: TESTED,
    see: (recording) => endOf(recording, 2),
  },
];

const failures: readonly Row[] = [
  {
    id: 'S4',
    scenario: 'failed-creation',
    about: 'the Delete of a creation that is rolled back comes in',
    expected: 'ROLLBACK_IN_PROGRESS',
    rules: ['D1', 'G7'],
    otherwise: LOST,
    see: (recording) => deletedIn(recording, 'A'),
  },
  {
    id: 'C5',
    scenario: 'failed-creation',
    about: 'a resource whose creation failed gets',
    expected: 'a Delete of the id in its answer',
    rules: ['D1', 'G13'],
    otherwise: 'nothing: its Delete calls nothing',
    see(recording) {
      if (recording.operations.length < 2) return undefined;
      const [request] = requestsOf(recording, 'Bad', { type: 'Delete' });
      const [failed] = eventsOf(recording, 'Bad', { status: 'CREATE_FAILED' });
      if (!request) return 'no Delete';
      return `a Delete of ${request.physicalId === failed?.physicalId ? 'the id in its answer' : 'another id'}`;
    },
  },
  {
    id: 'S5',
    scenario: 'on-failure-delete',
    about: 'with OnFailure=DELETE the Delete of a failed creation comes in, and its events show',
    expected: 'DELETE_IN_PROGRESS, and no CREATE_COMPLETE of the stack',
    rules: ['D2', 'G9'],
    otherwise: LOST,
    see(recording) {
      const states = deletedIn(recording, 'A');
      const complete = eventsOf(recording, 'Root', { status: 'CREATE_COMPLETE' }).length;
      return states && `${states}, and ${complete === 0 ? 'no' : 'a'} CREATE_COMPLETE of the stack`;
    },
  },
  {
    id: 'P60-on-failure',
    scenario: 'on-failure-delete',
    about: 'there the events show the type of what is deleted as',
    expected: PROBE_TYPE,
    rules: ['D2'],
    otherwise: TESTED,
    see: (recording) => typesInDeletion(recording, 'A', /^DELETE_/),
  },
  {
    id: 'S15',
    scenario: 'rollback-of-creation-failed',
    about: 'a creation whose roll-back failed, and its deletion, show',
    expected: 'ROLLBACK_FAILED, then a Delete in DELETE_IN_PROGRESS',
    rules: ['D2', 'G9'],
    otherwise: LOST,
    see(recording) {
      const [, again] = requestsOf(recording, 'A', { type: 'Delete' });
      return again?.shown && `${endOf(recording, 0)}, then a Delete in ${again.shown.status}`;
    },
  },
  {
    id: 'C4',
    scenario: 'failed-update',
    about: 'what a failed update changed is changed back in',
    expected: BACK,
    rules: ['D1', 'G3'],
    otherwise: 'the gate may refuse the way back: the stack is stuck, and no server is disconnected',
    see: (recording) => statesAt(recording, 'Changed', { type: 'Update', n: '1' }),
  },
  {
    id: 'S7',
    scenario: 'failed-update',
    about: 'the Delete of what is new in a failed update comes in',
    expected: BACK_CLEAN_UP,
    rules: ['D1', 'D4'],
    otherwise: LOST,
    see: (recording) => deletedIn(recording, 'New'),
  },
  {
    id: 'C3-failed',
    scenario: 'failed-update',
    about: 'before the stack is deleted, what a failed update removes gets',
    expected: 'no Delete',
    rules: ['D1', 'D15'],
    otherwise: LOST,
    see(recording) {
      const deletion = recording.operations[2];
      if (deletion === undefined) return undefined;
      const early = requestsOf(recording, 'Gone', { type: 'Delete' }).filter(({ seconds }) => seconds < deletion.seconds);
      return early.length === 0 ? 'no Delete' : 'a Delete';
    },
  },
  {
    id: 'P3',
    scenario: 'failed-update',
    about: 'of a rename in a failed update the Delete goes first to',
    expected: `Renamed, in ${BACK_CLEAN_UP}`,
    rules: ['D1', 'D2'],
    otherwise: LOST,
    see(recording) {
      const [first] = recording.requests.filter(
        ({ type, logicalId }) => type === 'Delete' && ['Old', 'Renamed'].includes(logicalId),
      );
      return first?.shown && `${first.logicalId}, in ${first.shown.status}`;
    },
  },
  {
    id: 'S8',
    scenario: 'failed-update',
    about: 'the Delete of an id that is new in a failed update comes in, with the properties',
    expected: `${BACK_CLEAN_UP}, N = "2"`,
    rules: ['D1', 'D11'],
    switch: 'propertiesOfNewId',
    otherwise: 'nothing: no state of a roll-back disconnects, whatever the properties',
    see(recording) {
      const [request] = requestsOf(recording, 'A', { type: 'Delete', physicalId: '2' });
      return request?.shown && `${request.shown.status}, ${firstN(request)}`;
    },
  },
  {
    id: 'P30',
    scenario: 'failed-update',
    about: 'the Update back of a resource that had got a new id has',
    expected: 'id 1',
    rules: ['D9'],
    switch: 'idInUpdateBack',
    otherwise: TESTED,
    see: (recording) => ids(requestsOf(recording, 'A', { type: 'Update', n: '1' })),
  },
  {
    id: 'P60-back',
    scenario: 'failed-update',
    about: 'in the clean-up of a roll-back the events show the type of what is deleted as',
    expected: GENERIC,
    rules: ['D1', 'D2'],
    switch: 'customTypeInCleanUp',
    otherwise: TESTED,
    see: (recording) => typesInDeletion(recording, 'New', /ROLLBACK/),
  },
  {
    id: 'S12',
    scenario: 'rollback-failed',
    about: 'a roll-back that failed, one that skips what failed, and the Delete of what was new show',
    expected: `UPDATE_ROLLBACK_FAILED, UPDATE_ROLLBACK_COMPLETE, ${BACK_CLEAN_UP}`,
    rules: ['D1', 'D2', 'G3'],
    otherwise: LOST,
    see(recording) {
      const states = deletedIn(recording, 'New');
      return states && [endOf(recording, 1), endOf(recording, 2), states].join(', ');
    },
  },
  {
    id: 'S13',
    scenario: 'cancelled',
    about: 'the Delete of what is new in a cancelled update comes in',
    expected: BACK_CLEAN_UP,
    rules: ['D1'],
    otherwise: LOST,
    see: (recording) => deletedIn(recording, 'New'),
  },
  {
    id: 'C6',
    scenario: 'cancelled',
    about: 'a Create that is cancelled gets',
    expected: 'a Delete of another id than the one in its answer',
    rules: ['G13'],
    otherwise: 'nothing: a Delete on the way back disconnects nothing',
    see(recording) {
      if (recording.operations.length < 4) return undefined;
      const [request] = requestsOf(recording, 'Slow', { type: 'Delete' });
      if (!request) return 'no Delete';
      const answered = eventsOf(recording, 'Slow').some(
        ({ status, physicalId }) => status === 'CREATE_COMPLETE' && physicalId === request.physicalId,
      );
      return `a Delete of ${answered ? 'the id' : 'another id than the one'} in its answer`;
    },
  },
  {
    id: 'P29',
    scenario: 'control-character',
    about: 'events with a control character in a reason',
    expected: 'make DescribeStackEvents fail',
    rules: ['D8'],
    switch: 'controlCharacters',
    otherwise: 'nothing: they can be read',
    see(recording) {
      if (recording.operations[0]?.end === undefined) return undefined;
      return recording.unreadable === undefined ? 'can be read' : 'make DescribeStackEvents fail';
    },
  },
  {
    id: 'R12',
    scenario: 'two-answers',
    about: 'a creation that is answered by a success, then by a failure, ends in',
    expected: 'CREATE_COMPLETE',
    rules: ['G5'],
    switch: 'answersReadAfterMs',
    otherwise: 'nothing: the function answers once',
    see: (recording) => endOf(recording, 0),
  },
];

const withoutRollback: readonly Row[] = [
  {
    id: 'P27',
    scenario: 'failed-without-rollback',
    about: 'the Update that follows one which failed without roll-back has, of the old properties',
    expected: 'N = "2"',
    rules: ['D10', 'G5'],
    switch: 'propertiesAfterFailedUpdate',
    otherwise: TESTED,
    see(recording) {
      const [request] = requestsOf(recording, 'A', { type: 'Update', n: '3' });
      return request && `N = ${JSON.stringify(request.oldN ?? null)}`;
    },
  },
  {
    id: 'C8-without-rollback',
    scenario: 'failed-without-rollback',
    about: 'an update that fails without roll-back ends in',
    expected: 'UPDATE_FAILED, and deletes nothing',
    rules: ['D2', 'G4'],
    otherwise: LOST,
    see(recording) {
      const [, failed, next] = recording.operations;
      if (failed === undefined || next === undefined) return undefined;
      const deletes = recording.requests.filter(({ type, seconds }) => type === 'Delete' && seconds < next.seconds);
      return `${failed.end}, and deletes ${deletes.length === 0 ? 'nothing' : 'something'}`;
    },
  },
  {
    id: 'S6b-update',
    scenario: 'taken-back',
    about: 'when RollbackStack takes an update back, it ends in, with the Delete of what was new in',
    expected: `UPDATE_ROLLBACK_COMPLETE, ${BACK_CLEAN_UP}`,
    rules: ['D1', 'D2'],
    otherwise: LOST,
    see(recording) {
      const states = deletedIn(recording, 'New');
      return states && `${endOf(recording, 2)}, ${states}`;
    },
  },
  {
    id: 'S1-failed',
    scenario: 'failed-then-deleted',
    about: 'the events of a stack that is deleted after an update failed show, of what was new, first',
    expected: 'a Create after the last completed deployment, and a Delete in DELETE_IN_PROGRESS',
    rules: ['D2', 'D16'],
    otherwise: LOST,
    see(recording) {
      const states = deletedIn(recording, 'New');
      const after = order(recording, ['Root', 'CREATE_COMPLETE'], ['New', 'CREATE_IN_PROGRESS']);
      if (states === undefined || after === undefined) return undefined;
      return `a Create ${after.startsWith('Root') ? 'after' : 'before'} the last completed deployment, and a Delete in ${states}`;
    },
  },
  {
    id: 'S6',
    scenario: 'creation-retried',
    about: 'the Delete of what a failed creation has left comes, with the next update, in',
    expected: 'UPDATE_IN_PROGRESS',
    rules: ['D2', 'D4', 'G4'],
    switch: 'failedCreationsGo',
    otherwise: 'nothing: no completed deployment held the server, and it is kept',
    see: (recording) => deletedIn(recording, 'A', { physicalId: '1' }),
  },
  {
    id: 'S6b',
    scenario: 'creation-taken-back',
    about: 'when RollbackStack takes a creation back, the Delete comes in',
    expected: 'ROLLBACK_IN_PROGRESS',
    rules: ['D1', 'D2', 'G7', 'G9'],
    switch: 'creationTakenBack',
    otherwise: TESTED,
    see: (recording) => deletedIn(recording, 'A'),
  },
  {
    id: 'P24',
    scenario: 'regained-id',
    about: 'of an id that a failed update left and the next one took back, the update deletes',
    expected: 'id 2',
    rules: ['D9', 'D12'],
    switch: 'deleteOfRegainedId',
    otherwise: TESTED,
    see(recording) {
      const deletion = recording.operations[3];
      if (deletion === undefined) return undefined;
      return ids(requestsOf(recording, 'A', { type: 'Delete' }).filter(({ seconds }) => seconds < deletion.seconds));
    },
  },
  {
    id: 'P54',
    scenario: 'replacement-without-rollback',
    about: 'an update without roll-back whose answer brings another id ends in',
    expected: 'UPDATE_COMPLETE',
    rules: ['D15'],
    switch: 'replacementByAnswer',
    otherwise: 'nothing: the update fails, and no server is disconnected',
    see: (recording) => endOf(recording, 1),
  },
];

const nestedStacks: readonly Row[] = [
  {
    id: 'N2',
    scenario: 'nested-removed',
    about: 'the Delete in a nested stack that an update removes comes in',
    expected: `DELETE_IN_PROGRESS in a root in ${CLEAN_UP}`,
    rules: ['D7', 'D15'],
    otherwise: UNCLEAR,
    see: (recording) => deletedIn(recording, 'Inner'),
  },
  {
    id: 'C14-nested',
    scenario: 'nested-removed',
    about: 'DescribeStacks tells of a nested stack',
    expected: 'its parent and its root',
    rules: ['D1', 'D6', 'D7'],
    otherwise: 'a server in a nested stack may be disconnected while the root rolls back',
    see({ stacks }) {
      const child = stacks.find(({ stack }) => stack === 'Child');
      if (!child) return undefined;
      return child.parent === '@Root' && child.root === '@Root' ? 'its parent and its root' : 'not where it is nested';
    },
  },
  {
    id: 'P60-nested',
    scenario: 'nested-removed',
    about: 'in a nested stack that its root deletes the events show the type as',
    expected: PROBE_TYPE,
    rules: ['D3', 'D8'],
    otherwise: TESTED,
    see: (recording) => typesInDeletion(recording, 'Inner', /^DELETE_/),
  },
  {
    id: 'N5',
    scenario: 'nested-resource-removed',
    about: 'the Delete of what an update removes from a nested stack comes in',
    expected: CLEAN_UP,
    rules: ['D7', 'D15'],
    otherwise: UNCLEAR,
    see: (recording) => deletedIn(recording, 'Inner'),
  },
  {
    id: 'P63',
    scenario: 'nested-resource-removed',
    about: 'a root tells of the clean-up of a nested stack',
    expected: 'at its end',
    rules: ['D7'],
    switch: 'nestedCleanUpTold',
    otherwise: TESTED,
    see(recording) {
      const root = recording.events.filter(({ stack }) => stack === 'Root');
      const begun = root.findIndex(({ logicalId, status }) => logicalId === 'Root' && status === CLEAN_UP);
      const over = root.findIndex(({ logicalId, status }) => logicalId === 'Root' && status === 'UPDATE_COMPLETE');
      if (begun < 0 || over < begun) return undefined;
      const told = root.slice(begun, over).filter(({ logicalId }) => logicalId === 'Child');
      if (told.length === 0) return 'not at all';
      return told.some(({ status }) => status === 'UPDATE_IN_PROGRESS') ? 'at its beginning too' : 'at its end';
    },
  },
  {
    id: 'N1',
    scenario: 'nested-resource-removed',
    about: 'the Delete in a nested stack of a root that is deleted comes in',
    expected: 'DELETE_IN_PROGRESS',
    rules: ['D7', 'D16'],
    otherwise: UNCLEAR,
    see: (recording) => deletedIn(recording, 'Other'),
  },
  {
    id: 'N5-moved',
    scenario: 'nested-moved',
    about: 'of what moves between nested stacks, the Create is complete before the Delete, which comes in',
    expected: CLEAN_UP,
    rules: ['D13', 'D14'],
    otherwise: 'a server that moves between nested stacks is disconnected',
    see(recording) {
      const made = recording.events.findIndex(
        ({ stack, logicalId, status }) => stack === 'Two' && logicalId === 'Moved' && status === 'CREATE_COMPLETE',
      );
      const gone = recording.events.findIndex(
        ({ stack, logicalId, status }) => stack === 'One' && logicalId === 'Moved' && status === 'DELETE_IN_PROGRESS',
      );
      const states = deletedIn(recording, 'Moved', { stack: 'One' });
      if (made < 0 || gone < 0 || states === undefined) return undefined;
      return made < gone ? states : `${states}, before the Create`;
    },
  },
  {
    id: 'N3',
    scenario: 'nested-creation-failed',
    about: 'the Delete in a nested stack of a root whose creation is rolled back comes in',
    expected: 'DELETE_IN_PROGRESS in a root in ROLLBACK_IN_PROGRESS',
    rules: ['D1'],
    otherwise: LOST,
    see: (recording) => deletedIn(recording, 'Inner'),
  },
  {
    id: 'N4',
    scenario: 'nested-new-failed',
    about: 'the Delete in a nested stack that a failed update has added comes in',
    expected: `DELETE_IN_PROGRESS in a root in ${BACK_CLEAN_UP}`,
    rules: ['D1'],
    switch: 'newNestedStackGoesIn',
    otherwise: TESTED,
    see: (recording) => deletedIn(recording, 'Inner'),
  },
  {
    id: 'N7',
    scenario: 'nested-update-failed',
    about: 'the Delete of what is new in a nested stack whose update fails comes in',
    expected: BACK_CLEAN_UP,
    rules: ['D1', 'D4'],
    otherwise: LOST,
    see: (recording) => deletedIn(recording, 'New'),
  },
];

export const ROWS: readonly Row[] = [...removals, ...failures, ...withoutRollback, ...nestedStacks];
