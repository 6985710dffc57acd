const { fork } = require('node:child_process');
const { join } = require('node:path');

/*
 * The process of the cdk CLI (cdk-host.cjs), which takes all commands of this one, one after another. Node.js itself
 * loads this file, so that there is one for all test files of a worker: testing/jest/runtime.cjs.
 */

const ROOT = join(__dirname, '..');
let host;
let last = Promise.resolve();

/** It ends before this process, which so counts what it has cost. */
process.once('beforeExit', () => {
  host?.ref();
  host?.kill();
});

/** Runs a command, `{ args, env, cwd }`. Resolves to its exit code and output. */
exports.run = (command) => {
  const answer = last.then(() => ask(command));
  last = answer.catch(() => {});
  return answer;
};

function ask(command) {
  host ??= start(command.env);
  hold('ref');
  return new Promise((resolve, reject) => {
    const ended = (code) => {
      host = undefined;
      reject(new Error(`the process of the cdk CLI ended with ${code}`));
    };
    host.once('exit', ended);
    host.once('message', (answer) => {
      host.off('exit', ended);
      hold('unref');
      resolve(answer);
    });
    host.send(command);
  });
}

function start(env) {
  const file = join(__dirname, 'cdk-host.cjs');
  return fork(file, { cwd: ROOT, env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** While it has no command, it does not keep this process running: it ends with that. */
function hold(how) {
  host[how]();
  host.channel?.[how]();
}
