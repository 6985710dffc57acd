/*
 * The unmodified cdk CLI in a process that stays, so that its 16 MB are loaded once: each message is a command with its
 * environment and folder, and the answer is its exit code and what it printed. The next command waits for that.
 */
const { dirname, join } = require('node:path');
// as bin/cdk does it
const { exec } = require(join(dirname(require.resolve('aws-cdk/bin/cdk')), '..', 'lib'));

let output = '';
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, ...rest) => {
    output += chunk;
    const written = rest.at(-1);
    if (typeof written === 'function') process.nextTick(written);
    return true;
  };
}

/** It looks at a stack that is not done every five seconds. The local AWS is done much sooner. */
const BETWEEN_LOOKS = 5_000;
const { setTimeout } = globalThis;
globalThis.setTimeout = (action, ms, ...args) => setTimeout(action, ms === BETWEEN_LOOKS ? 50 : ms, ...args);

process.on('message', async ({ args, env, cwd }) => {
  process.env = env;
  process.chdir(cwd);
  output = '';
  const code = await exec(args).catch((error) => {
    output += `${error.message}\n`;
    return 1;
  });
  process.send({ code: code ?? 0, output });
});
process.once('disconnect', () => process.exit());
