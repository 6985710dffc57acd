import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local-aws/src';
import { fleet } from './apps/fleet';
import { Tool } from './tool';

/* docs/plan.md shows what the tool prints: npm run docs:plan writes it. Of these commands nothing depends on the time. */

const FILE = join(__dirname, 'apps', 'intake.csv');
const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'plan.md'), 'utf8');
const SHOWN = [...PAGE.matchAll(/<!-- mgn-disconnect (inventory .*?) -->\n```text\n([\s\S]*?)```/g)].map(
  ([, command = '', output = '']) => [command, output] as const,
);

let aws: LocalAws;
let tool: Tool;
beforeAll(async () => {
  aws = await startLocalAws({ servers: fleet(0), onNotice: () => {} });
  tool = new Tool(aws);
  copyFileSync(FILE, join(tool.folder, 'intake.csv'));
});
afterAll(async () => {
  await aws.stop();
  rmSync(tool.folder, { recursive: true, force: true });
});

test.each(SHOWN)('the page shows what %s prints', async (command, output) => {
  const { code, stdout } = await tool.run(...command.split(' '));
  expect(`$ mgn-disconnect ${command}\n${stdout}$ echo $?\n${code}\n`).toBe(output);
});

test('the page shows a file without ids, and how they are found', () => {
  expect(SHOWN.map(([command]) => command)).toContainEqual(expect.stringContaining('--match intake.csv'));
  expect(PAGE).toContain(readFileSync(FILE, 'utf8'));
});
