import { RULES } from '../../lambda/custody/rules';
import { KeptReason } from '../../lib';

test.each(RULES)('rule $id ($outcome) has a reason to be counted by if it keeps a server, and else none', (rule) => {
  const reasons: (string | undefined)[] = rule.outcome === 'keep' ? Object.values(KeptReason) : [undefined];
  expect(reasons).toContain(rule.because);
});

test('every reason is one of a rule, but for that of requests for which no rule is asked', () => {
  const reasons = new Set(RULES.map(({ because }) => because));
  expect(Object.values(KeptReason).filter((reason) => !reasons.has(reason))).toEqual([KeptReason.NOT_A_CONNECTION]);
});
