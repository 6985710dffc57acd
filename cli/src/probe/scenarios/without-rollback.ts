import { deletedIn, endOf, order, requestsOf } from '../observations';
import { custom, failing } from '../templates';
import { BACK_CLEAN_UP, ids, LOST, TESTED } from './row';
import { A, Bad, change, creation, deletion, type Scenario, withoutRollback } from './scenario';

/* What failures leave where nothing is rolled back. */

export const withoutRollbacks: readonly Scenario[] = [
  {
    id: 'failed-without-rollback',
    about: 'an update fails without rollback, and the next ones go on from there',
    steps: [
      creation({ A: custom({ N: 1 }) }),
      change({ A: custom({ N: 2, Fail: 'Update' }), New: custom() }, withoutRollback),
      change({ A: custom({ N: 3 }) }, withoutRollback),
      deletion,
    ],
    rows: {
      P27: {
        about: 'the Update that follows one which failed without rollback has, of the old properties',
        expected: 'N = "2"',
        rules: ['D10', 'G1', 'G5'],
        switch: 'propertiesAfterFailedUpdate',
        otherwise: TESTED,
        see(recording) {
          const [request] = requestsOf(recording, 'A', { type: 'Update', n: '3' });
          return request && `N = ${JSON.stringify(request.oldN ?? null)}`;
        },
      },
      'C8-without-rollback': {
        about: 'an update that fails without rollback ends in',
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
    },
  },
  {
    id: 'taken-back',
    about: 'an update fails without rollback, and RollbackStack takes it back',
    steps: [
      creation({ A }),
      change({ A, New: custom(), Bad: failing('New') }, withoutRollback),
      { operation: 'RollbackStack' },
      deletion,
    ],
    rows: {
      'S6b-update': {
        about: 'when RollbackStack takes an update back, it ends in, with the Delete of what was new in',
        expected: `UPDATE_ROLLBACK_COMPLETE, ${BACK_CLEAN_UP}`,
        rules: ['D1', 'D2'],
        otherwise: LOST,
        see(recording) {
          const states = deletedIn(recording, 'New');
          return states && `${endOf(recording, 2)}, ${states}`;
        },
      },
    },
  },
  {
    id: 'failed-then-deleted',
    about: 'an update fails without rollback, and the stack is deleted',
    steps: [creation({ A }), change({ A, New: custom(), Bad: failing('New') }, withoutRollback), deletion],
    rows: {
      'S1-failed': {
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
    },
  },
  {
    id: 'creation-retried',
    about: 'a creation fails without rollback, and an update goes on from there',
    steps: [
      creation({ A: custom({ Fail: 'Create', Id: 'failed' }) }, withoutRollback),
      change({ A: custom({ N: 2 }) }, withoutRollback),
      deletion,
    ],
    rows: {
      S6: {
        about: 'the Delete of what a failed creation has left comes, with the next update, in',
        expected: 'UPDATE_IN_PROGRESS',
        rules: ['D2', 'D4', 'D9', 'D10', 'G4', 'G14'],
        switch: 'failedCreationsGo',
        otherwise: 'nothing: no completed deployment held the server, and it is kept',
        see: (recording) => deletedIn(recording, 'A', { physicalId: '1' }),
      },
    },
  },
  {
    id: 'creation-taken-back',
    about: 'a creation fails without rollback, and RollbackStack takes it back',
    steps: [creation({ A, Bad }, withoutRollback), { operation: 'RollbackStack' }, deletion],
    rows: {
      S6b: {
        about: 'when RollbackStack takes a creation back, the Delete comes in',
        expected: 'ROLLBACK_IN_PROGRESS',
        rules: ['D1', 'D2', 'G7', 'G9'],
        switch: 'creationTakenBack',
        otherwise: TESTED,
        see: (recording) => deletedIn(recording, 'A'),
      },
    },
  },
  {
    id: 'regained-id',
    about: 'a failed update leaves an id, and the next one takes it back',
    steps: [
      creation({ A: custom({ N: 1, Id: 'one' }) }),
      change({ A: custom({ N: 2, Id: 'two' }), Bad }, withoutRollback),
      change({ A: custom({ N: 1, Id: 'one' }) }, withoutRollback),
      deletion,
    ],
    rows: {
      P24: {
        about: 'of an id that a failed update left and the next one took back, the update deletes',
        expected: 'id 2',
        rules: ['D9', 'D12'],
        switch: 'deleteOfRegainedId',
        otherwise: TESTED,
        see(recording) {
          const deletion = recording.operations[3];
          if (deletion === undefined) return undefined;
          return ids(
            requestsOf(recording, 'A', { type: 'Delete' }).filter(({ seconds }) => seconds < deletion.seconds),
          );
        },
      },
    },
  },
  {
    id: 'replacement-without-rollback',
    about: 'an update without rollback replaces by an answer',
    steps: [creation({ A: custom({ Id: 'one' }) }), change({ A: custom({ Id: 'two' }) }, withoutRollback), deletion],
    rows: {
      P54: {
        about: 'an update without rollback whose answer brings another id ends in',
        expected: 'UPDATE_COMPLETE',
        rules: ['D15'],
        switch: 'replacementByAnswer',
        otherwise: 'nothing: the update fails, and no server is disconnected',
        see: (recording) => endOf(recording, 1),
      },
    },
  },
];
