import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeSourceServersCommand, MgnClient } from '@aws-sdk/client-mgn';
import { App } from 'aws-cdk-lib';
import { type LocalAws, startLocalAws } from '../local-aws/src';
import { killGroup } from '../local-aws/src/kernel/processes';
import { FLEET } from './demo/fleet';
import { interruption } from './demo/interruption';
import { migration } from './demo/migration';
import { showRecord } from './demo/record';
import { STEPS, type Step } from './demo/steps';
import { bold, dim, green, print, progress, red, table, width, wrap, yellow } from './demo/terminal';

/*
 * npm run demo: the unmodified cdk CLI creates, changes, fails to change and destroys a stack on the local AWS, and
 * after each step the states of the servers are shown and compared with what the design says.
 */

/** Where the app of the demo is, with its cdk.json. */
const FOLDER = join(__dirname, 'demo');
const ASSEMBLIES = join(__dirname, '..', 'cdk.out', 'demo');

/** The cdk CLI is compiled once for all steps. */
const COMPILED = { NODE_OPTIONS: `--require=${join(__dirname, '..', 'scripts', 'compile-cache.cjs')}` };

type States = Map<string, { id: string; lifeCycle: string; replication: string }>;

// which Node versions the SDK will drop says nothing of the servers
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<number> {
  const started = Date.now();
  const end = interruption();
  const notices: string[] = [];
  const aws = await startLocalAws({ servers: FLEET, onNotice: (notice) => notices.push(notice) });
  try {
    print(bold('cdk-mgn-disconnect'));
    print(
      wrap(`A CDK app with source servers goes through its life on a local AWS (${aws.url}), by the real cdk CLI.`),
    );
    print(
      wrap(`The commands are run in the folder ${relative('', FOLDER)}; its app is synthesized once for each step.`),
    );
    const failures = await runSteps(aws, end);
    await showRecord(aws);
    summarize(failures, Math.round((Date.now() - started) / 1000));
    for (const notice of notices) print(dim(wrap(notice)));
    if (process.argv.includes('--keep')) await keep(aws, end);
    return failures.size === 0 ? 0 : 1;
  } catch (error) {
    if (!end.aborted) throw error;
    print(yellow('  interrupted; the local AWS and its stacks are gone'));
    return 130;
  } finally {
    await aws.stop();
  }
}

/** Returns the steps that went wrong, and how. */
async function runSteps(aws: LocalAws, end: AbortSignal): Promise<Map<Step, string>> {
  const failures = new Map<Step, string>();
  let before = await states(aws);
  for (const [index, step] of STEPS.entries()) {
    print(`\n${bold(`${index + 1}. ${step.title}`)}`);
    if (step.planned) await plan(aws, step, end);
    const output = await cdk(aws, step, end);
    const [after, status] = [await states(aws), await stackStatus(aws)];
    print(`    the stack is ${status}`);
    showServers(before, after);
    const reason = step.reason?.exec(output)?.[0];
    if (reason) print(yellow(wrap(reason)));
    const problem = findProblem(step, status, after, reason);
    if (problem) {
      failures.set(step, problem);
      print(red(wrap(problem)));
      print(dim(output.trim().split('\n').slice(-25).join('\n')));
    } else print(green(wrap(step.why)));
    before = after;
  }
  return failures;
}

async function cdk(aws: LocalAws, step: Step, end: AbortSignal): Promise<string> {
  const args = [step.command, ...(step.command === 'destroy' ? ['--force'] : []), ...assemblyOf(step)];
  return run(aws, 'npx cdk', require.resolve('aws-cdk/bin/cdk'), args, end);
}

/** What the command-line tool says of a command before it. */
async function plan(aws: LocalAws, step: Step, end: AbortSignal): Promise<void> {
  const tool = join(__dirname, '..', 'cli', 'dist', 'mgn-disconnect.js');
  const args = ['plan', ...(step.command === 'destroy' ? ['--destroy'] : []), ...assemblyOf(step)];
  const output = await run(aws, 'npx --no-install mgn-disconnect', tool, args, end);
  // its tables fit, its sentences are as long as they are
  print(output.replace(/^[^│┌├└\n]*$/gm, (line) => wrap(line, '')));
}

/** Synthesizes the app as a step has it, once for all its commands. */
function assemblyOf(step: Step): string[] {
  const outdir = join(ASSEMBLIES, String(STEPS.indexOf(step) + 1));
  if (!synthesized.has(step)) {
    const app = new App({ outdir, context: { ...METADATA, ...step.context }, analyticsReporting: false });
    migration(app);
    app.synth();
    synthesized.add(step);
  }
  return ['--app', relative(FOLDER, outdir)];
}

const synthesized = new Set<Step>();

/** As the cdk CLI asks an app for it. */
const METADATA = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

async function run(aws: LocalAws, name: string, script: string, args: string[], end: AbortSignal): Promise<string> {
  end.throwIfAborted();
  const done = progress(`${name} ${args.join(' ')}`);
  const child = spawn(process.execPath, [script, ...args], {
    cwd: FOLDER,
    env: {
      ...process.env,
      ...aws.environment(),
      ...COMPILED,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      COLUMNS: String(width()),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that the app that the CLI runs ends with it
  });
  const kill = () => killGroup(child.pid);
  end.addEventListener('abort', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  await once(child, 'close');
  end.removeEventListener('abort', kill);
  done();
  end.throwIfAborted();
  return output;
}

function clientSettings(aws: LocalAws) {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION: region } = aws.environment();
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { endpoint: aws.url, region, credentials };
}

async function states(aws: LocalAws): Promise<States> {
  const mgn = new MgnClient(clientSettings(aws));
  const { items = [] } = await mgn.send(new DescribeSourceServersCommand({ filters: {} }));
  return new Map(
    items.map((item) => [
      item.sourceProperties?.identificationHints?.hostname ?? '',
      {
        id: item.sourceServerID ?? '',
        lifeCycle: item.lifeCycle?.state ?? '',
        replication: item.dataReplicationInfo?.dataReplicationState ?? '',
      },
    ]),
  );
}

/** A deleted stack is only known by its id, so it is looked up in the list of all. */
async function stackStatus(aws: LocalAws): Promise<string> {
  const cloudFormation = new CloudFormationClient(clientSettings(aws));
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  return StackSummaries.find(({ StackName }) => StackName === 'Migration')?.StackStatus ?? 'missing';
}

function showServers(before: States, after: States): void {
  const rows = [...after].map(([hostname, { id, lifeCycle, replication }]) => {
    const was = before.get(hostname)?.replication;
    const change = was === replication ? '' : `was ${was}`;
    return [hostname, id, lifeCycle, replication, change];
  });
  print(
    table(['server', 'id', 'life cycle', 'replication', ''], rows, (row, line) => {
      if (row[4]) return yellow(line);
      return row[3] === 'DISCONNECTED' ? dim(line) : line;
    }),
  );
}

function findProblem(step: Step, status: string, after: States, reason?: string): string | undefined {
  if (status !== step.status) return `The stack should be ${step.status}.`;
  if (step.reason && !reason) return 'The cdk CLI should tell why the deployment failed.';
  const wrong = [...after].filter(
    ([hostname, { replication }]) => step.connected.includes(hostname) === (replication === 'DISCONNECTED'),
  );
  return wrong.length > 0 ? `In the wrong state: ${wrong.map(([hostname]) => hostname).join(', ')}.` : undefined;
}

function summarize(failures: Map<Step, string>, seconds: number): void {
  print(`\n${bold('Summary')}`);
  for (const step of STEPS) {
    print(`  ${failures.has(step) ? red('wrong') : green('ok   ')}  ${step.title}`);
  }
  const verdict = failures.size === 0 ? 'every server is in the state the design says' : `${failures.size} wrong`;
  print(`  ${STEPS.length} steps in ${seconds} s: ${verdict}`);
}

async function keep(aws: LocalAws, end: AbortSignal): Promise<void> {
  print(`\n${bold('The local AWS goes on')} at ${aws.url} until Ctrl-C. In another shell:`);
  for (const [name, value] of Object.entries(aws.environment())) print(`  export ${name}=${value}`);
  print('\nWhat there is, and what was called:');
  print('  aws cloudformation list-stacks');
  print('  curl "$AWS_ENDPOINT_URL/_local/calls"');
  print('\nBegin again, with all servers connected and no stack, and deploy:');
  print('  curl -X POST "$AWS_ENDPOINT_URL/_local/reset"');
  print(`  cd ${relative('', FOLDER)}`);
  print('  npx cdk deploy -c servers=web-01,db-01');
  if (!end.aborted) await once(end, 'abort');
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    print(red(error.stack ?? String(error)));
    process.exit(1);
  },
);
