import type { Argv } from 'yargs';
import type { GivenSettings } from './settings';

/** The options of all commands. */
export interface Common extends GivenSettings {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly quiet: boolean;
  readonly html?: string;
}

const flag = { type: 'boolean' } as const;
const off = { ...flag, default: false } as const;

/** The kinds of options. */
export const KIND = {
  flag,
  off,
  text: { type: 'string', requiresArg: true },
  several: { type: 'string', array: true, nargs: 1 },
  quiet: { ...off, alias: 'q', describe: 'One line' },
} as const;

export function reportOptions(yargs: Argv): Argv {
  return yargs
    .option('json', { ...KIND.flag, describe: 'For programs' })
    .option('markdown', { ...KIND.flag, describe: 'For a pull request' })
    .conflicts('json', 'markdown')
    .option('html', { ...KIND.text, describe: 'Also write one page for people into this file' })
    .option('quiet', KIND.quiet);
}

export function sessionOptions(yargs: Argv): Argv {
  return yargs
    .option('profile', { ...KIND.text, describe: 'The AWS profile [default: as for cdk]' })
    .option('region', { ...KIND.text, describe: 'The Region where the app names none [default: as for cdk]' })
    .option('proxy', { ...KIND.text, describe: 'The proxy [default: HTTPS_PROXY, NO_PROXY]' })
    .option('ca-bundle-path', { ...KIND.text, describe: 'Certificates to trust [default: AWS_CA_BUNDLE]' });
}

/** Which stacks of which app. */
export interface OfApp {
  readonly stacks?: string[];
  readonly app?: string;
  readonly context: string[];
  readonly exclusively: boolean;
}

export function appOptions(yargs: Argv): Argv {
  return yargs
    .positional('stacks', {
      type: 'string',
      array: true,
      describe: 'The stacks, as cdk deploy takes them; none are all',
    })
    .option('app', {
      ...KIND.text,
      alias: 'a',
      describe: 'The command of the app, or a folder such as cdk.out [default: "app" of cdk.json]',
    })
    .option('context', { ...KIND.several, alias: 'c', default: [], describe: 'key=value, as for cdk' })
    .option('exclusively', {
      ...KIND.off,
      alias: 'e',
      describe: 'Without the stacks that cdk includes: dependencies, or with a destroy dependents',
    });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
