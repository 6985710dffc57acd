import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const names = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const environment = { ...process.env };
process.setMaxListeners(50); // each App waits for the end of the process

afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true, force: true });
});

test('all examples, and no others, are in the table', () => {
  const readme = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| \[(.+)\.ts\]/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(names);
});

describe.each(['eu-west-1', 'us-gov-west-1'])('in %s', (region) => {
  beforeAll(() => jest.resetModules());

  test.each(names)('%s declares servers, and names no partition', (name) => {
    const templates = synthesize(name, region);
    expect(templates.filter((text) => text.includes('Custom::MgnSourceServerConnection'))).not.toEqual([]);
    expect(templates.filter((text) => text.includes('arn:aws'))).toEqual([]);
  });
});

/** Loads the example as the cdk CLI does, by CDK_OUTDIR, and gives the text of all templates of its assembly. */
function synthesize(name: string, region: string): string[] {
  const assembly = join(folder, `${name}-${region}`);
  Object.assign(process.env, {
    CDK_OUTDIR: assembly,
    CDK_DEFAULT_ACCOUNT: '123456789012',
    CDK_DEFAULT_REGION: region,
  });
  require(join(EXAMPLES, name));
  return readdirSync(assembly, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => readFileSync(join(assembly, file), 'utf8'));
}
