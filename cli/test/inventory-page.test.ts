import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleet } from './apps/fleet';
import { LocalTool } from './tool';

/* docs/plan.md shows what the tool prints: npm run docs:plan writes it. Of these commands nothing depends on the time. */

const FILE = join(__dirname, 'apps', 'intake.csv');
const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'plan.md'), 'utf8');
const SHOWN = [...PAGE.matchAll(/<!-- mgn-disconnect (inventory .*?) -->\n```text\n([\s\S]*?)```/g)].map(
  ([, command = '', output = '']) => [command, output] as const,
);

let tool: LocalTool;
beforeAll(async () => {
  tool = await LocalTool.start({ servers: fleet(0) });
  copyFileSync(FILE, join(tool.folder, 'intake.csv'));
});
afterAll(() => tool.stop());

test.each(SHOWN)('the page shows what %s prints', async (command, output) => {
  const { code, stdout } = await tool.run(...command.split(' '));
  expect(`$ mgn-disconnect ${command}\n${stdout}$ echo $?\n${code}\n`).toBe(output);
});

test('the page shows a file without ids, and how they are found', () => {
  expect(SHOWN.map(([command]) => command)).toContainEqual(expect.stringContaining('--match intake.csv'));
  expect(PAGE).toContain(readFileSync(FILE, 'utf8'));
});
