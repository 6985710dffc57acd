import { RESOURCE_TYPE } from '../../lib/private/contract';
import * as custom from '../../local-aws/test/recordings/tables/custom-resources';
import * as native from '../../local-aws/test/recordings/tables/native-resources';
import * as nested from '../../local-aws/test/recordings/tables/nested-stacks';
import { type Case, deleteOf } from './case';
import { IN_ONE_STACK } from './one-stack';
import { replay } from './replay';
import { composed, GENERIC } from './table';

/* Which type the request of a clean-up has, nobody has recorded: the function takes the declared one and the generic one. */

const GATE = 'Custom::MgnRemovalGate';
const SERVER = 's-0000000000000000a';

/** The server is CUTOVER, so that the guard is not met. */
const GUARDED = {
  Guards: { Provider: [{ Kind: 'LifeCycleStates', States: ['READY_FOR_CUTOVER'] }] },
  Servers: [{ Server: SERVER, Provider: 'Provider' }],
};

const PARTS = [custom.creation, custom.updateRolledBack, native.conditionRemoves, nested.deletionOfRoot];

const CREATION = `
    0.000 Root Root       Stack      CREATE_IN_PROGRESS stack:Root       own  User Initiated
    4.273 Root Connection connection CREATE_IN_PROGRESS -                full
    8.250 Root Connection connection CREATE_IN_PROGRESS server:a         full Resource creation Initiated
    8.956 Root Connection connection CREATE_COMPLETE    server:a         full
    9.000 Root Gate       ${GATE}    CREATE_IN_PROGRESS -                full
   12.000 Root Gate       ${GATE}    CREATE_IN_PROGRESS mgn-removal-gate full Resource creation Initiated
   12.300 Root Gate       ${GATE}    CREATE_COMPLETE    mgn-removal-gate full
   18.205 Root Root       Stack      CREATE_COMPLETE    stack:Root       own
`;

function gateIn(phase: string, resourceType: string): Case {
  return {
    title: phase,
    table: composed(PARTS, CREATION + phase),
    deletes: [deleteOf('Root/Gate/mgn-removal-gate', { resourceType, properties: GUARDED })],
    status: 'SUCCESS',
    reason: /./,
    disconnected: [],
  };
}

test.each([GATE, GENERIC])('a gate whose Delete has the type %s holds the deletion of its stack', async (type) => {
  const deletion = `
    900.000 Root Root Stack   DELETE_IN_PROGRESS stack:Root       own  User Initiated
    902.188 Root Gate ${GATE} DELETE_IN_PROGRESS mgn-removal-gate full
  `;
  const { answers, disconnected } = await replay(gateIn(deletion, type));
  expect({ answers, disconnected }).toMatchObject({ answers: [{ Status: 'FAILED' }], disconnected: [] });
  expect(answers[0]?.Reason).toMatch(/^removal guards are not met, nothing was disconnected: /);
  expect(answers[0]?.PhysicalResourceId).toBe('mgn-removal-gate');
});

test.each([
  ['completed', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', GATE],
  ['completed', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', GENERIC],
  ['rolled back', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', GATE],
  ['rolled back', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', GENERIC],
])('in the clean-up of an update that is %s, %s, a gate whose Delete has the type %s goes', async (_, status, type) => {
  const cleanUp = `
    900.000 Root Root Stack   UPDATE_IN_PROGRESS stack:Root       own  User Initiated
    908.000 Root Root Stack   ${status}          stack:Root       own
    909.407 Root Gate generic DELETE_IN_PROGRESS mgn-removal-gate bare
  `;
  const { answers } = await replay(gateIn(cleanUp, type));
  expect(answers).toMatchObject([
    { Status: 'SUCCESS', Reason: expect.stringMatching(/^the removal guards let it pass/) },
  ]);
});

test.each([RESOURCE_TYPE, GENERIC])(
  'a connection whose Delete has the type %s is removed all the same',
  async (type) => {
    const [removal] = IN_ONE_STACK as readonly [Case];
    const deletes = removal.deletes.map((requested) => ({ ...requested, resourceType: type }));
    expect(await replay({ ...removal, deletes })).toMatchObject({
      answers: [{ Status: 'SUCCESS' }],
      disconnected: ['a'],
    });
  },
);
