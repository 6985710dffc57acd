import { deletedIn, positionOf, typesInDeletion } from '../observations';
import { custom, failing, nested, PROBE_TYPE } from '../templates';
import { BACK_CLEAN_UP, CLEAN_UP, LOST, TESTED, UNCLEAR } from './row';
import { A, change, creation, deletion, type Scenario } from './scenario';

/* What nested stacks add to that. */

export const nestedStacks: readonly Scenario[] = [
  {
    id: 'nested-removed',
    about: 'an update removes a nested stack',
    steps: [creation({ A, Child: nested({ Inner: custom() }) }), change({ A }), deletion],
    rows: {
      N2: {
        about: 'the Delete in a nested stack that an update removes comes in',
        expected: `DELETE_IN_PROGRESS in a root in ${CLEAN_UP}`,
        rules: ['D7', 'D15'],
        otherwise: UNCLEAR,
        see: (recording) => deletedIn(recording, 'Inner'),
      },
      C9: {
        about: 'a nested stack that an update removes tells of itself',
        expected: 'DELETE_IN_PROGRESS, DELETE_COMPLETE',
        rules: ['D6', 'D7'],
        otherwise: UNCLEAR,
        see(recording) {
          const own = recording.events.filter(({ stack, logicalId }) => stack === 'Child' && logicalId === 'Child');
          const told = own.map(({ status }) => status).filter((status) => !status.startsWith('CREATE_'));
          return told.length === 0 ? undefined : told.join(', ');
        },
      },
      'C14-nested': {
        about: 'DescribeStacks tells of a nested stack',
        expected: 'its parent and its root',
        rules: ['D1', 'D6', 'D7'],
        otherwise: 'a server in a nested stack may be disconnected while the root rolls back',
        see({ stacks }) {
          const child = stacks.find(({ stack }) => stack === 'Child');
          if (!child) return undefined;
          return child.parent === '@Root' && child.root === '@Root'
            ? 'its parent and its root'
            : 'not where it is nested';
        },
      },
      'P60-nested': {
        about: 'in a nested stack that its root deletes the events show the type as',
        expected: PROBE_TYPE,
        rules: ['D3', 'D8'],
        otherwise: TESTED,
        see: (recording) => typesInDeletion(recording, 'Inner', /^DELETE_/),
      },
    },
  },
  {
    id: 'nested-resource-removed',
    about: 'an update removes a resource in a nested stack, then the root is deleted',
    steps: [
      creation({ Child: nested({ Inner: custom(), Other: custom() }) }),
      change({ Child: nested({ Other: custom() }) }),
      deletion,
    ],
    rows: {
      N5: {
        about: 'the Delete of what an update removes from a nested stack comes in',
        expected: CLEAN_UP,
        rules: ['D7', 'D15'],
        otherwise: UNCLEAR,
        see: (recording) => deletedIn(recording, 'Inner'),
      },
      P63: {
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
      N1: {
        about: 'the Delete in a nested stack of a root that is deleted comes in',
        expected: 'DELETE_IN_PROGRESS',
        rules: ['D6', 'D7', 'D16'],
        otherwise: UNCLEAR,
        see: (recording) => deletedIn(recording, 'Other'),
      },
    },
  },
  {
    id: 'nested-moved',
    about: 'a resource moves from one nested stack to another',
    steps: [
      creation({ One: nested({ First: A, Moved: custom({ Id: 'same' }) }), Two: nested({ Second: A }) }),
      change({ One: nested({ First: A }), Two: nested({ Second: A, Moved: custom({ Id: 'same' }) }) }),
      deletion,
    ],
    rows: {
      'N5-moved': {
        about: 'of what moves between nested stacks, the Create is complete before the Delete, which comes in',
        expected: CLEAN_UP,
        rules: ['D13', 'D14'],
        otherwise: 'a server that moves between nested stacks is disconnected',
        see(recording) {
          const made = positionOf(recording, { stack: 'Two', logicalId: 'Moved', status: 'CREATE_COMPLETE' });
          const gone = positionOf(recording, { stack: 'One', logicalId: 'Moved', status: 'DELETE_IN_PROGRESS' });
          const states = deletedIn(recording, 'Moved', { stack: 'One' });
          if (made === undefined || gone === undefined || states === undefined) return undefined;
          return made < gone ? states : `${states}, before the Create`;
        },
      },
      N6: {
        about: 'a nested stack that is updated waits in its clean-up',
        expected: 'until the root has begun its own',
        rules: ['D7'],
        otherwise: LOST,
        see(recording) {
          const own = positionOf(recording, { logicalId: 'Root', status: CLEAN_UP });
          const waiting = positionOf(recording, { stack: 'One', logicalId: 'One', status: CLEAN_UP });
          const gone = positionOf(recording, { stack: 'One', status: 'DELETE_IN_PROGRESS' });
          if (own === undefined || waiting === undefined || gone === undefined) return undefined;
          return waiting < own && own < gone ? 'until the root has begun its own' : 'for nothing';
        },
      },
    },
  },
  {
    id: 'nested-creation-failed',
    about: 'a creation with a nested stack fails and is rolled back',
    steps: [creation({ Child: nested({ Inner: custom() }), Bad: failing('Child') }), deletion],
    rows: {
      N3: {
        about: 'the Delete in a nested stack of a root whose creation is rolled back comes in',
        expected: 'DELETE_IN_PROGRESS in a root in ROLLBACK_IN_PROGRESS',
        rules: ['D1', 'G7'],
        otherwise: LOST,
        see: (recording) => deletedIn(recording, 'Inner'),
      },
    },
  },
  {
    id: 'nested-new-failed',
    about: 'an update that adds a nested stack fails and is rolled back',
    steps: [creation({ A }), change({ A, Child: nested({ Inner: custom() }), Bad: failing('Child') }), deletion],
    rows: {
      N4: {
        about: 'the Delete in a nested stack that a failed update has added comes in',
        expected: `DELETE_IN_PROGRESS in a root in ${BACK_CLEAN_UP}`,
        rules: ['D1', 'D6', 'G7'],
        switch: 'newNestedStackGoesIn',
        otherwise: TESTED,
        see: (recording) => deletedIn(recording, 'Inner'),
      },
    },
  },
  {
    id: 'nested-update-failed',
    about: 'an update fails inside a nested stack and is rolled back',
    steps: [
      creation({ Child: nested({ Inner: custom() }) }),
      change({ Child: nested({ Inner: custom(), New: custom(), Bad: failing('New') }) }),
      deletion,
    ],
    rows: {
      N7: {
        about: 'the Delete of what is new in a nested stack whose update fails comes in',
        expected: BACK_CLEAN_UP,
        rules: ['D1', 'D4'],
        otherwise: LOST,
        see: (recording) => deletedIn(recording, 'New'),
      },
    },
  },
];
