import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../local-aws/src';
import { cdk } from '../testing/cdk-cli';
import { fleet } from './test/apps/fleet';
import { synthesize } from './test/apps/migration';
import { JumpingAccount } from './test/jumping/aws';
import { Tool } from './test/tool';

/*
 * npm run docs:plan: the output in docs/plan.md, docs/record.md and docs/probe.md, made by the tool itself. The app of
 * cli/test/apps is deployed on a local AWS as it was before a change; then each command of the first page is run, and what
 * it prints is put below it. The change comes before those of the second. A command of the third may have a switch of the
 * local AWS before it.
 */

const BLOCK = /(<!-- (?:(\w+) (\w+): )?(mgn-disconnect .*?) -->\n```\w*\n)[\s\S]*?(```)/g;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plan-docs-'));
  const aws = await startLocalAws({ servers: fleet(Date.now()), onNotice: () => {} });
  const assemblies = [synthesize(1), synthesize(2)] as const;
  try {
    await cdk(aws, ['deploy', '--all', '--require-approval', 'never', '--app', assemblies[0]]);
    symlinkSync(assemblies[0], join(folder, 'main.out'));
    symlinkSync(assemblies[1], join(folder, 'cdk.out'));
    symlinkSync(join(__dirname, '..', 'node_modules'), join(folder, 'node_modules'));
    copyFileSync(join(__dirname, 'test', 'apps', 'intake.csv'), join(folder, 'intake.csv'));
    writeFileSync(join(folder, 'cdk.json'), '{ "app": "cdk.out" }');
    const tool = new Tool(aws, folder);
    await fill('plan.md', tool, aws);
    await cdk(aws, ['deploy', 'Web', '--require-approval', 'never', '--app', assemblies[1]]);
    await cdk(aws, ['destroy', 'Data', '--force', '--app', assemblies[0]]);
    await fill('record.md', tool, aws);
    await fillProbe();
  } finally {
    await aws.stop();
    for (const one of [folder, ...assemblies]) rmSync(one, { recursive: true, force: true });
  }
}

/** On a clock that jumps: what it tells takes hours. */
async function fillProbe(): Promise<void> {
  const account = await JumpingAccount.open([{ sourceServerID: 's-3053c1c3b7d8bd4e0' }]);
  await fill('probe.md', account.tool, account.aws);
  await account.close();
}

/** Puts below each command of a page what it prints. */
async function fill(name: string, tool: Tool, aws: LocalAws): Promise<void> {
  const file = join(__dirname, '..', 'docs', name);
  const page = readFileSync(file, 'utf8');
  const outputs = new Map<string, string>();
  for (const [, head = '', name, position, command = ''] of page.matchAll(BLOCK)) {
    if (name) Object.assign(aws.cloudFormationBehaviour, { [name]: position });
    outputs.set(head, await outputOf(tool, command));
  }
  writeFileSync(
    file,
    page.replace(BLOCK, (_, head, _name, _position, _command, end) => `${head}${outputs.get(head)}${end}`),
  );
}

/** What a terminal would show, with the command and its exit code. */
async function outputOf(tool: Tool, command: string): Promise<string> {
  const { code, stdout, stderr } = await tool.run(...command.split(' ').slice(1));
  if (stdout === '') throw new Error(`${command}\n${stderr}`);
  const shown = command.includes('--json') ? `${stdout.split('\n').slice(0, 46).join('\n')}\n…\n` : stdout;
  return `$ ${command}\n${shown}$ echo $?\n${code}\n`;
}

void main();
