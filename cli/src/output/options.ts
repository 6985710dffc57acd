import type { Argv } from 'yargs';

/** What all commands take. */
export interface Common {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly quiet: boolean;
  readonly profile?: string;
  readonly region?: string;
}

export function reportOptions(yargs: Argv): Argv {
  return yargs
    .option('json', { type: 'boolean', describe: 'For programs' })
    .option('markdown', { type: 'boolean', describe: 'For a pull request' })
    .conflicts('json', 'markdown')
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'One line' });
}

export function sessionOptions(yargs: Argv): Argv {
  return yargs.option('profile', { type: 'string', requiresArg: true, describe: 'The AWS profile' }).option('region', {
    type: 'string',
    requiresArg: true,
    describe: 'The Region where the app or the profile names none',
  });
}

/** Which stacks of which app. */
export function appOptions(yargs: Argv): Argv {
  return yargs
    .positional('stacks', {
      type: 'string',
      array: true,
      describe: 'The stacks, as cdk deploy takes them; none are all',
    })
    .option('app', {
      alias: 'a',
      type: 'string',
      requiresArg: true,
      describe: 'The command of the app, or a folder such as cdk.out [default: "app" of cdk.json]',
    })
    .option('context', {
      alias: 'c',
      type: 'string',
      array: true,
      default: [],
      nargs: 1,
      describe: 'key=value, as for cdk',
    });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
