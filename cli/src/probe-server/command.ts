import type { Argv, CommandModule } from 'yargs';
import { print, sessionOptions } from '../aws/options';
import { policyDocument } from '../probe/policy';
import type { ServerArguments } from './act';
import { serverPermissions } from './policy';

export const probeServerCommand: CommandModule<object, ServerArguments> = {
  command: 'probe-server <server>',
  describe: 'Disconnect a throwaway source server for good, and tell what MGN, EC2 and CloudTrail show of that',
  builder: (yargs) => options(yargs) as Argv<ServerArguments>,
  async handler(given) {
    if (given.printPolicy)
      return print(JSON.stringify(policyDocument(undefined, serverPermissions(given.server)), null, 2));
    const { probeServer } = await import('./act.js');
    await probeServer(given);
  },
};

function options(yargs: Argv): Argv {
  const flag = { type: 'boolean' } as const;
  return sessionOptions(yargs)
    .positional('server', { type: 'string', demandOption: true, describe: 'The id of the source server' })
    .option('yes-disconnect', {
      type: 'string',
      requiresArg: true,
      describe: 'The same id once more: do not ask for it',
    })
    .option('launched', { ...flag, describe: 'Also a server that an instance was launched from' })
    .option('print-policy', { ...flag, describe: 'Print the permissions that it needs, and do nothing else' })
    .option('json', { ...flag, describe: 'For programs, and to attach to an issue: no account, no name' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'One line' })
    .example('$0 probe-server s-3053c1c3b7d8bd4e0', 'Asks for the id once more')
    .epilogue(
      'This cannot be undone: replication stops, the agent uninstalls itself, and the replicated data is deleted.\n' +
        'It takes up to 95 minutes. Ctrl-C ends the looking, and prints what was seen.\n' +
        'Exit codes: 0 all is as relied on, 2 something differs, 1 error, or something was not seen.',
    );
}
