import { type Assembly, type Shape, synthesize } from '../../testing/app';
import type { Step } from '../../testing/program';
import type { Trial } from '../../testing/trial';
import { isRefusal } from '../../testing/trial';
import { readLargeAnswers } from '../src/aws/answers';
import { readStack } from '../src/aws/stacks';
import { declarationOf, NESTED_STACK, type TemplateTree } from '../src/plan/declared';
import { heldBy } from '../src/plan/deployed';
import { type Known, unknown } from '../src/plan/known';
import { type Prediction, predictDeploy, predictDestroy } from '../src/plan/predict';
import { foretold, type Templates } from './refusals';

/* Holds what `plan` predicts of a step against what the step then does. */

const WHERE = { region: 'us-east-1', accountId: '123456789012', partition: 'aws' };

export interface Compared {
  /** Servers that the plan was about, and those of which it said that nobody knows yet. */
  readonly predicted: number;
  readonly open: number;
  /** Whether a removal guard has refused the step, as the plan said. */
  readonly refused: boolean;
  readonly problems: readonly string[];
}

const NOTHING: Compared = { predicted: 0, open: 0, refused: false, problems: [] };

/** Plans a step, performs it, and compares. */
export async function compare(trial: Trial, servers: readonly string[], step: Step): Promise<Compared> {
  const { predictions, guesses, templates } = await predict(trial, step);
  const refusal = foretold(trial.world, step, predictions, templates);
  const before = servers.filter((server) => trial.world.isConnected(server));
  const { status, events } = await trial.perform(step);
  const gone = before.filter((server) => !trial.world.isConnected(server));
  if (step.do !== 'deploy' && step.do !== 'destroy') return NOTHING;

  const completed = /^(CREATE_COMPLETE|UPDATE_COMPLETE|missing)$/.test(status);
  const isWhole = completed && !events.some((event) => event.ResourceStatus === 'DELETE_FAILED');
  const outcome = { gone, kept: isWhole ? before.filter((server) => !gone.includes(server)) : [] };
  const problems = [...differences(predictions, outcome), ...differences(guesses, outcome)];
  const isOpen = ({ fate }: Prediction) =>
    fate.kind === 'unknown' || (fate.kind === 'declare' && fate.open !== undefined);
  const { certain, notes } = refusal;
  if (certain && isWhole) problems.push(`it goes through, and the plan said: ${certain}`);
  const isRefused = events.some(isRefusal);
  const foreseen = certain !== undefined || notes.length > 0 || predictions.some(isOpen) || step.fault !== undefined;
  if (isRefused && !foreseen) problems.push('a removal guard refuses it, which the plan did not say');
  return {
    predicted: predictions.length,
    open: predictions.filter(isOpen).length,
    refused: certain !== undefined && isRefused,
    problems,
  };
}

interface Outcome {
  readonly gone: readonly string[];
  readonly kept: readonly string[];
}

function differences(predictions: readonly Prediction[], { gone, kept }: Outcome): string[] {
  const fates = (kind: string) =>
    new Set(predictions.filter(({ fate }) => fate.kind === kind).map(({ server }) => server));
  const [foreseen, open] = [fates('disconnect'), fates('unknown')];
  const unforeseen = gone.filter((server) => !foreseen.has(server) && !open.has(server));
  const missed = kept.filter((server) => foreseen.has(server));
  return [
    ...unforeseen.map((server) => `${server} is disconnected, which the plan did not say`),
    ...missed.map((server) => `${server} is kept, which the plan did not say`),
  ];
}

interface Plans {
  readonly predictions: readonly Prediction[];
  readonly guesses: readonly Prediction[];
  readonly templates: Templates;
}

/** The plan, and the same without the value of the parameter that a server comes by. */
async function predict({ world }: Trial, step: Step): Promise<Plans> {
  if (step.do !== 'deploy' && step.do !== 'destroy') return { predictions: [], guesses: [], templates: {} };
  // whoever plans does so when what is there can be seen
  await world.clock.sleep(1_000 + Math.max(world.stacks.describeLagMs, world.stacks.listLagMs));
  const stack = await readStack(readLargeAnswers(world.cloudFormation), step.stack);
  const held = stack ? heldBy(stack, WHERE) : [];
  if (step.do === 'destroy')
    return { predictions: predictDestroy(held), guesses: predictDestroy(held), templates: { deployed: stack } };
  const tree = treeOf(step.shape);
  const given = new Map([['IdChosen', unknown('a value that nobody gave')]]);
  const plan = (sources: Map<string, Known<unknown>>) =>
    predictDeploy(declarationOf(tree, { given: sources, store: new Map() }, WHERE), held);
  return { predictions: plan(new Map()), guesses: plan(given), templates: { deployed: stack, next: tree.template } };
}

function treeOf({ servers, guards }: Shape): TemplateTree {
  const { template, nested }: Assembly = synthesize({ servers, guards }, '', 0);
  const children = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === NESTED_STACK)
    .map(([logicalId, { Properties }]): [string, TemplateTree] => [
      logicalId,
      { template: nested[Properties.TemplateURL] as TemplateTree['template'], nested: new Map() },
    ]);
  return { template: template as TemplateTree['template'], nested: new Map(children) };
}
