import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { textOf } from '../../lib/private/text';

const DEFAULT_PORT = 4599;

export const USAGE = `A local AWS for the cdk CLI, AWS SDKs, boto3 and the aws CLI. All state is in memory.

npm run local -- [--port N] [--servers FILE.json]

  --port N             port on 127.0.0.1; 0 is any free one (default ${DEFAULT_PORT})
  --servers FILE.json  MGN source servers: what 'aws mgn describe-source-servers' prints, or an array of
                       them; what a server leaves out is filled in (default: a sample fleet). Account
                       and Region are those of the servers' ARNs
  --help               this text

"ready http://127.0.0.1:PORT" on stdout says that it serves; the environment for a shell is on stderr.
Control plane: GET /_local/calls, POST /_local/faults, /_local/clock, /_local/servers, /_local/reset.`;

/** An error that the user can correct on the command line. */
export class UsageError extends Error {}

export interface Arguments {
  readonly help: boolean;
  readonly port: number;
  readonly serversFile?: string;
}

export function parseArguments(args: string[]): Arguments {
  const { help = false, port, servers } = valuesOf(args);
  return { help, port: port === undefined ? DEFAULT_PORT : portOf(port), serversFile: servers };
}

function valuesOf(args: string[]) {
  const options = { help: { type: 'boolean' }, port: { type: 'string' }, servers: { type: 'string' } } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, not '${text}'`);
}

/** The content of the file. MGN itself checks it. */
export function readServers(file: string): unknown {
  const bytes = read(file);
  try {
    return JSON.parse(textOf(bytes));
  } catch (error) {
    throw new UsageError(`${file}: is not JSON: ${(error as Error).message}`);
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); --servers takes a JSON file`,
    );
  }
}
