import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { startCdk } from '../cdk-cli';

/* Runs commands of the cdk CLI with the app of cdk-app.ts, and looks at the stacks. */

export const folder = mkdtempSync(join(tmpdir(), 'clients-cdk-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
export const cloudFormation = new CloudFormation({ maxAttempts: 1 });
const appOf = (file: string) => `node --import ${pathToFileURL(require.resolve('tsx'))} ${join(__dirname, file)}`;

/** Starts it; `seen` waits until a pattern has been printed so many times. */
export function start(command: string, cwd = process.cwd(), app = 'cdk-app.ts') {
  const args = [...command.split(' '), '--app', appOf(app), '--output', join(folder, 'cdk.out')];
  const cdk = startCdk(args, { cwd });
  const seen = async (pattern: RegExp, times: number) => {
    for (
      const begin = Date.now();
      [...cdk.output().matchAll(new RegExp(pattern, 'g'))].length < times;
      await sleep(50)
    ) {
      const problem = cdk.child.exitCode !== null ? 'it ended' : Date.now() - begin > 60_000 && 'not seen in a minute';
      if (problem) assert.fail(`cdk ${command}: ${pattern}: ${problem}\n${cdk.output()}`);
    }
  };
  return { ...cdk, seen };
}

/** Runs commands with an app, and returns what they print. */
export const cdkOf = (app: string) =>
  async function run(command: string, expectedCode = 0): Promise<string> {
    const { ended, output } = start(command, process.cwd(), app);
    const code = await ended;
    assert.equal(code, expectedCode, `cdk ${command}: exit code ${code}\n${output()}`);
    return output();
  };

export const cdk = cdkOf('cdk-app.ts');

export const deploy = (rest: string, expectedCode = 0) => cdk(`deploy --require-approval never ${rest}`, expectedCode);

/** The newest stack of each name, deleted ones too. */
export async function statuses(): Promise<Record<string, string>> {
  const { StackSummaries = [] } = await cloudFormation.listStacks({});
  const oldestFirst = StackSummaries.filter(({ RootId }) => !RootId).reverse();
  return Object.fromEntries(oldestFirst.map(({ StackName, StackStatus }) => [StackName, StackStatus]));
}

export async function expectStatus(expected: Record<string, string>): Promise<void> {
  const actual = await statuses();
  const asked = Object.fromEntries(Object.keys(expected).map((name) => [name, actual[name] ?? 'none']));
  assert.deepEqual(asked, expected);
}

export async function describe(StackName: string) {
  const { Stacks = [] } = await cloudFormation.describeStacks({ StackName });
  return Stacks[0];
}

export async function statusesInEvents(StackName: string): Promise<(string | undefined)[]> {
  const { StackEvents = [] } = await cloudFormation.describeStackEvents({ StackName });
  const ofStack = StackEvents.filter(({ PhysicalResourceId, StackId }) => PhysicalResourceId === StackId);
  return ofStack.reverse().map(({ ResourceStatus }) => ResourceStatus);
}

interface Call {
  readonly outcome: string;
}

export const calls = async (): Promise<Call[]> =>
  (await (await fetch(`${process.env.AWS_ENDPOINT_URL}/_local/calls`)).json()) as Call[];

/** What the local AWS does not have. */
export const isUnserved = ({ outcome }: Call) => /^(NotImplemented|Unknown|InvalidAction|Internal)/.test(outcome);
