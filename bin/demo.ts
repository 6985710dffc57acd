import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DescribeSourceServersCommand, MgnClient } from '@aws-sdk/client-mgn';
import { type LocalAws, startLocalAws } from '../local';
import { FLEET, STEPS, type Step } from './demo/steps';
import { bold, dim, green, print, progress, red, table, wrap, yellow } from './demo/terminal';

/*
 * npm run demo: the unmodified cdk CLI creates, changes, fails to change and destroys a stack on the local AWS, and
 * after each step the states of the servers are shown and compared with what the design says.
 */

type States = Map<string, { hostname: string; lifeCycle: string; replication: string }>;

async function main(): Promise<void> {
  const started = Date.now();
  const aws = await startLocalAws({ servers: FLEET });
  print(bold('cdk-mgn-disconnect'));
  print(wrap(`A CDK app with source servers goes through its life on a local AWS (${aws.url}), by the real cdk CLI.`));
  try {
    const failures = await runSteps(aws);
    summarize(failures, Math.round((Date.now() - started) / 1000));
    if (process.argv.includes('--keep')) await keep(aws);
    process.exitCode = failures.size === 0 ? 0 : 1;
  } finally {
    await aws.stop();
  }
}

/** Returns the steps that went wrong, and how. */
async function runSteps(aws: LocalAws): Promise<Map<Step, string>> {
  const failures = new Map<Step, string>();
  let before = await states(aws);
  for (const [index, step] of STEPS.entries()) {
    print(`\n${bold(`${index + 1}. ${step.title}`)}`);
    const { code, output } = await cdk(aws, step);
    const after = await states(aws);
    showServers(before, after);
    const problem = findProblem(step, code, after);
    if (problem) {
      failures.set(step, problem);
      print(red(wrap(problem)));
      print(dim(output.trim().split('\n').slice(-25).join('\n')));
    } else print(green(wrap(step.why)));
    before = after;
  }
  return failures;
}

async function cdk(aws: LocalAws, step: Step): Promise<{ code: number; output: string }> {
  const context = Object.entries(step.context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const flags = step.command === 'deploy' ? ['--require-approval', 'never'] : ['--force'];
  const app = ['--app', 'node --import tsx bin/demo/app.ts', '--output', join('cdk.out', 'demo')];
  const args = [step.command, ...flags, ...app, ...context, '--no-notices', '--no-color', '--ci'];
  const done = progress(`cdk ${step.command} ${context.join(' ')}`.slice(0, 94));
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args], {
    env: { ...process.env, ...aws.environment(), CDK_DISABLE_CLI_TELEMETRY: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  done();
  return { code, output };
}

async function states(aws: LocalAws): Promise<States> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION } = aws.environment();
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const mgn = new MgnClient({ endpoint: aws.url, region: AWS_REGION, credentials });
  const { items = [] } = await mgn.send(new DescribeSourceServersCommand({ filters: {} }));
  return new Map(
    items.map((item) => [
      item.sourceServerID ?? '',
      {
        hostname: item.sourceProperties?.identificationHints?.hostname ?? '',
        lifeCycle: item.lifeCycle?.state ?? '',
        replication: item.dataReplicationInfo?.dataReplicationState ?? '',
      },
    ]),
  );
}

function showServers(before: States, after: States): void {
  const rows = [...after].map(([id, { hostname, lifeCycle, replication }]) => {
    const change = before.get(id)?.replication === replication ? '' : `was ${before.get(id)?.replication}`;
    return [hostname, id, lifeCycle, replication, change];
  });
  print(
    table(['server', 'id', 'life cycle', 'replication', ''], rows, (row, line) => {
      if (row[4]) return yellow(line);
      return row[3] === 'DISCONNECTED' ? dim(line) : line;
    }),
  );
}

function findProblem(step: Step, code: number, after: States): string | undefined {
  if ((code === 0) !== step.succeeds)
    return `cdk ${step.command} was expected to ${step.succeeds ? 'succeed' : 'fail'}.`;
  const wrong = [...after].filter(
    ([id, { replication }]) => step.connected.includes(id) === (replication === 'DISCONNECTED'),
  );
  return wrong.length > 0 ? `In the wrong state: ${wrong.map(([id]) => id).join(', ')}.` : undefined;
}

function summarize(failures: Map<Step, string>, seconds: number): void {
  print(`\n${bold('Summary')}`);
  for (const step of STEPS) {
    print(
      `  ${failures.has(step) ? red('wrong') : green('ok   ')}  ${step.title}${step.succeeds ? '' : dim(' (it must fail)')}`,
    );
  }
  const verdict = failures.size === 0 ? 'every server is in the state the design says' : `${failures.size} wrong`;
  print(`  ${STEPS.length} steps in ${seconds} s: ${verdict}`);
}

async function keep(aws: LocalAws): Promise<void> {
  print(`\n${bold('The local AWS goes on')} at ${aws.url} until Ctrl-C. In another shell:`);
  for (const [name, value] of Object.entries(aws.environment())) print(`  export ${name}=${value}`);
  print(
    `  aws mgn describe-source-servers --query 'items[].[sourceServerID,dataReplicationInfo.dataReplicationState]'`,
  );
  print(`  aws cloudformation describe-stack-events --stack-name Migration`);
  print(`  curl ${aws.url}/_local/calls`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

main().catch((error) => {
  print(red(error.stack));
  process.exitCode = 1;
});
