import type { Argv } from 'yargs';
import { KIND, print } from '../aws/options';
import { policyDocument } from './policy';

/* What the commands of both probes have. */

export const PROBE_CODES =
  'Exit codes: 0 all is as relied on, 2 something differs, 1 error, or something was not seen.';

export function probeOptions(yargs: Argv): Argv {
  return yargs
    .option('print-policy', { ...KIND.flag, describe: 'Print the permissions that it needs, and do nothing else' })
    .option('json', { ...KIND.flag, describe: 'For programs, and to attach to an issue: no account, no name' })
    .option('quiet', KIND.quiet);
}

export const printPolicy = (permissions?: Parameters<typeof policyDocument>[1]): void =>
  print(JSON.stringify(policyDocument(undefined, permissions), null, 2));
