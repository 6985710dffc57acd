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

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
