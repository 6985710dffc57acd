import type { Argv, CommandModule } from 'yargs';
import { appOptions, type Common, KIND, type OfApp, print, sessionOptions } from '../aws/options';
import { pageOf } from '../output/terminal';
import type { RehearseOptions } from './rehearse';

interface Arguments extends Omit<Common, 'markdown'>, OfApp {
  readonly before?: string;
  readonly destroy: boolean;
  readonly servers?: string;
  readonly fromAccount?: boolean;
}

export const rehearseCommand: CommandModule<object, Arguments> = {
  command: 'rehearse [stacks..]',
  describe: 'Deploy and destroy the app on a local AWS, by the cdk CLI of the project',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    const { app, before, context, destroy, stacks: patterns = [], exclusively, quiet } = given;
    const [{ rehearse }, { rehearsalText, rehearsalJson, rehearsalSummary }] = await Promise.all([
      import('./rehearse.js'),
      import('./text.js'),
    ]);
    const seed = await seedOf(given);
    const tell = (what: string) => void (quiet || given.json || process.stderr.write(`${what} …\n`));
    const rehearsal = await rehearse({ app, before, context, destroy, patterns, exclusively, ...seed }, tell);
    if (given.json) print(JSON.stringify(rehearsalJson(rehearsal), null, 2));
    else if (quiet) print(rehearsalSummary(rehearsal));
    else print(rehearsalText(rehearsal, pageOf(process.stdout)));
    process.exitCode = rehearsal.acts.every(({ code }) => code === 0) ? 0 : 1;
  },
};

function options(yargs: Argv): Argv {
  return appOptions(sessionOptions(yargs))
    .option('before', {
      ...KIND.text,
      describe: 'An app, or its folder, that is deployed first: what changes is rehearsed',
    })
    .option('destroy', { ...KIND.off, describe: 'Destroy the stacks at the end' })
    .option('servers', {
      ...KIND.text,
      describe: 'Source servers as describe-source-servers prints them [default: one for each id]',
    })
    .option('from-account', { ...KIND.flag, describe: 'The source servers of the account, which are only read' })
    .conflicts('servers', 'from-account')
    .option('json', { ...KIND.flag, describe: 'For programs' })
    .option('quiet', KIND.quiet)
    .example('$0 rehearse --destroy', 'The app of this folder: deploy, destroy')
    .example('$0 rehearse --before main/cdk.out --app cdk.out', 'What a change disconnects')
    .epilogue(
      'Exit codes: 0 all went through, 1 a command failed.\nIt calls nothing in AWS, except that --from-account reads.',
    );
}

async function seedOf(given: Arguments): Promise<Pick<RehearseOptions, 'servers' | 'serversOf'>> {
  const { servers, fromAccount } = given;
  const { serversOfAccount, serversOfFile } = await import('./seed.js');
  if (servers !== undefined) return { servers: serversOfFile(servers) };
  if (!fromAccount) return {};
  const { Sessions } = await import('../aws/session.js');
  const session = await new Sessions(given).to({});
  const serversOf = (accountId: string) => serversOfAccount(session, accountId);
  return { servers: await serversOfAccount(session), serversOf };
}
