import type { Argv } from 'yargs';
import type { GivenSettings } from './settings';

/** The options of all commands. */
export interface Common extends GivenSettings {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly quiet: boolean;
  readonly html?: string;
}

/** The options that say how to reach AWS. */
export function settingsOf({ profile, region, proxy, caBundlePath }: GivenSettings): GivenSettings {
  return { profile, region, proxy, caBundlePath };
}

export function reportOptions(yargs: Argv): Argv {
  return yargs
    .option('json', { type: 'boolean', describe: 'For programs' })
    .option('markdown', { type: 'boolean', describe: 'For a pull request' })
    .conflicts('json', 'markdown')
    .option('html', { type: 'string', requiresArg: true, describe: 'Also write one page for people into this file' })
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'One line' });
}

export function sessionOptions(yargs: Argv): Argv {
  const text = { type: 'string', requiresArg: true } as const;
  return yargs
    .option('profile', { ...text, describe: 'The AWS profile [default: as for cdk]' })
    .option('region', { ...text, describe: 'The Region where the app names none [default: as for cdk]' })
    .option('proxy', { ...text, describe: 'The proxy [default: HTTPS_PROXY, NO_PROXY]' })
    .option('ca-bundle-path', { ...text, describe: 'Certificates to trust [default: AWS_CA_BUNDLE]' });
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
    })
    .option('exclusively', {
      alias: 'e',
      type: 'boolean',
      default: false,
      describe: 'Without the stacks that cdk includes: dependencies, or with a destroy dependents',
    });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
