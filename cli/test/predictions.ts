import { readLargeAnswers } from '../../cli/src/aws/answers';
import { readStack } from '../../cli/src/aws/stacks';
import { declarationOf, NESTED_STACK, type TemplateTree } from '../../cli/src/plan/declared';
import { heldBy } from '../../cli/src/plan/deployed';
import { type Prediction, predictDeploy, predictDestroy } from '../../cli/src/plan/predict';
import { type Assembly, type Shape, synthesize } from '../../testing/app';
import type { Step } from '../../testing/program';
import type { Trial } from '../../testing/trial';

/* Holds what `plan` predicts of a step against what the step then does. */

const WHERE = { region: 'us-east-1', accountId: '123456789012', partition: 'aws' };

export interface Compared {
  /** Servers that the plan was about, and those of which it said that nobody knows yet. */
  readonly predicted: number;
  readonly open: number;
  readonly problems: readonly string[];
}

const NOTHING: Compared = { predicted: 0, open: 0, problems: [] };

/** Plans a step, performs it, and compares. */
export async function compare(trial: Trial, servers: readonly string[], step: Step): Promise<Compared> {
  const predictions = await predict(trial, step);
  const before = servers.filter((server) => trial.world.isConnected(server));
  const { status, events } = await trial.perform(step);
  const gone = before.filter((server) => !trial.world.isConnected(server));
  if (step.do !== 'deploy' && step.do !== 'destroy') return NOTHING;

  const fates = (kind: string) =>
    new Set(predictions.filter(({ fate }) => fate.kind === kind).map(({ server }) => server));
  const [foreseen, open] = [fates('disconnect'), fates('unknown')];
  const unforeseen = gone.filter((server) => !foreseen.has(server) && !open.has(server) && !open.has(undefined));
  const problems = unforeseen.map((server) => `${server} is disconnected, which the plan did not say`);
  if (/^(CREATE_COMPLETE|UPDATE_COMPLETE|missing)$/.test(status)) {
    const refused = events.filter((event) => event.ResourceStatus === 'DELETE_FAILED');
    const missed = before.filter((server) => foreseen.has(server) && !gone.includes(server));
    if (refused.length === 0) problems.push(...missed.map((server) => `${server} is kept, which the plan did not say`));
  }
  return { predicted: predictions.length, open: predictions.filter(({ fate }) => fate.kind === 'unknown').length, problems };
}

async function predict({ world }: Trial, step: Step): Promise<Prediction[]> {
  if (step.do !== 'deploy' && step.do !== 'destroy') return [];
  await world.clock.sleep(world.stacks.describeLagMs);
  const stack = await readStack(readLargeAnswers(world.cloudFormation), step.stack);
  const held = stack ? heldBy(stack, WHERE) : [];
  if (step.do === 'destroy') return predictDestroy(held);
  return predictDeploy(declarationOf(treeOf(step.shape), { given: new Map(), store: new Map() }, WHERE), held);
}

function treeOf(shape: Shape): TemplateTree {
  const { template, nested }: Assembly = synthesize({ servers: shape.servers }, '', 0);
  const children = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === NESTED_STACK)
    .map(([logicalId, { Properties }]): [string, TemplateTree] => [
      logicalId,
      { template: nested[Properties.TemplateURL] as TemplateTree['template'], nested: new Map() },
    ]);
  return { template: template as TemplateTree['template'], nested: new Map(children) };
}
