import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLES, synthesizeExample } from '../../testing/examples';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('all examples, and no others, are in the table', () => {
  const readme = readFileSync(join(__dirname, '..', '..', 'examples', 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| \[(.+)\.ts\]/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(EXAMPLES);
});

describe.each(['eu-west-1', 'us-gov-west-1'])('in %s', (region) => {
  test.each(EXAMPLES)('%s declares servers, and names no partition', (name) => {
    const templates = synthesize(name, region);
    expect(templates.filter((text) => text.includes('Custom::MgnSourceServerConnection'))).not.toEqual([]);
    expect(templates.filter((text) => text.includes('arn:aws'))).toEqual([]);
  });
});

/** The text of all templates of an example's assembly. */
function synthesize(name: string, region: string): string[] {
  const assembly = join(folder, `${name}-${region}`);
  synthesizeExample(name, assembly, region);
  return readdirSync(assembly, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => readFileSync(join(assembly, file), 'utf8'));
}
