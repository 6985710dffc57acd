import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts, Verdict } from '../../lambda/custody/facts';
import { decide, RULES } from '../../lambda/custody/rules';
import { STATUSES } from '../lambda/statuses';
import { DOCS } from './named-tests';

/* docs/how-it-decides.md has the rules of the decision: the same as the code, in the same order. */

const page = readFileSync(join(DOCS, 'how-it-decides.md'), 'utf8');

const rows = [...page.matchAll(/^\| (D\d+) \|(.*)\|$/gm)].map(([, id = '', cells = '']) => {
  const [own = '', and = '', outcome = ''] = cells.split('|').map((cell) => cell.trim());
  return { id, own, and, outcome };
});

type Predicate = (facts: Facts) => boolean;

const isOne = ({ own }: Facts) => /^(DELETE_IN_PROGRESS|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)$/.test(own);
const isRollingBack = (status = '') => /ROLLBACK.*_IN_PROGRESS$/.test(status);
const PAIRS = [
  ['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
  ['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
].map((pair) => pair.join());

/** What the page's words mean. */
const WORDS: Readonly<Record<string, Predicate>> = {
  '': () => true,
  any: () => true,
  'one of the two': isOne,
  'none of the two': (facts) => !isOne(facts),
  'own stack or root is rolling back': ({ own, root }) => isRollingBack(own) || isRollingBack(root),
  'no deployment held it by this connection when one last completed or was taken back': ({ history }) =>
    history?.held === false,
  'the connection is `DELETE_COMPLETE` or `DELETE_SKIPPED`': ({ history }) =>
    ['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(history?.status ?? ''),
  'the properties of the request retain it': ({ history }) => history?.retained === true,
  'not one deployment': ({ own, root, history }) =>
    root !== undefined && !(PAIRS.includes([own, root].join()) && history?.explained === true),
  'no completed deployment held it': ({ origin }) => origin?.held === false,
  'the connection is `DELETE_IN_PROGRESS`': ({ history }) => history?.status === 'DELETE_IN_PROGRESS',
  'the connection is not `DELETE_IN_PROGRESS`, or the events are older than the states': ({ history }) =>
    history?.status !== 'DELETE_IN_PROGRESS' || history.held === undefined,
  'the root cleans up': ({ own, root }) => (root ?? own) === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'the connection holds it again, by this operation or another id': ({ history }) => history?.regained === true,
  'a failed deployment gave it back to the connection, which had another id meanwhile': ({ history }) =>
    history?.givenBack === true,
  'the list of resources shows the connection as before': ({ holders }) => holders?.itself === true,
  'by this deployment': ({ holders }) => holders?.moved === true,
  'a deployment that did not complete has changed what becomes of the server': ({ history }) =>
    history?.policyChanged === true,
  'another connection holds it': ({ holders }) => holders?.other !== undefined,
};

const OUTCOMES: Readonly<Record<string, string>> = { kept: 'keep', unclear: 'unclear', '**disconnected**': 'release' };

function wordsOf({ own, and }: (typeof rows)[number]): Predicate[] {
  return [own, ...and.split('; ')].map((words) => {
    const predicate = WORDS[words];
    if (!predicate) throw new Error(`the test does not know what '${words}' means`);
    return predicate;
  });
}

test('the page and the code have the same rules, in the same order', () => {
  expect(rows.map(({ id, outcome }) => [id, OUTCOMES[outcome]])).toEqual(RULES.map(({ id, outcome }) => [id, outcome]));
});

test.each([undefined, ...STATUSES].map((root) => [root ? `the root is ${root}` : 'it is not nested', root]))(
  '%s, whatever the facts: the page and the code decide by the same rule',
  (_, root) => {
    const readable = rows.map((row) => ({ id: row.id, words: wordsOf(row) }));
    for (const facts of everything(root)) {
      const expected = readable.find(({ words }) => words.every((fits) => fits(facts)))?.id;
      const { rule } = decide(facts) as Verdict;
      if (rule !== expected) expect({ rule, ...facts }).toEqual({ rule: expected, ...facts });
    }
  },
);

/** The facts that a rule may ask for, each with every value that makes a difference. */
const CONNECTION = ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_SKIPPED', 'DELETE_FAILED', undefined];
const FLAGS = [
  'held',
  'explained',
  'regained',
  'givenBack',
  'retained',
  'policyChanged',
  'origin',
  'other',
  'moved',
  'itself',
  'shown',
];

const ASKED = CONNECTION.flatMap((status) =>
  Array.from({ length: 2 ** FLAGS.length }, (_, bits) => {
    const is = (flag: string) => (bits & (1 << FLAGS.indexOf(flag))) > 0;
    // what is held is known only where the events are as new as the states
    if (is('held') && !is('shown')) return [];
    const history = {
      held: is('shown') ? is('held') : undefined,
      status,
      explained: is('explained'),
      regained: is('regained'),
      givenBack: is('givenBack'),
      retained: is('retained'),
      policyChanged: is('policyChanged'),
    };
    const other = is('other') ? 'Other' : undefined;
    const holders = { other, moved: is('moved'), itself: is('itself'), fresh: true };
    return [{ history, origin: { held: is('origin') }, holders }];
  }).flat(),
);

function* everything(root: string | undefined): Generator<Facts> {
  for (const own of STATUSES) for (const asked of ASKED) yield { own, root, ...asked };
}

test('the page is short: at most 80 lines', () => {
  expect(page.split('\n').length).toBeLessThanOrEqual(80);
});

test('the chart leads to every rule, and says of each what the table says', () => {
  const [chart = ''] = /```mermaid[\s\S]*?```/.exec(page) ?? [];
  const told = [...chart.matchAll(/(kept|unclear|disconnected): ((?:D\d+(?:, )?)+)/g)].flatMap(
    ([, outcome, ids = '']) => [...ids.matchAll(/D\d+/g)].map(([id]) => [id, outcome]),
  );
  const expected = rows.map(({ id, outcome }) => [id, outcome.replaceAll('*', '')]);
  expect(told.toSorted()).toEqual(expected.toSorted());
});
