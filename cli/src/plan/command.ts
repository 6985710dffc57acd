import type { Argv, CommandModule } from 'yargs';
import { appOptions, type Common, KIND, type OfApp, print, reportOptions, sessionOptions } from '../aws/options';
import { UsageError } from '../output/errors';
import { originNow } from '../output/html/origin';
import { writePage } from '../output/html/write';
import { pageOf, waitingFor } from '../output/terminal';
import { planHtml } from './html';
import { jsonOf } from './json';
import { type Limit, type LimitOptions, limitsOf, planExitCode } from './limits';
import type { LookOptions } from './look';
import { markdownOf } from './markdown';
import { planText, summaryOf } from './text';

interface Arguments extends Common, OfApp, LookOptions, LimitOptions {}

export const planCommand: CommandModule<object, Arguments> = {
  command: 'plan [stacks..]',
  describe: 'Show which source servers cdk deploy, or cdk destroy, will disconnect',
  builder: (yargs) => options(yargs) as Argv<Arguments>,
  async handler(given) {
    const { stacks: patterns = [], quiet } = given;
    check(given);
    // loaded only if needed: the clients take a while, and --help and --version do not use them
    const [{ Sessions }, { makePlan }, { knownState }] = await Promise.all([
      import('../aws/session.js'),
      import('./plan.js'),
      import('../model/states.js'),
    ]);
    const planned = makePlan({ ...given, patterns }, new Sessions(given));
    const plan = await waitingFor('reading the app and its stacks', quiet, planned);
    for (const one of plan.unmatched) process.stderr.write(`mgn-disconnect: no stack of the app matches ${one}\n`);
    const present = plan.stacks.flatMap(({ rows }) => rows.map(({ host }) => host?.lifeCycleState ?? ''));
    const onlyIn = given.onlyIn.map((state) => knownState('only-in', state, present));
    const limits = limitsOf(plan, { ...given, onlyIn });
    const exitCode = planExitCode(plan, limits);
    const report = jsonOf(plan, limits, exitCode);
    if (given.html) writePage(given.html, planHtml(report, summaryOf(plan), originNow()));
    if (given.json) print(JSON.stringify(report, null, 2));
    else if (given.markdown) print(markdownOf(plan, limits));
    else if (quiet) print(summaryOf(plan));
    else print(planText(plan, limits, pageOf(process.stdout)));
    if (given.json || given.markdown || quiet) tellUnmet(limits);
    process.exitCode = exitCode;
  },
};

function options(yargs: Argv): Argv {
  return appOptions(sessionOptions(reportOptions(yargs)))
    .option('parameters', { ...KIND.several, default: [], describe: '[Stack:]Key=Value, as for cdk deploy' })
    .option('previous-parameters', { ...KIND.flag, default: true, describe: 'Parameters not given keep their value' })
    .option('destroy', { ...KIND.off, describe: 'What cdk destroy does, not cdk deploy' })
    .option('change-set', {
      ...KIND.off,
      describe: 'If something is not known until deploy: create a change set, read it and delete it',
    })
    .option('at-most', { type: 'number', requiresArg: true, describe: 'Fail if more servers leave, or may leave' })
    .option('only-in', {
      ...KIND.several,
      default: [],
      describe: 'Fail if a server in another life cycle state leaves, or may leave',
    })
    .option('keep-guards', {
      ...KIND.off,
      describe: 'Fail if removal guards are taken away from servers that stay, or that do not meet them',
    })
    .example('$0 plan', "What cdk deploy '**' does")
    .example('$0 plan Web', 'What cdk deploy Web does: to the stacks that Web depends on, too')
    .example("$0 plan --destroy 'Test/*'", 'What cdk destroy of a stage does')
    .example('$0 plan --app cdk.out --json', 'The same of an assembly, for a program')
    .example('$0 plan --at-most 5 --only-in CUTOVER', 'With limits, for a pipeline')
    .epilogue(
      'Exit codes: 0 no server leaves and nothing is known to fail, 2 a server or its record is lost or may be, 1 it will fail, the result is unknown, or a limit is not met.\nReads only: no call changes anything in AWS.\nOnly --change-set also calls CreateChangeSet and DeleteChangeSet: it executes nothing, and skips a stack that does not exist yet.',
    );
}

/** Where the report is not for people, or leaves it out: an error says what is wrong. */
function tellUnmet(limits: readonly Limit[]): void {
  for (const { name, met, message } of limits)
    if (!met) process.stderr.write(`mgn-disconnect: --${name} is not met: ${message}\n`);
}

function check({ destroy, changeSet, atMost, context }: Arguments): void {
  const wrong = context.find((pair) => pair.indexOf('=') < 1);
  if (wrong !== undefined) throw new UsageError(`--context takes key=value, got '${wrong}'`);
  if (destroy && changeSet)
    throw new UsageError('--change-set goes with a deployment: a destroy depends on nothing else');
  if (atMost !== undefined && !(atMost >= 0)) throw new UsageError('--at-most takes a number of servers, such as 5');
}
