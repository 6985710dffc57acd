/*
 * The unmodified cdk CLI in a process that stays, so that its 16 MB are loaded once: each message is a command with its
 * environment, and the answer is its exit code and what it printed. The next command waits for that.
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

process.on('message', async ({ args, env }) => {
  process.env = env;
  output = '';
  const code = await exec(args).catch((error) => {
    output += `${error.message}\n`;
    return 1;
  });
  process.send({ code: code ?? 0, output });
});
process.once('disconnect', () => process.exit());
