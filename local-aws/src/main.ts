import { parseArguments, readServers, USAGE, UsageError } from './arguments';
import { type LocalAws, startLocalAws } from './index';
import { onEndOfNpm } from './kernel/processes';

async function main(): Promise<number> {
  const { help, port, serversFile } = parseArguments(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const aws = await start(port, serversFile);
  const ended = endOfUse();
  // a comment: a shell reads this
  console.error(`# account ${aws.accountId}, Region ${aws.region}`);
  for (const [name, value] of Object.entries(aws.environment())) console.error(`export ${name}=${value}`);
  console.log(`ready ${aws.url}`);
  await ended;
  await aws.stop();
  return 0;
}

async function start(port: number, serversFile: string | undefined): Promise<LocalAws> {
  const servers = serversFile === undefined ? undefined : readServers(serversFile);
  try {
    return await startLocalAws({ port, servers });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Error(`Port ${port} on 127.0.0.1 is taken. Choose another with --port, or --port 0 for any free one.`);
    if (code === 'EACCES') throw new Error(`Port ${port} is not allowed. Choose one above 1023 with --port.`);
    if (serversFile !== undefined && code === undefined) throw new UsageError(`${serversFile}: ${message}`);
    throw error;
  }
}

function endOfUse(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    onEndOfNpm(resolve);
  });
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
