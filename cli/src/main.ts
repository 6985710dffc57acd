import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { version } from '../package.json';
import { inventoryCommand } from './inventory/command';
import { explained, UsageError } from './output/errors';
import { endOnSignals } from './output/interrupt';
import { pageOf } from './output/terminal';
import { planCommand } from './plan/command';
import { probeCommand } from './probe/command';
import { probeServerCommand } from './probe-server/command';
import { recordCommand } from './record/command';
import { rehearseCommand } from './rehearse/command';
import { statusCommand } from './status/command';

// the user of this tool cannot change which Node versions the SDK inside it accepts
const { emitWarning } = process;
process.emitWarning = (warning: string | Error, ...rest: any[]) => {
  if (!String(warning).includes('NodeVersionSupportWarning')) emitWarning.call(process, warning, ...rest);
};

const parser = yargs(hideBin(process.argv))
  .scriptName('mgn-disconnect')
  .usage('$0 <command>\n\nWhich source servers of AWS MGN a CDK app disconnects, before it does.')
  .command(planCommand)
  .command(statusCommand)
  .command(recordCommand)
  .command(inventoryCommand)
  .command(rehearseCommand)
  .command(probeCommand)
  .command(probeServerCommand)
  .demandCommand(1, 'Name a command.')
  .strict()
  .recommendCommands()
  .completion('completion', 'Print a script for completion in bash or zsh')
  .version(version)
  .alias('help', 'h')
  .wrap(Math.min(100, pageOf(process.stdout).width))
  // its own exits would cut off pending output
  .exitProcess(false)
  .fail((message, error) => {
    throw error instanceof Error ? error : new UsageError(message);
  });

async function main(): Promise<void> {
  try {
    await parser.parseAsync();
  } catch (error) {
    const advice = error instanceof UsageError ? '\nSee mgn-disconnect --help, or --help after a command.' : '';
    process.stderr.write(`mgn-disconnect: ${explained(error as Error)}${advice}\n`);
    process.exitCode = 1;
  }
}

endOnSignals();
void main();
