import type { Argv, CommandModule } from 'yargs';
import { KIND, sessionOptions } from '../aws/options';
import { PROBE_CODES, printPolicy, probeOptions } from '../probe/options';
import type { ServerArguments } from './act';
import { serverPermissions } from './policy';

export const probeServerCommand: CommandModule<object, ServerArguments> = {
  command: 'probe-server <server>',
  describe: 'Disconnect a throwaway source server for good, and tell what MGN, EC2 and CloudTrail show of that',
  builder: (yargs) => options(yargs) as Argv<ServerArguments>,
  async handler(given) {
    if (given.printPolicy) return printPolicy(serverPermissions(given.server));
    const { probeServer } = await import('./act.js');
    await probeServer(given);
  },
};

function options(yargs: Argv): Argv {
  const own = sessionOptions(yargs)
    .positional('server', { type: 'string', demandOption: true, describe: 'The id of the source server' })
    .option('yes-disconnect', { ...KIND.text, describe: 'The same id once more: do not ask for it' })
    .option('launched', { ...KIND.flag, describe: 'Also a server that an instance was launched from' });
  return probeOptions(own)
    .example('$0 probe-server s-3053c1c3b7d8bd4e0', 'Asks for the id once more')
    .epilogue(
      'This cannot be undone: replication stops, the agent uninstalls itself, and the replicated data is deleted.\n' +
        'It takes up to 95 minutes. Ctrl-C ends the looking, and prints what was seen.\n' +
        PROBE_CODES,
    );
}
