import * as custom from '../../local-aws/test/recordings/tables/custom-resources';
import * as nested from '../../local-aws/test/recordings/tables/nested-stacks';
import { type Case, type ComposedCase, deleteOf, withTable } from './case';
import { cast, recorded, thereafter } from './table';

/* Deletes of connections in nested stacks. */

const SERVERS = { AutoDelete: { 1: 'server:a' }, Notifications: { 1: 'server:b' } };

/** A root with two nested stacks, of which one has a connection. */
export const TWO_NESTED = `
   0.000 Root Root       Stack      CREATE_IN_PROGRESS stack:Root own  User Initiated
   2.300 Root Auth       Stack      CREATE_IN_PROGRESS -          full
   3.000 Root Auth       Stack      CREATE_IN_PROGRESS stack:Auth full Resource creation Initiated
   3.300 Auth Auth       Stack      CREATE_IN_PROGRESS stack:Auth own  User Initiated
   6.000 Auth Connection connection CREATE_IN_PROGRESS -          full
   9.000 Auth Connection connection CREATE_IN_PROGRESS server:a   full Resource creation Initiated
   9.200 Auth Connection connection CREATE_COMPLETE    server:a   full
  10.000 Auth Auth       Stack      CREATE_COMPLETE    stack:Auth own
  19.000 Root Auth       Stack      CREATE_COMPLETE    stack:Auth full
  19.300 Root Data       Stack      CREATE_IN_PROGRESS -          full
  20.000 Root Data       Stack      CREATE_IN_PROGRESS stack:Data full Resource creation Initiated
  20.300 Data Data       Stack      CREATE_IN_PROGRESS stack:Data own  User Initiated
  25.000 Data Data       Stack      CREATE_COMPLETE    stack:Data own
  34.000 Root Data       Stack      CREATE_COMPLETE    stack:Data full
  35.000 Root Root       Stack      CREATE_COMPLETE    stack:Root own
`;

/** An update fails in a nested stack, to which it has added a connection of server b. */
const FAILED_UPDATE = `
  900.000 Root Root     Stack                  UPDATE_IN_PROGRESS                           stack:Root own  User Initiated
  902.761 Root Auth     Stack                  UPDATE_IN_PROGRESS                           stack:Auth full
  903.276 Auth Auth     Stack                  UPDATE_IN_PROGRESS                           stack:Auth own  User Initiated
  904.100 Auth Added    connection             CREATE_IN_PROGRESS                           -          full
  905.900 Auth Added    connection             CREATE_IN_PROGRESS                           server:b   full Resource creation Initiated
  906.000 Auth Added    connection             CREATE_COMPLETE                              server:b   full
  906.155 Auth UserPool AWS::Cognito::UserPool UPDATE_IN_PROGRESS                           id1        full
  907.697 Auth UserPool AWS::Cognito::UserPool UPDATE_FAILED                                id1        full
  908.015 Auth Auth     Stack                  UPDATE_ROLLBACK_IN_PROGRESS                  stack:Auth own  The following resource(s) failed to update: [UserPool].
  913.616 Root Auth     Stack                  UPDATE_FAILED                                stack:Auth full
  913.919 Root Root     Stack                  UPDATE_ROLLBACK_IN_PROGRESS                  stack:Root own  The following resource(s) failed to update: [Auth].
  915.983 Root Auth     Stack                  UPDATE_IN_PROGRESS                           stack:Auth full
  920.074 Auth UserPool AWS::Cognito::UserPool UPDATE_IN_PROGRESS                           id1        full
  922.028 Auth UserPool AWS::Cognito::UserPool UPDATE_COMPLETE                              id1        full
  923.838 Auth Auth     Stack                  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Auth own
  926.622 Root Auth     Stack                  UPDATE_COMPLETE                              stack:Auth full
  927.150 Root Root     Stack                  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  928.100 Auth Added    generic                DELETE_IN_PROGRESS                           server:b   bare
  930.400 Auth Added    generic                DELETE_COMPLETE                              server:b   bare
  931.172 Auth Auth     Stack                  UPDATE_ROLLBACK_COMPLETE                     stack:Auth own
  938.376 Root Auth     Stack                  UPDATE_COMPLETE                              stack:Auth full
  938.548 Root Root     Stack                  UPDATE_ROLLBACK_COMPLETE                     stack:Root own
`;

/** An update of both nested stacks comes to its clean-ups. */
export const UPDATE_OF_NESTED = `
  1000.000 Root Root Stack UPDATE_IN_PROGRESS                  stack:Root own  User Initiated
  1002.700 Root Data Stack UPDATE_IN_PROGRESS                  stack:Data full
  1003.200 Data Data Stack UPDATE_IN_PROGRESS                  stack:Data own  User Initiated
  1010.746 Data Data Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Data own
  1011.088 Root Data Stack UPDATE_COMPLETE                     stack:Data full
  1011.700 Root Auth Stack UPDATE_IN_PROGRESS                  stack:Auth full
  1012.300 Auth Auth Stack UPDATE_IN_PROGRESS                  stack:Auth own  User Initiated
  1014.746 Auth Auth Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Auth own
  1015.088 Root Auth Stack UPDATE_COMPLETE                     stack:Auth full
  1016.067 Root Root Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
`;

/** The nested stack deletes its connection, and is complete before the root knows it. */
export const CLEAN_UP = `
  1017.407 Auth Connection generic DELETE_IN_PROGRESS server:a   bare
  1019.767 Auth Connection generic DELETE_COMPLETE    server:a   bare
  1020.347 Auth Auth       Stack   UPDATE_COMPLETE    stack:Auth own
  1027.374 Root Auth       Stack   UPDATE_COMPLETE    stack:Auth full
  1027.600 Root Root       Stack   UPDATE_COMPLETE    stack:Root own
`;

const REMOVED_IN_NESTED = [nested.updateThatRemovesNestedStacks, custom.updateRolledBack];

const DELETE = { deletes: [deleteOf('Auth/Connection/server:a')], status: 'SUCCESS' } as const;
const KEPT = { ...DELETE, disconnected: [] } as const;
const GONE = {
  ...DELETE,
  reason: /^disconnected: a completed deployment removes the server$/,
  disconnected: ['a'],
} as const;

const REMOVED: readonly (Case | ComposedCase)[] = [
  {
    title: 'the servers of a nested stack that the root removes are disconnected',
    table: cast(
      thereafter(recorded(nested.updateThatAddsNestedStacks), 300, recorded(nested.updateThatRemovesNestedStacks)),
      SERVERS,
    ),
    ...GONE,
    deletes: [deleteOf('storage/AutoDelete/server:a'), deleteOf('storage/Notifications/server:b')],
    disconnected: ['a', 'b'],
  },
  {
    title: 'the servers of a nested stack go with the root when that is deleted, also at the millisecond of a sibling',
    table: cast(thereafter(recorded(nested.updateThatAddsNestedStacks), 300, recorded(nested.deletionOfRoot)), SERVERS),
    deletes: [deleteOf('storage/AutoDelete/server:a'), deleteOf('storage/Notifications/server:b')],
    status: 'SUCCESS',
    reason: /^disconnected: the stack is being deleted$/,
    disconnected: ['a', 'b'],
  },
  {
    title: "a server that an update removes from a nested stack is disconnected in that one's own clean-up",
    parts: REMOVED_IN_NESTED,
    events: TWO_NESTED + UPDATE_OF_NESTED + CLEAN_UP,
    ...GONE,
  },
  {
    title: 'so it is when the root tells UPDATE_IN_PROGRESS of the nested stack again while it cleans up',
    parts: [...REMOVED_IN_NESTED, nested.nestedStackCleanedUpForLong],
    events: `${TWO_NESTED}${UPDATE_OF_NESTED}
      1016.900 Root Auth Stack UPDATE_IN_PROGRESS stack:Auth full
      ${CLEAN_UP}`,
    ...GONE,
  },
  {
    title: 'so it is when the root tells UPDATE_COMPLETE of another nested stack before, which has nothing to clean up',
    parts: REMOVED_IN_NESTED,
    events: `${TWO_NESTED}${UPDATE_OF_NESTED}
      1017.168 Root Data Stack UPDATE_COMPLETE stack:Data full
      1017.347 Data Data Stack UPDATE_COMPLETE stack:Data own
      ${CLEAN_UP}`,
    ...GONE,
  },
  {
    title: 'so it is when an update before has failed in the nested stack and was taken back',
    parts: [...REMOVED_IN_NESTED, nested.updateThatFailsInNestedStack],
    events: TWO_NESTED + FAILED_UPDATE + UPDATE_OF_NESTED + CLEAN_UP,
    ...GONE,
  },
];

const REPLACED: ComposedCase = {
  title: "of a connection that is replaced in a nested stack, the old server is disconnected in that one's clean-up",
  parts: [...REMOVED_IN_NESTED, custom.answerWithAnotherId],
  events: `${TWO_NESTED}${UPDATE_OF_NESTED}
      1012.900 Auth Connection connection UPDATE_IN_PROGRESS server:a full
      1014.000 Auth Connection connection UPDATE_IN_PROGRESS server:b full Requested update required the provider to create a new physical resource
      1014.200 Auth Connection connection UPDATE_COMPLETE    server:b full
      ${CLEAN_UP}`,
  ...GONE,
};

const MOVED = `
  1006.000 Data Moved connection CREATE_IN_PROGRESS -        full
  1009.000 Data Moved connection CREATE_IN_PROGRESS server:a full Resource creation Initiated
  1009.200 Data Moved connection CREATE_COMPLETE    server:a full
`;

const KEPT_ONES: readonly (Case | ComposedCase)[] = [
  {
    title: 'a server whose connection moves to another nested stack is kept when the first one deletes it',
    parts: [...REMOVED_IN_NESTED, nested.updateThatAddsNestedStacks],
    events: TWO_NESTED + UPDATE_OF_NESTED + MOVED + CLEAN_UP,
    ...KEPT,
    reason: /^kept: connection Moved holds the server$/,
  },
  {
    title: 'so it is when the connection has the same logical id in the other nested stack',
    parts: [...REMOVED_IN_NESTED, nested.updateThatAddsNestedStacks],
    events: TWO_NESTED + UPDATE_OF_NESTED + MOVED.replaceAll('Moved', 'Connection') + CLEAN_UP,
    ...KEPT,
    reason: /^kept: connection Connection holds the server$/,
  },
  {
    title: 'a server whose connection moves to the root is kept when the root deletes the nested stack',
    parts: REMOVED_IN_NESTED,
    events: `${TWO_NESTED}
      1000.000 Root Root       Stack      UPDATE_IN_PROGRESS                  stack:Root own  User Initiated
      1003.000 Root Moved      connection CREATE_IN_PROGRESS                  -          full
      1006.000 Root Moved      connection CREATE_IN_PROGRESS                  server:a   full Resource creation Initiated
      1006.200 Root Moved      connection CREATE_COMPLETE                     server:a   full
      1016.067 Root Root       Stack      UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      1017.160 Root Auth       Stack      DELETE_IN_PROGRESS                  stack:Auth bare
      1017.549 Auth Auth       Stack      DELETE_IN_PROGRESS                  stack:Auth own  User Initiated
      1019.760 Auth Connection connection DELETE_IN_PROGRESS                  server:a   full
      `,
    ...KEPT,
    reason: /^kept: connection Moved holds the server$/,
  },
  {
    title: 'a server of a nested stack is kept when CloudFormation deletes the root since that could not be created',
    parts: [custom.failedCreationDeleted, nested.creationWithNestedStacks, nested.deletionOfRoot],
    events: `${TWO_NESTED.slice(0, TWO_NESTED.indexOf('  25.000'))}
      23.000 Data Bucket     AWS::S3::Bucket CREATE_IN_PROGRESS -          full
      25.000 Data Bucket     AWS::S3::Bucket CREATE_FAILED      -          full
      25.300 Data Data       Stack           CREATE_FAILED      stack:Data own  The following resource(s) failed to create: [Bucket].
      34.000 Root Data       Stack           CREATE_FAILED      stack:Data full
      34.400 Root Root       Stack           DELETE_IN_PROGRESS stack:Root own  The following resource(s) failed to create: [Data]. . Delete requested by user.
      60.000 Root Auth       Stack           DELETE_IN_PROGRESS stack:Auth full
      60.500 Auth Auth       Stack           DELETE_IN_PROGRESS stack:Auth own  User Initiated
      62.400 Auth Connection connection      DELETE_IN_PROGRESS server:a   full
      `,
    ...KEPT,
    reason: /^kept: no completed deployment ever held it by this connection$/,
  },
  {
    title: 'a server that a failed update of a nested stack has added is kept when both clean up after their way back',
    parts: [nested.updateThatFailsInNestedStack, custom.updateRolledBack],
    events: TWO_NESTED + FAILED_UPDATE,
    ...KEPT,
    deletes: [deleteOf('Auth/Added/server:b')],
    reason: /^kept: .*UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS.*: no completed deployment removes the server$/,
  },
  {
    title: 'so it is when the Delete comes before the root cleans up',
    parts: [nested.updateThatFailsInNestedStack, custom.updateRolledBack],
    events: TWO_NESTED + FAILED_UPDATE.replace('928.100', '924.900'),
    ...KEPT,
    deletes: [deleteOf('Auth/Added/server:b')],
    reason: /^kept: .*its root UPDATE_ROLLBACK_IN_PROGRESS: no completed deployment removes the server$/,
  },
];

export const IN_NESTED_STACKS: readonly Case[] = [...REMOVED, REPLACED, ...KEPT_ONES].map(withTable);
