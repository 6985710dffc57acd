import * as custom from '../../local-aws/test/recordings/tables/custom-resources';
import * as native from '../../local-aws/test/recordings/tables/native-resources';
import * as nested from '../../local-aws/test/recordings/tables/nested-stacks';
import { type Case, type ComposedCase, deleteOf, withTable } from './case';
import { cast, recorded } from './table';

/* Deletes of connections in one stack. */

/** A stack with one connection of a server is created. */
export const CREATION = `
    0.000 Root Root       Stack      CREATE_IN_PROGRESS stack:Root own  User Initiated
    4.273 Root Connection connection CREATE_IN_PROGRESS -          full
    8.250 Root Connection connection CREATE_IN_PROGRESS server:a   full Resource creation Initiated
    8.956 Root Connection connection CREATE_COMPLETE    server:a   full
   18.205 Root Root       Stack      CREATE_COMPLETE    stack:Root own
`;

/** And then an update begins. */
const UPDATE = `${CREATION}
  900.000 Root Root       Stack      UPDATE_IN_PROGRESS stack:Root own  User Initiated
`;

/** Another connection of the server has been added, and then an update comes to its clean-up. */
const UPDATE_OF_TWO = `${CREATION}
  100.000 Root Root       Stack      UPDATE_IN_PROGRESS                  stack:Root own User Initiated
  104.000 Root Second     connection CREATE_IN_PROGRESS                  -          full
  107.100 Root Second     connection CREATE_IN_PROGRESS                  server:a   full Resource creation Initiated
  107.400 Root Second     connection CREATE_COMPLETE                     server:a   full
  108.000 Root Root       Stack      UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  109.000 Root Root       Stack      UPDATE_COMPLETE                     stack:Root own
  900.000 Root Root       Stack      UPDATE_IN_PROGRESS                  stack:Root own User Initiated
  908.000 Root Root       Stack      UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
`;

const IN_CLEAN_UP = [custom.creation, native.conditionRemoves, custom.updateRolledBack];

const DELETE = { deletes: [deleteOf('Root/Connection/server:a')], status: 'SUCCESS' } as const;
const KEPT = { ...DELETE, disconnected: [] } as const;
const GONE = {
  ...DELETE,
  reason: /^disconnected: a completed deployment removes the server$/,
  disconnected: ['a'],
} as const;
const WITH_STACK = { ...GONE, reason: /^disconnected: the stack is being deleted$/ } as const;

/** What a completed update gives up. */
const OF_AN_UPDATE: readonly (Case | ComposedCase)[] = [
  {
    title: 'a server that an update removes is disconnected in the clean-up',
    parts: IN_CLEAN_UP,
    events: `${UPDATE}
      908.000 Root Root       Stack   UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic DELETE_IN_PROGRESS                  server:a   bare
      911.767 Root Connection generic DELETE_COMPLETE                     server:a   bare
      912.100 Root Root       Stack   UPDATE_COMPLETE                     stack:Root own
      `,
    ...GONE,
  },
  {
    title: 'of a connection that is replaced, the old server is disconnected in the clean-up and the new one is not',
    parts: [custom.creation, native.replacementIn2018, custom.answerWithAnotherId, custom.updateRolledBack],
    events: `${UPDATE}
      904.000 Root Connection connection UPDATE_IN_PROGRESS                  server:a   full
      907.100 Root Connection connection UPDATE_IN_PROGRESS                  server:b   full Requested update required the provider to create a new physical resource
      907.400 Root Connection connection UPDATE_COMPLETE                     server:b   full
      908.000 Root Root       Stack      UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic    DELETE_IN_PROGRESS                  server:a   bare
      911.767 Root Connection generic    DELETE_COMPLETE                     server:a   bare
      912.100 Root Root       Stack      UPDATE_COMPLETE                     stack:Root own
      `,
    ...GONE,
  },
  {
    title: 'the last server of a stack is disconnected before its provider goes in the same clean-up',
    parts: IN_CLEAN_UP,
    events: `${UPDATE}
      908.000 Root Root       Stack                 UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic               DELETE_IN_PROGRESS                  server:a   bare
      911.767 Root Connection generic               DELETE_COMPLETE                     server:a   bare
      912.600 Root Function   AWS::Lambda::Function DELETE_IN_PROGRESS                  function   bare
      915.100 Root Function   AWS::Lambda::Function DELETE_COMPLETE                     function   bare
      916.000 Root Role       AWS::IAM::Role        DELETE_IN_PROGRESS                  role       bare
      926.000 Root Role       AWS::IAM::Role        DELETE_COMPLETE                     role       bare
      926.400 Root Root       Stack                 UPDATE_COMPLETE                     stack:Root own
      `,
    ...GONE,
  },
  {
    title:
      'a server whose connection only gets another logical id is kept: the old one goes while the new one holds it',
    parts: [custom.creation, native.conditionRemoves, custom.renamedResourceInCleanUp, custom.updateRolledBack],
    events: `${UPDATE}
      904.000 Root Renamed    connection CREATE_IN_PROGRESS                  -          full
      907.100 Root Renamed    connection CREATE_IN_PROGRESS                  server:a   full Resource creation Initiated
      907.400 Root Renamed    connection CREATE_COMPLETE                     server:a   full
      908.000 Root Root       Stack      UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic    DELETE_IN_PROGRESS                  server:a   bare
      911.767 Root Connection generic    DELETE_COMPLETE                     server:a   bare
      912.100 Root Root       Stack      UPDATE_COMPLETE                     stack:Root own
      `,
    ...KEPT,
    reason: /^kept: connection Renamed holds the server$/,
  },
  {
    title: 'a Delete that failed in the clean-up and is tried again disconnects the server',
    parts: [custom.creation, native.conditionRemoves, custom.renamedResourceInCleanUp, custom.updateRolledBack],
    events: `${UPDATE}
      908.000 Root Root       Stack   UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic DELETE_IN_PROGRESS                  server:a   bare
      911.767 Root Connection generic DELETE_FAILED                       server:a   bare Received response status [FAILED] from custom resource.
      913.000 Root Connection generic DELETE_IN_PROGRESS                  server:a   bare
      915.100 Root Connection generic DELETE_COMPLETE                     server:a   bare
      915.600 Root Root       Stack   UPDATE_COMPLETE                     stack:Root own
      `,
    ...GONE,
  },
  {
    title: 'a Delete that comes when the clean-up has skipped the connection is late: its server is kept',
    parts: [custom.creation, native.conditionRemoves, native.skippedInCleanUp, custom.updateRolledBack],
    events: `${UPDATE}
      908.000 Root Root       Stack   UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic DELETE_SKIPPED                      server:a   bare
      920.000 Root Root       Stack   UPDATE_COMPLETE                     stack:Root own
      `,
    ...KEPT,
    deletes: [deleteOf('Root/Connection/server:a', { at: 909.9 })],
    reason: /^kept: the connection is DELETE_SKIPPED: this Delete comes late$/,
  },
  {
    title: 'a Delete that comes again when the clean-up has deleted the connection is late',
    parts: IN_CLEAN_UP,
    events: `${UPDATE}
      908.000 Root Root       Stack                 UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      909.407 Root Connection generic               DELETE_IN_PROGRESS                  server:a   bare
      911.767 Root Connection generic               DELETE_COMPLETE                     server:a   bare
      912.600 Root Function   AWS::Lambda::Function DELETE_IN_PROGRESS                  function   bare
      `,
    ...KEPT,
    deletes: [deleteOf('Root/Connection/server:a', { at: 913 })],
    reason: /^kept: the connection is DELETE_COMPLETE: this Delete comes late$/,
  },
  {
    title: 'two servers that an update removes at the same millisecond are both disconnected',
    parts: [custom.creation, native.conditionRemoves, custom.updateRolledBack, nested.deletionOfRoot],
    events: `${UPDATE_OF_TWO.replaceAll(/(Second .*)server:a/g, '$1server:b')}
      909.407 Root Connection generic    DELETE_IN_PROGRESS                  server:a   bare
      909.407 Root Second     generic    DELETE_IN_PROGRESS                  server:b   bare
      911.767 Root Connection generic    DELETE_COMPLETE                     server:a   bare
      911.767 Root Second     generic    DELETE_COMPLETE                     server:b   bare
      912.100 Root Root       Stack      UPDATE_COMPLETE                     stack:Root own
      `,
    ...GONE,
    deletes: [deleteOf('Root/Connection/server:a'), deleteOf('Root/Second/server:b')],
    disconnected: ['a', 'b'],
  },
];

/** What goes with its stack. */
const OF_A_DELETION: readonly (Case | ComposedCase)[] = [
  {
    title: 'the server of a stack that is deleted is disconnected',
    parts: [custom.creation, nested.deletionOfRoot],
    events: `${CREATION}
      900.000 Root Root       Stack      DELETE_IN_PROGRESS stack:Root own  User Initiated
      902.188 Root Connection connection DELETE_IN_PROGRESS server:a   full
      905.100 Root Connection connection DELETE_COMPLETE    server:a   full
      906.000 Root Root       Stack      DELETE_COMPLETE    stack:Root own
      `,
    ...WITH_STACK,
  },
  {
    title: 'a stack whose deletion failed and is tried again takes its server with it',
    parts: [custom.creation, nested.deletionOfRoot, native.blockedDeletion],
    events: `${CREATION}
      900.000 Root Root       Stack      DELETE_IN_PROGRESS stack:Root own  User Initiated
      902.188 Root Connection connection DELETE_IN_PROGRESS server:a   full
      905.100 Root Connection connection DELETE_FAILED      server:a   full Received response status [FAILED] from custom resource.
      906.000 Root Root       Stack      DELETE_FAILED      stack:Root own  The following resource(s) failed to delete: [Connection].
      990.000 Root Root       Stack      DELETE_IN_PROGRESS stack:Root own  User Initiated
      992.100 Root Connection connection DELETE_IN_PROGRESS server:a   full
      995.100 Root Connection connection DELETE_COMPLETE    server:a   full
      996.000 Root Root       Stack      DELETE_COMPLETE    stack:Root own
      `,
    ...WITH_STACK,
  },
  {
    title: 'a Delete that comes when the deletion of the stack has skipped the connection is late',
    parts: [custom.creation, native.blockedDeletion],
    events: `${CREATION}
      900.000 Root Root       Stack      DELETE_IN_PROGRESS stack:Root own  User Initiated
      902.188 Root Connection connection DELETE_IN_PROGRESS server:a   full
      905.100 Root Connection connection DELETE_FAILED      server:a   full Received response status [FAILED] from custom resource.
      906.000 Root Root       Stack      DELETE_FAILED      stack:Root own
      990.000 Root Root       Stack      DELETE_IN_PROGRESS stack:Root own  User Initiated
      992.100 Root Connection connection DELETE_SKIPPED     server:a   full
      `,
    ...KEPT,
    deletes: [deleteOf('Root/Connection/server:a', { at: 993 })],
    reason: /^kept: the connection is DELETE_SKIPPED: this Delete comes late$/,
  },
];

/** What no completed deployment gives up. */
const OF_A_FAILURE: readonly (Case | ComposedCase)[] = [
  {
    title: 'a server whose creation is rolled back with its stack is kept',
    parts: [custom.failedCreationDeleted, native.creationRolledBack, custom.creationRolledBackWithRefusedDelete],
    events: `
       0.000 Root Root       Stack           CREATE_IN_PROGRESS   stack:Root own  User Initiated
       4.337 Root Connection connection      CREATE_IN_PROGRESS   -          full
      10.221 Root Connection connection      CREATE_IN_PROGRESS   server:a   full Resource creation Initiated
      10.577 Root Connection connection      CREATE_COMPLETE      server:a   full
      12.812 Root Bucket     AWS::S3::Bucket CREATE_IN_PROGRESS   -          full
      17.123 Root Bucket     AWS::S3::Bucket CREATE_FAILED        -          full
      17.500 Root Root       Stack           ROLLBACK_IN_PROGRESS stack:Root own  The following resource(s) failed to create: [Bucket].
      19.100 Root Connection connection      DELETE_IN_PROGRESS   server:a   full
      22.000 Root Connection connection      DELETE_COMPLETE      server:a   full
      22.500 Root Root       Stack           ROLLBACK_COMPLETE    stack:Root own
      `,
    ...KEPT,
    reason: /^kept: the stack is ROLLBACK_IN_PROGRESS: no completed deployment removes the server$/,
  },
  {
    title: 'a server of a stack that CloudFormation deletes since it could not be created is kept',
    table: cast(recorded(custom.failedCreationDeleted), { Application: { 1: 'server:a' } }),
    ...KEPT,
    deletes: [deleteOf('Root/Application/server:a')],
    reason: /^kept: no completed deployment ever held it by this connection$/,
  },
  {
    title: 'a server that an update adds which is rolled back is kept, though the clean-up shows the generic type',
    table: cast(recorded(custom.updateRolledBack), { Application: { 1: 'server:a' } }),
    ...KEPT,
    deletes: [deleteOf('Root/Application/server:a')],
    reason: /^kept: the stack is UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: no completed deployment removes/,
  },
  {
    title: 'a connection that could not be created has no server to disconnect',
    table: cast(recorded(custom.updateRolledBack), { Grant: { 1: 'not-connected' } }),
    ...KEPT,
    deletes: [deleteOf('Root/Grant/not-connected')],
    reason: /^no connection has this physical resource id: kept$/,
  },
  {
    title: 'a server that a failed update put in the place of another is kept when that is taken back',
    parts: [custom.creation, custom.answerWithAnotherId, custom.updateRolledBack],
    events: `${UPDATE}
      904.000 Root Connection connection          UPDATE_IN_PROGRESS                           server:a   full
      907.100 Root Connection connection          UPDATE_IN_PROGRESS                           server:b   full Requested update required the provider to create a new physical resource
      907.400 Root Connection connection          UPDATE_COMPLETE                              server:b   full
      909.000 Root Grant      Custom::Authn_Grant CREATE_IN_PROGRESS                           -          full
      913.000 Root Grant      Custom::Authn_Grant CREATE_FAILED                                id2        full
      914.000 Root Root       Stack               UPDATE_ROLLBACK_IN_PROGRESS                  stack:Root own  The following resource(s) failed to create: [Grant].
      917.000 Root Connection connection          UPDATE_IN_PROGRESS                           server:b   full
      920.100 Root Connection connection          UPDATE_COMPLETE                              server:a   full
      941.000 Root Root       Stack               UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      942.400 Root Connection generic             DELETE_IN_PROGRESS                           server:b   bare
      944.700 Root Connection generic             DELETE_COMPLETE                              server:b   bare
      945.300 Root Root       Stack               UPDATE_ROLLBACK_COMPLETE                     stack:Root own
      `,
    ...KEPT,
    deletes: [deleteOf('Root/Connection/server:b')],
    reason: /^kept: the stack is UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: no completed deployment removes/,
  },
];

/** Two connections of one server. */
const OF_TWO_CONNECTIONS: readonly (Case | ComposedCase)[] = [
  {
    title: 'a server of two connections that one update removes is disconnected, though the second goes a second later',
    parts: IN_CLEAN_UP,
    events: `${UPDATE_OF_TWO}
      909.407 Root Connection generic DELETE_IN_PROGRESS server:a bare
      910.900 Root Second     generic DELETE_IN_PROGRESS server:a bare
    `,
    ...GONE,
  },
  {
    title: 'a server of two connections, of which an update removes one, stays, and the answer says so',
    parts: IN_CLEAN_UP,
    events: `${UPDATE_OF_TWO} 909.407 Root Connection generic DELETE_IN_PROGRESS server:a bare`,
    deletes: [deleteOf('Root/Connection/server:a')],
    status: 'FAILED',
    reason: /connection Second holds the server as well, since before this deployment/,
    disconnected: [],
  },
];

export const IN_ONE_STACK: readonly Case[] = [
  ...OF_AN_UPDATE,
  ...OF_A_DELETION,
  ...OF_A_FAILURE,
  ...OF_TWO_CONNECTIONS,
].map(withTable);
