import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudFormationBehaviour,
  cloudFormationChoices,
  cloudFormationDefaults,
} from '../../../local-aws/src/cloudformation/behaviour';
import { failedCreationDeleted, updateRolledBack } from '../../../local-aws/test/recordings/tables/custom-resources';
import { length } from '../../../testing/length';
import { judge, probeExitCode } from '../../src/probe/judge';
import { typesInDeletion } from '../../src/probe/observations';
import { ROWS, SCENARIOS } from '../../src/probe/scenarios';
import { ProbeWorld, rowsOf, told } from './world';

/* What the probe says of the local AWS. Its switches stand for everything that another account may do. */

const page = (...path: string[]) => readFileSync(join(__dirname, '..', '..', '..', ...path), 'utf8');

/** The rows that each position changes, in the words of the probe; every other row is as relied on. */
const POSITIONS: readonly (readonly [
  name: keyof CloudFormationBehaviour,
  position: unknown,
  rows: readonly string[],
])[] = [
  ['listedWhileDeleted', 'as before', ['P22: differs: CREATE_COMPLETE']],
  // what is not listed shows no type
  ['listedWhileDeleted', 'not at all', ['P60-list: not seen', 'P22: differs: not there']],
  [
    'customTypeInCleanUp',
    'as declared',
    ['P60: differs: Custom::MgnDisconnectProbe', 'P60-back: differs: Custom::MgnDisconnectProbe'],
  ],
  [
    'listedTypeInCleanUp',
    'AWS::CloudFormation::CustomResource',
    ['P60-list: differs: AWS::CloudFormation::CustomResource'],
  ],
  ['controlCharacters', 'replace', ['P29: differs: can be read']],
  ['siblingTimes', 'equal', ['P61: differs: one time']],
  ['nestedCleanUpTold', 'at its beginning too', ['P63: differs: at its beginning too']],
  ['requestIdOfRetry', 'same', ['R4: differs: one id']],
  ['deleteAnsweredWithOtherId', 'fails', ['R14: differs: DELETE_FAILED']],
  ['deletionPolicyAlone', 'is an update', ['P34: differs: UPDATE_COMPLETE']],
  ['failedCreationsGo', 'in its clean-up', ['S6: differs: UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']],
  ['creationTakenBack', 'by a deletion', ['S6b: differs: DELETE_IN_PROGRESS']],
  ['propertiesOfNewId', 'old', ['S8: differs: UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, N = "1"']],
  ['propertiesAfterFailedUpdate', 'last good', ['P27: differs: N = "1"']],
  // the update that would leave the id fails before it does
  ['replacementByAnswer', 'fails', ['P24: not seen', 'P54: differs: UPDATE_FAILED']],
  ['idInUpdateBack', 'new', ['P30: differs: id 2']],
  ['deleteOfRegainedId', 'comes', ['P24: differs: id 1 and 2']],
  ['forcedDeletion', 'leaves behind', ['S11: differs: no more, and ends in DELETE_COMPLETE']],
  ['expressDeletions', 'after completion', ['P59: differs: UPDATE_COMPLETE']],
  [
    'newNestedStackGoesIn',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    ['N4: differs: DELETE_IN_PROGRESS in a root in UPDATE_ROLLBACK_IN_PROGRESS'],
  ],
  ['answersReadAfterMs', 500, ['R12: differs: ROLLBACK_COMPLETE']],
  // the function waits it out, so it counts as relied on
  ['describeLagMs', 3_000, []],
  ['listLagMs', 3_000, []],
  // a list as late as that shows what was new when something is deleted
  ['listLagMs', 14_000, ['P22: differs: CREATE_IN_PROGRESS and DELETE_IN_PROGRESS', 'P28: differs: after 15 s']],
  ['deletionsBeginAfterMs', 1_500, []],
  ['parentLearnsAfterMs', 5_000, []],
];

/** Most rows rest on these. `npm run test:long` takes all scenarios in each position. */
const ALWAYS = ['removal', 'failed-update'];

/** Those that a position may touch, beside the rows named: what is nested is where the pauses of parents show. */
const TOUCHED: Partial<Record<keyof CloudFormationBehaviour, readonly string[]>> = {
  parentLearnsAfterMs: ['nested-removed', 'nested-resource-removed', 'nested-moved'],
};

function scenariosOf(name: keyof CloudFormationBehaviour, rows: readonly string[]): string[] {
  const ids = rows.map((row) => row.split(':')[0]);
  const touched = ROWS.filter((row) => row.switch === name || ids.includes(row.id)).map(({ scenario }) => scenario);
  return [...ALWAYS, ...touched, ...(TOUCHED[name] ?? [])];
}

test('on the local AWS every row is as relied on', async () => {
  const judged = await (await ProbeWorld.start()).judged();
  expect(judged.map(told)).toEqual(ROWS.map(({ id }) => `${id}: as relied on`));
  expect(probeExitCode(judged)).toBe(0);
});

test.each(POSITIONS)('%s %s: the probe names the rows that this changes', async (name, position, rows) => {
  const world = await ProbeWorld.start();
  Object.assign(world.aws.cloudFormationBehaviour, { [name]: position });
  const judged = await world.judged(length(0, 1) === 1 ? undefined : scenariosOf(name, rows));
  expect(judged.map(told).filter((row) => !row.endsWith(': as relied on'))).toEqual(rows);
  const differs = rows.some((row) => row.includes(': differs'));
  expect(probeExitCode(judged)).toBe(differs ? 2 : 0);
});

test('where CloudFormation throttles, the probe waits', async () => {
  const world = await ProbeWorld.start();
  world.aws.cloudFormationBehaviour.requestsPerSecond = 3;
  const { recordings } = await world.probe(['removal', 'rename', 'failed-update'], { sideBySide: 3 });
  expect(judge(recordings, rowsOf(recordings)).filter(({ verdict }) => verdict !== 'as relied on')).toEqual([]);
  expect(world.aws.calls().some(({ outcome }) => outcome === 'Throttling')).toBe(true);
});

test('each position of each switch is in the table, and is told by a row of its own', () => {
  const positions = Object.entries(cloudFormationChoices).flatMap(([name, choices]) =>
    choices
      .filter((one) => one !== cloudFormationDefaults[name as keyof CloudFormationBehaviour])
      .map((one) => `${name} ${one}`),
  );
  expect(POSITIONS.map(([name, position]) => `${name} ${position}`)).toEqual(expect.arrayContaining(positions));
  for (const name of Object.keys(cloudFormationChoices))
    expect(ROWS.filter((row) => row.switch === name).map(({ id }) => id)).not.toEqual([]);
});

/** Switches of times, which no row is about. */
const OF_TIMES = ['requestsPerSecond', 'describeLagMs', 'listLagMs', 'deletionsBeginAfterMs', 'parentLearnsAfterMs'];

test('a switch without a row changes nothing but times, and a row without a switch is of what AWS tells', () => {
  const switches = Object.keys(cloudFormationDefaults);
  const withoutRow = switches.filter((name) => !ROWS.some((row) => row.switch === name));
  expect(withoutRow.sort()).toEqual([...OF_TIMES].sort());
  const checklist = page('local-aws', 'CHECKLIST.md');
  const untold = ROWS.filter((row) => row.switch === undefined).filter(({ id }) => {
    const line = checklist.split('\n').find((one) => one.startsWith(`| ${id.split('-')[0]} |`));
    return !line || !/documented|recorded|reported/.test(line);
  });
  // the lag of answers is unknown: the switches of times make them late
  expect(untold.map(({ id }) => id)).toEqual(['P21', 'P28']);
});

/** What the rules rest on and no stack can show on demand. */
const NOT_ASKED = [
  // events that come twice or late, and throttling: the probe meets them only by chance, and waits
  ...['C11', 'L9', 'P23'],
  // changes of permissions that come late: the probe's function needs none
  'I4',
  // no id in an answer: the function always gives one
  'R6',
  // MGN is not called
  ...['M9', 'M17'],
];

test('what a rule rests on has a row that names the rule', () => {
  const { rules } = JSON.parse(page('docs', 'proofs.json')) as { rules: Record<string, { restsOn: string[] }> };
  const rested = Object.entries(rules).flatMap(([rule, { restsOn }]) => restsOn.map((id) => `${id} ${rule}`));
  const named = ROWS.flatMap((row) => row.rules.map((rule) => `${row.id.split('-')[0]} ${rule}`));
  const asked = rested.filter((one) => !NOT_ASKED.includes(one.split(' ')[0] as string));
  expect(asked.filter((one) => !named.includes(one))).toEqual([]);
  expect(ROWS.flatMap((row) => row.rules).filter((rule) => !rules[rule])).toEqual([]);
});

test('every row has a scenario, every scenario a row, and every row an id of its own', () => {
  const scenarios = SCENARIOS.map(({ id }) => id);
  expect([...new Set(ROWS.map(({ scenario }) => scenario))].sort()).toEqual([...scenarios].sort());
  expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
});

test('the recordings of 2020 would have told that a clean-up shows another type', () => {
  expect(typesInDeletion(updateRolledBack as never, 'Application', /ROLLBACK/)).toBe(
    ROWS.find(({ id }) => id === 'P60-back')?.expected,
  );
  expect(typesInDeletion(failedCreationDeleted as never, 'Application', /^DELETE_/)).toBe('Custom::Application');
});
