import { deletedIn, endOf, eventsWith, requestsOf, statesAt, typesInDeletion } from '../observations';
import { custom, failing, PROBE_TYPE } from '../templates';
import { BACK, BACK_CLEAN_UP, firstN, GENERIC, ids, LOST, TESTED } from './row';
import { A, B, Bad, change, creation, deletion, forcedDeletion, type Scenario } from './scenario';

/* What failures take back. */

export const failures: readonly Scenario[] = [
  {
    id: 'failed-creation',
    about: 'a creation fails and is rolled back',
    steps: [creation({ A, Bad }), deletion],
    rows: {
      S4: {
        about: 'the Delete of a creation that is rolled back comes in',
        expected: 'ROLLBACK_IN_PROGRESS',
        rules: ['D1', 'G3', 'G7'],
        otherwise: LOST,
        see: (recording) => deletedIn(recording, 'A'),
      },
      C5: {
        about: 'a resource whose creation failed gets',
        expected: 'a Delete of the id in its answer',
        rules: ['D1', 'G13'],
        otherwise: 'nothing: its Delete calls nothing',
        see(recording) {
          if (recording.operations.length < 2) return undefined;
          const [request] = requestsOf(recording, 'Bad', { type: 'Delete' });
          const [failed] = eventsWith(recording, 'Bad', { status: 'CREATE_FAILED' });
          if (!request) return 'no Delete';
          return `a Delete of ${request.physicalId === failed?.physicalId ? 'the id in its answer' : 'another id'}`;
        },
      },
    },
  },
  {
    id: 'on-failure-delete',
    about: 'a creation fails, with OnFailure=DELETE',
    steps: [creation({ A, Bad }, { OnFailure: 'DELETE' })],
    rows: {
      S5: {
        about: 'with OnFailure=DELETE the Delete of a failed creation comes in, and its events show',
        expected: 'DELETE_IN_PROGRESS, and no CREATE_COMPLETE of the stack',
        rules: ['D2', 'G9'],
        otherwise: LOST,
        see(recording) {
          const states = deletedIn(recording, 'A');
          const complete = eventsWith(recording, 'Root', { status: 'CREATE_COMPLETE' }).length;
          return states && `${states}, and ${complete === 0 ? 'no' : 'a'} CREATE_COMPLETE of the stack`;
        },
      },
      'P60-on-failure': {
        about: 'there the events show the type of what is deleted as',
        expected: PROBE_TYPE,
        rules: ['D2'],
        otherwise: TESTED,
        see: (recording) => typesInDeletion(recording, 'A', /^DELETE_/),
      },
    },
  },
  {
    id: 'rollback-of-creation-failed',
    about: 'the rollback of a creation fails, and the stack is deleted',
    steps: [creation({ A: custom({ Fail: 'Delete' }), Bad }), deletion, forcedDeletion],
    rows: {
      S15: {
        about: 'a creation whose rollback failed, and its deletion, show',
        expected: 'ROLLBACK_FAILED, then a Delete in DELETE_IN_PROGRESS',
        rules: ['D2', 'G9'],
        otherwise: LOST,
        see(recording) {
          const [, again] = requestsOf(recording, 'A', { type: 'Delete' });
          return again?.shown && `${endOf(recording, 0)}, then a Delete in ${again.shown.status}`;
        },
      },
    },
  },
  {
    id: 'failed-update',
    about: 'an update adds, changes, replaces, renames and removes, fails and is rolled back',
    steps: [
      creation({
        A: custom({ N: 1, Id: 'one' }),
        Changed: custom({ N: 1 }),
        Gone: B,
        Old: custom({ Id: 'same' }),
      }),
      change({
        A: custom({ N: 2, Id: 'two' }),
        Changed: custom({ N: 2 }),
        New: custom(),
        Renamed: custom({ Id: 'same' }),
        Bad: failing('A', 'Changed', 'New', 'Renamed'),
      }),
      deletion,
    ],
    rows: {
      C4: {
        about: 'what a failed update changed is changed back in',
        expected: BACK,
        rules: ['D1', 'G3', 'G5'],
        otherwise: 'the gate may refuse the way back: the stack is stuck, and no server is disconnected',
        see: (recording) => statesAt(recording, 'Changed', { type: 'Update', n: '1' }),
      },
      S7: {
        about: 'the Delete of what is new in a failed update comes in',
        expected: BACK_CLEAN_UP,
        rules: ['D1', 'D4', 'G3', 'G7'],
        otherwise: LOST,
        see: (recording) => deletedIn(recording, 'New'),
      },
      'C3-failed': {
        about: 'before the stack is deleted, what a failed update removes gets',
        expected: 'no Delete',
        rules: ['D1', 'D15'],
        otherwise: LOST,
        see(recording) {
          const deletion = recording.operations[2];
          if (deletion === undefined) return undefined;
          const early = requestsOf(recording, 'Gone', { type: 'Delete' }).filter(
            ({ seconds }) => seconds < deletion.seconds,
          );
          return early.length === 0 ? 'no Delete' : 'a Delete';
        },
      },
      P3: {
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
      S8: {
        about: 'the Delete of an id that is new in a failed update comes in, with the properties',
        expected: `${BACK_CLEAN_UP}, N = "2"`,
        rules: ['D1', 'D11'],
        switch: 'propertiesOfNewId',
        otherwise: 'nothing: no state of a rollback disconnects, whatever the properties',
        see(recording) {
          const [request] = requestsOf(recording, 'A', { type: 'Delete', physicalId: '2' });
          return request?.shown && `${request.shown.status}, ${firstN(request)}`;
        },
      },
      P30: {
        about: 'the Update back of a resource that had got a new id has',
        expected: 'id 1',
        rules: ['D9'],
        switch: 'idInUpdateBack',
        otherwise: TESTED,
        see: (recording) => ids(requestsOf(recording, 'A', { type: 'Update', n: '1' })),
      },
      'P60-back': {
        about: 'in the clean-up of a rollback the events show the type of what is deleted as',
        expected: GENERIC,
        rules: ['D1', 'D2'],
        switch: 'customTypeInCleanUp',
        otherwise: TESTED,
        see: (recording) => typesInDeletion(recording, 'New', /ROLLBACK/),
      },
    },
  },
  {
    id: 'rollback-failed',
    about: 'the rollback of an update fails, and is continued with a skip',
    steps: [
      creation({ A: custom({ N: 1, Fail: 'Update' }) }),
      change({ A: custom({ N: 2 }), New: custom(), Bad: failing('A', 'New') }),
      { operation: 'ContinueUpdateRollback', options: { ResourcesToSkip: ['A'] } },
      deletion,
    ],
    rows: {
      S12: {
        about: 'a rollback that failed, one that skips what failed, and the Delete of what was new show',
        expected: `UPDATE_ROLLBACK_FAILED, UPDATE_ROLLBACK_COMPLETE, ${BACK_CLEAN_UP}`,
        rules: ['D1', 'D2', 'G3'],
        otherwise: LOST,
        see(recording) {
          const states = deletedIn(recording, 'New');
          return states && [endOf(recording, 1), endOf(recording, 2), states].join(', ');
        },
      },
    },
  },
  {
    id: 'cancelled',
    about: 'an update is cancelled while a resource is still being created',
    steps: [
      creation({ A: custom({ N: 1 }) }),
      {
        ...change({
          A: custom({ N: 2 }),
          New: custom(),
          Slow: custom({ Wait: 45 }, { DependsOn: ['A', 'New'] }),
        }),
        until: 'Slow',
      },
      { operation: 'CancelUpdateStack' },
      deletion,
    ],
    rows: {
      S13: {
        about: 'the Delete of what is new in a cancelled update comes in',
        expected: BACK_CLEAN_UP,
        rules: ['D1'],
        otherwise: LOST,
        see: (recording) => deletedIn(recording, 'New'),
      },
      C6: {
        about: 'a Create that is cancelled gets',
        expected: 'a Delete of another id than the one in its answer',
        rules: ['G13'],
        otherwise: 'nothing: a Delete on the way back disconnects nothing',
        see(recording) {
          if (recording.operations.length < 4) return undefined;
          const [request] = requestsOf(recording, 'Slow', { type: 'Delete' });
          if (!request) return 'no Delete';
          const answered = eventsWith(recording, 'Slow').some(
            ({ status, physicalId }) => status === 'CREATE_COMPLETE' && physicalId === request.physicalId,
          );
          return `a Delete of ${answered ? 'the id' : 'another id than the one'} in its answer`;
        },
      },
    },
  },
  {
    id: 'control-character',
    about: 'the reason of a failure has a control character',
    steps: [creation({ A: custom({ Fail: 'Create', Control: true }) }), deletion],
    rows: {
      P29: {
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
    },
  },
  {
    id: 'two-answers',
    about: 'a request is answered by a success, then by a failure',
    steps: [creation({ A: custom({ Twice: 'Create' }) }), deletion],
    rows: {
      R12: {
        about: 'a creation that is answered by a success, then by a failure, ends in',
        expected: 'CREATE_COMPLETE',
        rules: ['G5'],
        switch: 'answersReadAfterMs',
        otherwise: 'nothing: the function answers once',
        see: (recording) => endOf(recording, 0),
      },
    },
  },
];
