import type { Argv, CommandModule } from 'yargs';
import { KIND, sessionOptions } from '../aws/options';
import type { Arguments } from './act';
import { PROBE_CODES, printPolicy, probeOptions } from './options';

export const probeCommand: CommandModule<object, Arguments> = {
  command: 'probe',
  describe: 'Check in an account whether CloudFormation does what the rules rest on',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    if (given.printPolicy) return printPolicy();
    const { act } = await import('./act.js');
    await act(given);
  },
};

function options(yargs: Argv): Argv {
  const own = sessionOptions(yargs)
    .option('only', { ...KIND.several, describe: 'A row, such as P60; repeatable' })
    .option('yes', { ...KIND.flag, alias: 'y', describe: 'Do not ask' })
    .option('keep', { ...KIND.flag, describe: 'Leave the function and its log' })
    .option('clean-up', { ...KIND.flag, describe: 'Delete what an earlier probe has left, and do nothing else' });
  return probeOptions(own)
    .conflicts('clean-up', ['print-policy', 'only', 'keep'])
    .example('$0 probe', 'In a sandbox account, before you trust it with servers')
    .example('$0 probe --yes --json > probe.json', 'For a scheduled job, or an issue')
    .epilogue(
      'Makes and deletes stacks that hold nothing. It needs no bootstrap and no server, and calls nothing of MGN.\n' +
        PROBE_CODES,
    );
}
