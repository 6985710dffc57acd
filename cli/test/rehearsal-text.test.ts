import type { Rehearsal } from '../src/rehearse/rehearse';
import { rehearsalText } from '../src/rehearse/text';

/* What a rehearsal tells of the function's decisions. */

const PAGE = { width: 200, paint: (_: string, text: string) => text } as unknown as Parameters<typeof rehearsalText>[1];

test('a refusal that a clean-up meets three times is told once, with how often', () => {
  const told = rehearsalText(rehearsalOf(['not met', 'not met', 'not met', 'a job runs']), PAGE);
  expect(told.match(/failed: not met/g)).toHaveLength(1);
  expect(told).toContain('failed: not met (3 times)');
  expect(told).toMatch(/failed: a job runs(?! \()/);
});

function rehearsalOf(reasons: readonly string[]): Rehearsal {
  const decisions = reasons.map((reason, second) => ({
    ...{ server: 's-0000000000000000a', hostname: 'web-01', decision: 'failed', reason, requestType: 'Delete' },
    timestamp: `2026-01-01T00:00:0${second}Z`,
  }));
  const acts = [{ command: 'cdk deploy', code: 1, seconds: 1, decisions }];
  return { acts, inertTypes: [], connected: [], endpoint: 'http://127.0.0.1:1', calls: 1, notices: [] };
}
