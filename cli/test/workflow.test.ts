import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MARKER } from '../src/plan/markdown';

const file = readFileSync(join(__dirname, '..', '..', 'examples', 'github-actions', 'plan.yml'), 'utf8');

test('the workflow finds its comment by the marker that a plan begins with', () => {
  const { jobs } = parse(file);
  const scripts: string[] = jobs.plan.steps.map(({ run = '' }: { run?: string }) => run);
  expect(scripts.filter((script) => script.includes(`startswith("${MARKER}")`))).toHaveLength(1);
  expect(scripts.filter((script) => script.includes('mgn-disconnect plan --at-most'))).toHaveLength(1);
});
