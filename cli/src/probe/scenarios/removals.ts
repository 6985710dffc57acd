import { counted, deletedIn, endOf, eventsWith, order, requestsOf, typesInDeletion } from '../observations';
import { custom, grant, ownFunction, PROBE_TYPE, probeOf } from '../templates';
import { CLEAN_UP, firstN, GENERIC, inTime, STAYS, TESTED, UNCLEAR } from './row';
import { A, B, Bad, change, creation, deletion, express, forcedDeletion, type Scenario } from './scenario';

/* What updates and deletions give up. */

const retained = custom({}, { DeletionPolicy: 'Retain' });

export const removals: readonly Scenario[] = [
  {
    id: 'removal',
    about: 'an update removes a resource, then the stack is deleted',
    steps: [creation({ A: custom({ N: 1 }), B }), change({ A: custom({ N: 1 }) }), deletion],
    rows: {
      C1: {
        about: 'a number in the properties of a custom resource arrives as',
        expected: 'N = "1"',
        rules: ['D10', 'D11'],
        otherwise: 'the function refuses the properties: the deployment fails, and the server stays connected',
        see: (recording) => firstN(requestsOf(recording, 'A', { type: 'Create' })[0]),
      },
      C2: {
        about: 'what an update leaves as it is gets',
        expected: '0 requests',
        rules: ['D9', 'G1'],
        otherwise: 'nothing: an Update that changes nothing is answered and calls nothing',
        see: (recording) => counted(recording, 1, requestsOf(recording, 'A', { type: 'Update' })),
      },
      S2: {
        about: 'the Delete of what an update removes comes in',
        expected: CLEAN_UP,
        rules: ['D4', 'D15', 'G8'],
        otherwise: STAYS,
        see: (recording) => deletedIn(recording, 'B'),
      },
      S1: {
        about: 'the Delete of a deleted stack comes in',
        expected: 'DELETE_IN_PROGRESS',
        rules: ['D4', 'D16', 'G11', 'G12'],
        otherwise: STAYS,
        see: (recording) => deletedIn(recording, 'A'),
      },
      P60: {
        about: 'in a clean-up the events show the type of what is deleted as',
        expected: GENERIC,
        rules: ['D3', 'D5', 'D8'],
        switch: 'customTypeInCleanUp',
        otherwise:
          'nothing: a deletion counts under both types. One that knew the other alone would leave the server connected',
        see: (recording) => typesInDeletion(recording, 'B', /CLEANUP/),
      },
      'P60-deletion': {
        about: 'in the deletion of a stack the events show the type as',
        expected: PROBE_TYPE,
        rules: ['D3', 'D5', 'D8', 'G10', 'G14'],
        otherwise: TESTED,
        see: (recording) => typesInDeletion(recording, 'A', /^DELETE_/),
      },
      'P60-list': {
        about: 'in a clean-up the list of resources shows the type of what is deleted as',
        expected: PROBE_TYPE,
        rules: ['D13', 'D14'],
        switch: 'listedTypeInCleanUp',
        otherwise: TESTED,
        see: (recording) => requestsOf(recording, 'B', { type: 'Delete' })[0]?.shown?.listed?.type,
      },
      'P60-request': {
        about: 'the request of a clean-up has the type',
        expected: PROBE_TYPE,
        rules: ['D15', 'G8'],
        otherwise: TESTED,
        see: (recording) => requestsOf(recording, 'B', { type: 'Delete' })[0]?.resourceType,
      },
      P22: {
        about: 'what a clean-up deletes is listed and described as',
        expected: 'DELETE_IN_PROGRESS',
        rules: ['D12', 'D13', 'D14', 'G5'],
        switch: 'listedWhileDeleted',
        otherwise: TESTED,
        see(recording) {
          const shown = requestsOf(recording, 'B', { type: 'Delete' })[0]?.shown;
          if (shown === undefined) return undefined;
          const told = [shown.listed, ...(shown.isDescribed ? [shown.described] : [])];
          return [...new Set(told.map((one) => one?.status ?? 'not there'))].join(' and ');
        },
      },
      P21: {
        about: 'the events show the deletion that a request is of',
        expected: 'within 8 s',
        rules: ['D1', 'D2', 'D3', 'D4', 'D8', 'G3', 'G4', 'G7', 'G8', 'G9'],
        otherwise: `${UNCLEAR}; without a reason, if the state of the stack comes as late`,
        see: ({ requests }) =>
          inTime(requests.filter(({ type }) => type === 'Delete').map(({ shown }) => shown?.toldAfter)),
      },
      P28: {
        about: 'the list of resources shows what is new',
        expected: 'within 8 s',
        rules: ['D13', 'D14', 'G4'],
        otherwise: 'a server that was renamed may be disconnected, since the new connection is not seen',
        see: ({ requests }) =>
          inTime(requests.filter(({ type }) => type === 'Create').map(({ shown }) => shown?.listedAfter)),
      },
      P35: {
        about: 'DescribeStackResource shows a resource of a stack that is deleted as',
        expected: 'DELETE_IN_PROGRESS',
        rules: ['G14'],
        otherwise: 'a server may be disconnected although a guard of its stack is not met',
        see(recording) {
          const shown = requestsOf(recording, 'A', { type: 'Delete' })[0]?.shown;
          return shown?.isDescribed ? (shown.described?.status ?? 'not there') : undefined;
        },
      },
      P8: {
        about: 'the events of a deleted stack, by its ARN, go',
        expected: 'from CREATE_IN_PROGRESS to DELETE_COMPLETE',
        rules: ['D2', 'D8', 'G4'],
        otherwise: UNCLEAR,
        see(recording) {
          const own = eventsWith(recording, 'Root');
          return own.length < 2 ? undefined : `from ${own[0]?.status} to ${own.at(-1)?.status}`;
        },
      },
      P61: {
        about: 'events of siblings that go the same step have',
        expected: 'times of their own',
        rules: ['D2', 'D3'],
        switch: 'siblingTimes',
        otherwise: TESTED,
        see(recording) {
          const [one, other] = ['A', 'B'].map(
            (id) => eventsWith(recording, id, { status: 'CREATE_IN_PROGRESS', physicalId: '' })[0],
          );
          if (!one || !other) return undefined;
          return one.seconds === other.seconds ? 'one time' : 'times of their own';
        },
      },
      C14: {
        about: 'a deleted stack is told of by its ARN as',
        expected: 'DELETE_COMPLETE',
        rules: ['D4'],
        otherwise: 'a Delete that comes late fails, and the server stays connected',
        see: ({ stacks }) => stacks.find(({ stack }) => stack === 'Root')?.end,
      },
    },
  },
  {
    id: 'replacement',
    about: 'the answer to an Update brings another id',
    steps: [creation({ A: custom({ N: 1, Id: 'one' }) }), change({ A: custom({ N: 2, Id: 'two' }) }), deletion],
    rows: {
      S3: {
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
      R13: {
        about: 'the Delete of a replaced id has the properties that it had',
        expected: 'N = "1"',
        rules: ['D10', 'D11'],
        otherwise: 'the removal policy of another server decides: a retained server may be disconnected',
        see: (recording) => firstN(requestsOf(recording, 'A', { type: 'Delete', physicalId: '1' })[0]),
      },
      R2: {
        about: 'an Update has the new and the old properties',
        expected: 'N = "2", it was "1"',
        rules: ['G1'],
        otherwise: 'the gate asks for servers that do not leave: the deployment fails',
        see(recording) {
          const [update] = requestsOf(recording, 'A', { type: 'Update' });
          return update && `${firstN(update)}, it was ${JSON.stringify(update.oldN ?? null)}`;
        },
      },
    },
  },
  {
    id: 'rename',
    about: 'an update gives a resource another logical id',
    steps: [creation({ A, Old: custom({ Id: 'same' }) }), change({ A, New: custom({ Id: 'same' }) }), deletion],
    rows: {
      P2: {
        about: 'of a renamed resource the new one is complete',
        expected: `New before Old, which goes in ${CLEAN_UP}`,
        rules: ['D13', 'D14'],
        otherwise: 'a server whose connection is renamed is disconnected, since nothing else holds it yet',
        see(recording) {
          const both = order(recording, ['New', 'CREATE_COMPLETE'], ['Old', 'DELETE_IN_PROGRESS']);
          const states = deletedIn(recording, 'Old');
          return both && states && `${both}, which goes in ${states}`;
        },
      },
    },
  },
  {
    id: 'last-resource',
    about: 'the last resource of a function goes, and its function with it',
    steps: [creation({ A, Function: ownFunction, B: probeOf('Function') }), change({ A }), deletion],
    rows: {
      'C3-function': {
        about: 'of a resource that goes with its function, the end of the deletion is told',
        expected: 'B before Function',
        rules: ['D3', 'D4', 'D15', 'G5', 'G14'],
        otherwise: STAYS,
        see: (recording) => order(recording, ['B', 'DELETE_COMPLETE'], ['Function', 'DELETE_IN_PROGRESS']),
      },
    },
  },
  {
    id: 'grants',
    about: 'permissions go in the same update as the resource that needs them, and others come',
    steps: [
      creation({ A, Grant: grant('one'), B: custom({}, { DependsOn: 'Grant' }) }),
      change({ A, Next: grant('two') }),
      deletion,
    ],
    rows: {
      'C3-grants': {
        about: 'of a resource that goes with its permissions, the end of the deletion is told',
        expected: 'B before Grant, and Next before B',
        rules: ['D15'],
        otherwise:
          'the function may not disconnect what is removed: the clean-up gives up, and the server stays connected',
        see(recording) {
          const gone = order(recording, ['B', 'DELETE_COMPLETE'], ['Grant', 'DELETE_IN_PROGRESS']);
          const come = order(recording, ['Next', 'CREATE_COMPLETE'], ['B', 'DELETE_IN_PROGRESS']);
          return gone && come && `${gone}, and ${come}`;
        },
      },
    },
  },
  {
    id: 'retained',
    about: 'a policy retains a resource; another update changes nothing but a policy',
    steps: [creation({ A, B, Kept: retained }), change({ A, B: retained, Kept: retained }), change({ A }), deletion],
    rows: {
      C10: {
        about: 'a resource whose policy retains it gets',
        expected: 'no Delete, and is told of as DELETE_SKIPPED',
        rules: ['D5', 'D10', 'D11'],
        otherwise: 'nothing: the properties of the request retain the server as well',
        see(recording) {
          const [event] = eventsWith(recording, 'Kept').filter(({ status }) => status.startsWith('DELETE_'));
          const requests = requestsOf(recording, 'Kept', { type: 'Delete' });
          return event && `${requests.length === 0 ? 'no Delete' : 'a Delete'}, and is told of as ${event.status}`;
        },
      },
      P34: {
        about: 'an update of a DeletionPolicy alone is',
        expected: 'refused: No updates are to be performed.',
        rules: ['D10', 'D11'],
        switch: 'deletionPolicyAlone',
        otherwise: TESTED,
        see: (recording) => endOf(recording, 1),
      },
    },
  },
  {
    id: 'failed-clean-up',
    about: 'what an update removes refuses to be deleted',
    steps: [creation({ A, B: custom({ Fail: 'Delete', Wait: 2 }) }), change({ A }), deletion],
    rows: {
      C8: {
        about: 'a Delete that fails in a clean-up is',
        expected: '3 requests, and the update ends in UPDATE_COMPLETE',
        rules: ['D15', 'G8', 'G11'],
        otherwise: 'it is asked to be disconnected more or less often before it is forgotten',
        see(recording) {
          const requests = counted(recording, 1, requestsOf(recording, 'B', { type: 'Delete' }));
          return requests && `${requests}, and the update ends in ${endOf(recording, 1)}`;
        },
      },
      R4: {
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
    },
  },
  {
    id: 'refused-deletion',
    about: 'the deletion of a stack is refused, repeated, and forced',
    steps: [creation({ A: custom({ Fail: 'Delete' }) }), deletion, deletion, forcedDeletion],
    rows: {
      'C8-deletion': {
        about: 'a Delete that fails in the deletion of a stack leaves it in',
        expected: 'DELETE_FAILED',
        rules: ['G12'],
        otherwise: 'guards that are not met do not keep the servers of a deleted stack',
        see: (recording) => endOf(recording, 1),
      },
      S10: {
        about: 'a deletion that is tried again asks',
        expected: 'in DELETE_IN_PROGRESS',
        rules: ['D16', 'G11', 'G12'],
        otherwise: STAYS,
        see(recording) {
          const [, again] = requestsOf(recording, 'A', { type: 'Delete' });
          if (recording.operations[2] === undefined) return undefined;
          return again ? again.shown && `in ${again.shown.status}` : 'nobody';
        },
      },
      S11: {
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
    },
  },
  {
    id: 'other-id',
    about: 'the answer to a Delete brings another id',
    steps: [creation({ A: custom({ OtherId: 'other' }) }), deletion],
    rows: {
      R14: {
        about: 'a deletion whose answer brings another id ends in',
        expected: 'DELETE_COMPLETE',
        rules: ['D16'],
        switch: 'deleteAnsweredWithOtherId',
        otherwise: 'nothing: the function answers with the id of the request',
        see: (recording) => endOf(recording, 1),
      },
    },
  },
  {
    id: 'express',
    about: 'an update in express mode removes a resource, another one fails',
    steps: [creation({ A, B }), { ...change({ A }, express), linger: 15 }, change({ A, Bad }, express), deletion],
    rows: {
      P59: {
        about: 'in express mode the Delete of what an update removes comes in',
        expected: CLEAN_UP,
        rules: ['D4', 'D15'],
        switch: 'expressDeletions',
        otherwise: 'a server that an update in express mode removes stays connected, or its Delete fails',
        see: (recording) => deletedIn(recording, 'B'),
      },
      P13: {
        about: 'an update that fails in express mode ends in',
        expected: 'UPDATE_FAILED',
        rules: ['D2', 'G4'],
        otherwise: TESTED,
        see: (recording) => endOf(recording, 2),
      },
    },
  },
];
