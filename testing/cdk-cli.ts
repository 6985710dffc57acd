import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LocalAws } from '../local-aws/src';
import { environmentOf, wordsOf } from '../local-aws/test/cdk-cli';

/** Takes all commands of a test file, or of a script, one after another. */
let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

const ROOT = join(__dirname, '..');

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs the unmodified cdk CLI against a local AWS; what it prints is the error if it fails. */
export async function cdk(aws: Pick<LocalAws, 'environment'>, args: readonly string[]): Promise<void> {
  const { code, output } = await cdkIn(ROOT, aws.environment(), args);
  if (code !== 0) throw new Error(`cdk ${args.join(' ')}\n${output}`);
}

/** Runs it in a folder and with an environment, to whatever end. */
export function cdkIn(cwd: string, environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<Ended> {
  const command = { args: wordsOf(args), env: environmentOf(environment), cwd };
  const answer = last.then(() => ask(command));
  last = answer.catch(() => {});
  return answer;
}

function ask(command: object): Promise<Ended> {
  const child = host ?? start();
  host = child;
  hold(child, 'ref');
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the process of the cdk CLI ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer: any) => {
      child.off('exit', ended);
      hold(child, 'unref');
      resolve(answer);
    });
    child.send(command);
  });
}

function start(): ChildProcess {
  return fork(join(__dirname, 'cdk-host.cjs'), {
    cwd: ROOT,
    env: environmentOf(),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** While it has no command, it does not keep a script running: it ends with that. */
function hold(child: ChildProcess, how: 'ref' | 'unref'): void {
  child[how]();
  child.channel?.[how]();
}

if (typeof afterAll === 'function')
  afterAll(async () => {
    if (host?.kill()) await once(host, 'exit');
  });

/** The ids of the servers that replicate. */
export function connected(aws: LocalAws): string[] {
  return aws.servers
    .list()
    .filter(({ dataReplicationInfo }) => dataReplicationInfo?.dataReplicationState !== 'DISCONNECTED')
    .map(({ sourceServerID }) => sourceServerID ?? '');
}
