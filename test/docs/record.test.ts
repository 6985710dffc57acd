import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeptReason } from '../../lib';
import { METRICS, NAMESPACE } from '../../lib/private/contract';
import { jsonPattern } from '../../local-aws/src/logs/json-pattern';

/* docs/record.md and docs/record.schema.json say the same as the code. */

const docs = join(__dirname, '../../docs');
const page = readFileSync(join(docs, 'record.md'), 'utf8');
const { properties } = JSON.parse(readFileSync(join(docs, 'record.schema.json'), 'utf8'));
const query = /```\n(filter [\s\S]*?)```/.exec(page)?.[1] ?? '';

test('the query of Logs Insights asks for members that lines have, and for values of theirs', () => {
  const [, member = '', value] = /filter (\w+) = "(\w+)"/.exec(query) ?? [];
  expect(properties[member].enum).toContain(value);
  const asked = [...query.matchAll(/(?:earliest|latest)\((\w+)\)| by (\w+)/g)].map(([, field, key]) => field ?? key);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !(name && name in properties))).toEqual([]);
});

test('the patterns of metric filters are such, and ask for values that there are', () => {
  const patterns = [...page.matchAll(/`(\{ \$.*? \})`/g)].map(([, pattern = '']) => pattern);
  expect(patterns).toHaveLength(2);
  for (const pattern of patterns) expect(() => jsonPattern(pattern)).not.toThrow();
  for (const [, member = '', value] of patterns.join().matchAll(/\$\.(\w+) = "(\w+)"/g))
    expect(properties[member].enum).toContain(value);
});

test('the reasons and the metrics are those of the library', () => {
  expect(properties.keptBecause.enum.sort()).toEqual(Object.values(KeptReason).sort());
  const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| `provider\.metric/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.keys(METRICS));
  expect(page).toContain(`\`${NAMESPACE}\``);
  expect(Object.keys(METRICS).filter((name) => !(name in properties))).toEqual([]);
});

test('every decision that the schema knows is on the page', () => {
  expect(properties.decision.enum.filter((one: string) => !page.includes(`\`${one}\``))).toEqual([]);
});
