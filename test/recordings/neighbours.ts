import * as custom from '../../local-aws/test/recordings/tables/custom-resources';
import * as native from '../../local-aws/test/recordings/tables/native-resources';
import * as nested from '../../local-aws/test/recordings/tables/nested-stacks';
import { type Case, deleteOf } from './case';
import { CLEAN_UP, TWO_NESTED, UPDATE_OF_NESTED } from './nested-stacks';
import { CREATION } from './one-stack';
import { composed } from './table';

/*
 * Custom resources of others, whose own id is that of a server: a clean-up shows them under the same type as connections.
 * They neither remove a server nor hold one.
 */

const PARTS = [custom.creation, custom.updateRolledBack, custom.renamedResourceInCleanUp, native.conditionRemoves];

/** The stack of a connection gets a resource of somebody else, which answers with the id of the connection's server. */
const WITH_FOREIGN = foreign('Custom::Foreign');

/** The same, and its template declares the very type that clean-ups show. */
const WITH_GENERIC = foreign('generic');

function foreign(type: string): string {
  return `${CREATION}
    100.000 Root Root  Stack   UPDATE_IN_PROGRESS                  stack:Root own User Initiated
    104.000 Root Other ${type} CREATE_IN_PROGRESS                  -          full
    107.100 Root Other ${type} CREATE_IN_PROGRESS                  server:a   full Resource creation Initiated
    107.400 Root Other ${type} CREATE_COMPLETE                     server:a   full
    108.000 Root Root  Stack   UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
    109.000 Root Root  Stack   UPDATE_COMPLETE                     stack:Root own
    900.000 Root Root  Stack   UPDATE_IN_PROGRESS                  stack:Root own User Initiated
    908.000 Root Root  Stack   UPDATE_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
  `;
}

const REMOVED = `
    909.407 Root Connection generic DELETE_IN_PROGRESS server:a bare
`;
const FOREIGN_REMOVED = `
    909.300 Root Other generic DELETE_IN_PROGRESS server:a bare
`;

const GONE = {
  deletes: [deleteOf('Root/Connection/server:a')],
  status: 'SUCCESS',
  reason: /^disconnected: a completed deployment removes the server$/,
  disconnected: ['a'],
} as const;
const UNSEEN = {
  deletes: [deleteOf('Root/Connection/server:a', { at: 910 })],
  status: 'FAILED',
  reason: /CloudFormation does not show that it deletes the connection/,
  disconnected: [],
} as const;
const HELD = { ...UNSEEN, deletes: GONE.deletes, reason: /connection Second holds the server as well/ } as const;

const IN_THE_STACK: readonly Case[] = [
  {
    title: 'the removal of a foreign resource with the id of the server is no removal of the connection',
    table: composed(PARTS, WITH_FOREIGN + FOREIGN_REMOVED),
    ...UNSEEN,
  },
  {
    title: 'nor is that of one whose template declares the generic type',
    table: composed(PARTS, WITH_GENERIC + FOREIGN_REMOVED),
    ...UNSEEN,
  },
  {
    title: 'a foreign resource with the id of the server holds nothing: the removed server is disconnected',
    table: composed(PARTS, WITH_FOREIGN + REMOVED),
    ...GONE,
  },
  {
    title: 'nor does one whose template declares the generic type',
    table: composed(PARTS, WITH_GENERIC + REMOVED),
    ...GONE,
  },
  {
    title: 'nor does one that goes in the same clean-up',
    table: composed(PARTS, WITH_FOREIGN + FOREIGN_REMOVED + REMOVED),
    ...GONE,
  },
  {
    title: 'nor does one that the same update has made',
    table: composed(PARTS, `${WITH_FOREIGN}${REMOVED}`.replace(/ 10(\d\.\d+ Root Other)/g, ' 90$1')),
    ...GONE,
  },
  {
    title: 'the removal of a foreign resource with the id of the server does not hide another connection of the server',
    table: composed(PARTS, `${WITH_FOREIGN}${FOREIGN_REMOVED}${REMOVED}${secondConnection('Root')}`),
    ...HELD,
  },
];

function secondConnection(stack: string): string {
  return `
    105.000 ${stack} Second connection CREATE_IN_PROGRESS -        full
    106.100 ${stack} Second connection CREATE_IN_PROGRESS server:a full Resource creation Initiated
    106.400 ${stack} Second connection CREATE_COMPLETE    server:a full
  `;
}

/** Another nested stack has a foreign resource with the logical id and the physical id of our connection. */
const COPY = `
    22.000 Data Connection Custom::Foreign CREATE_IN_PROGRESS -        full
    24.000 Data Connection Custom::Foreign CREATE_IN_PROGRESS server:a full Resource creation Initiated
    24.200 Data Connection Custom::Foreign CREATE_COMPLETE    server:a full
`;
const COPY_REMOVED = `
    1017.100 Data Connection generic DELETE_IN_PROGRESS server:a bare
`;
const NESTED_PARTS = [...PARTS, nested.updateThatRemovesNestedStacks];

const IN_ANOTHER_STACK: readonly Case[] = [
  {
    title:
      'the removal of a foreign resource with the same ids in another nested stack is no removal of the connection',
    table: composed(NESTED_PARTS, TWO_NESTED + COPY + UPDATE_OF_NESTED + COPY_REMOVED),
    ...UNSEEN,
    deletes: [deleteOf('Auth/Connection/server:a', { at: 1017.6 })],
  },
  {
    title:
      'a foreign resource with the same ids in another nested stack holds nothing: the removed server is disconnected',
    table: composed(NESTED_PARTS, TWO_NESTED + COPY + UPDATE_OF_NESTED + CLEAN_UP),
    ...GONE,
    deletes: [deleteOf('Auth/Connection/server:a')],
  },
  {
    title:
      'the removal of a foreign resource with the same ids elsewhere does not hide another connection of the server',
    table: composed(
      NESTED_PARTS,
      `${TWO_NESTED}${COPY.replaceAll('Data Connection', 'Root Second').replace(' 2', ' 3')}${UPDATE_OF_NESTED}
      ${secondConnection('Data').replace(/ 10(\d)/g, ' 2$1')}
      1017.100 Root Second generic DELETE_IN_PROGRESS server:a bare
      ${CLEAN_UP}`,
    ),
    ...HELD,
    deletes: [deleteOf('Auth/Connection/server:a')],
  },
];

/** A foreign resource was there before the connection, under its logical id and with the id of its server. */
const BEFORE: readonly Case[] = [
  {
    title:
      'the removal of a foreign resource that a failed update had added is no proof that the connection after it, which another failed update has added, was ever held',
    table: composed(
      PARTS,
      `
        0.000 Root Root       Stack           CREATE_IN_PROGRESS                           stack:Root own  User Initiated
        5.000 Root Root       Stack           CREATE_COMPLETE                              stack:Root own
      100.000 Root Root       Stack           UPDATE_IN_PROGRESS                           stack:Root own  User Initiated
      104.000 Root Connection Custom::Foreign CREATE_IN_PROGRESS                           -          full
      107.000 Root Connection Custom::Foreign CREATE_COMPLETE                              server:a   full
      110.000 Root Root       Stack           UPDATE_ROLLBACK_IN_PROGRESS                  stack:Root own
      120.000 Root Root       Stack           UPDATE_ROLLBACK_FAILED                       stack:Root own
      150.000 Root Root       Stack           UPDATE_ROLLBACK_IN_PROGRESS                  stack:Root own  User Initiated
      160.000 Root Root       Stack           UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS stack:Root own
      161.400 Root Connection generic         DELETE_IN_PROGRESS                           server:a   bare
      164.000 Root Connection generic         DELETE_COMPLETE                              server:a   bare
      165.000 Root Root       Stack           UPDATE_ROLLBACK_COMPLETE                     stack:Root own
      200.000 Root Root       Stack           UPDATE_IN_PROGRESS                           stack:Root own  User Initiated
      204.000 Root Connection connection      CREATE_IN_PROGRESS                           -          full
      207.000 Root Connection connection      CREATE_COMPLETE                              server:a   full
      210.000 Root Root       Stack           UPDATE_FAILED                                stack:Root own
      300.000 Root Root       Stack           DELETE_IN_PROGRESS                           stack:Root own  User Initiated
      302.188 Root Connection connection      DELETE_IN_PROGRESS                           server:a   full
      `,
    ),
    deletes: [deleteOf('Root/Connection/server:a')],
    status: 'SUCCESS',
    reason: /^kept: no completed deployment ever held it by this connection$/,
    disconnected: [],
  },
];

export const BESIDE_NEIGHBOURS: readonly Case[] = [...IN_THE_STACK, ...IN_ANOTHER_STACK, ...BEFORE];
