import { deletedIn, typesInDeletion } from '../observations';
import { PROBE_TYPE } from '../templates';
import { BACK_CLEAN_UP, CLEAN_UP, LOST, type ProbeRow, TESTED, UNCLEAR } from './row';

/* What nested stacks add to that. */

export const nestedStacks: readonly ProbeRow[] = [
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
    id: 'C9',
    scenario: 'nested-removed',
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
    rules: ['D6', 'D7', 'D16'],
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
    id: 'N6',
    scenario: 'nested-moved',
    about: 'a nested stack that is updated waits in its clean-up',
    expected: 'until the root has begun its own',
    rules: ['D7'],
    otherwise: LOST,
    see({ events }) {
      const own = events.findIndex(({ logicalId, status }) => logicalId === 'Root' && status === CLEAN_UP);
      const waiting = events.findIndex(
        (one) => one.stack === 'One' && one.logicalId === 'One' && one.status === CLEAN_UP,
      );
      const gone = events.findIndex(({ stack, status }) => stack === 'One' && status === 'DELETE_IN_PROGRESS');
      if ([own, waiting, gone].includes(-1)) return undefined;
      return waiting < own && own < gone ? 'until the root has begun its own' : 'for nothing';
    },
  },
  {
    id: 'N3',
    scenario: 'nested-creation-failed',
    about: 'the Delete in a nested stack of a root whose creation is rolled back comes in',
    expected: 'DELETE_IN_PROGRESS in a root in ROLLBACK_IN_PROGRESS',
    rules: ['D1', 'G7'],
    otherwise: LOST,
    see: (recording) => deletedIn(recording, 'Inner'),
  },
  {
    id: 'N4',
    scenario: 'nested-new-failed',
    about: 'the Delete in a nested stack that a failed update has added comes in',
    expected: `DELETE_IN_PROGRESS in a root in ${BACK_CLEAN_UP}`,
    rules: ['D1', 'D6', 'G7'],
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
