import type { Evidence } from '../../../lambda/custody/evidence';
import { previewChangeSet } from '../aws/change-set';
import { evidenceOf } from '../aws/evidence';
import type { AppStack } from '../aws/manifest';
import type { Session, Sessions } from '../aws/session';
import { readStack } from '../aws/stacks';
import { templateSource } from '../aws/template-source';
import { type Declaration, declarationOf } from '../model/declared';
import { type DeployedStack, type Held, heldBy } from '../model/deployed';
import type { Surroundings } from '../model/evaluate';
import { changeSetParameters, givenTo, type ParameterSources, storedNames } from '../model/parameters';
import { explained } from '../output/errors';
import { type Prediction, predictDeploy, predictDestroy } from './predict';
import { withPreview } from './preview';
import type { PredictedStack } from './rows';

/* What is deployed of a stack of the app, and what becomes of its servers. */

export interface LookOptions {
  readonly destroy: boolean;
  /** `Key=Value`, or `Stack:Key=Value`. */
  readonly parameters: readonly string[];
  /** Whether a parameter that is not given keeps its deployed value. */
  readonly previousParameters: boolean;
  /** Whether a change set may be made, read and deleted if something is open. */
  readonly changeSet: boolean;
}

/** A stack of the app and what is deployed of it. */
export interface Looked extends PredictedStack {
  readonly app: AppStack;
  readonly session?: Session;
  readonly deployed?: DeployedStack;
  /** Why the deployed stack could not be read. */
  readonly failure?: string;
  readonly notes: readonly string[];
  /** What happens to it: cdk deploy deletes a stack without resources. */
  readonly action: 'deploy' | 'destroy';
  /** What its parameters will be. */
  readonly sources: ParameterSources;
  readonly evidence?: Evidence;
  /** Why no change set says what is open. */
  readonly untold?: string;
}

const UNREAD = 'the deployed stack, which could not be read';

/** `isPlanned`: of other stacks only the present servers matter, and no change set is made. */
export async function lookInto(
  app: AppStack,
  isPlanned: boolean,
  options: LookOptions,
  sessions: Sessions,
): Promise<Looked> {
  let session: Session | undefined;
  try {
    session = await sessions.to({ ...app, role: app.lookupRole });
    const evidence = evidenceOf(session.cloudFormation);
    const deployed = await readStack(session.cloudFormation, app.stackName, evidence);
    const sources = await storedSources(app, options, session, deployed);
    const declaration = declared(app, sources, session, deployed);
    const action = actionOn(app, options, deployed);
    const found = { app, session, deployed, notes: [], sources, evidence, action };
    const looked = { ...predictStack(app.id, action, declaration, heldIn(deployed, session)), ...found };
    return options.changeSet && isPlanned && isOpen(looked) ? await askChangeSet(looked, options, sessions) : looked;
  } catch (error) {
    const sources = await storedSources(app, options);
    const declaration = declared(app, sources);
    const action = actionOn(app, options);
    const found = { app, session, notes: [], failure: explained(error as Error), sources, action };
    return { ...predictStack(app.id, action, declaration, 'unread'), ...found };
  }
}

/** https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html */
function actionOn(app: AppStack, { destroy }: LookOptions, deployed?: DeployedStack): 'deploy' | 'destroy' {
  return destroy || (deployed && isEmptied(app)) ? 'destroy' : 'deploy';
}

/** Whether the app leaves the stack no resources. */
export const isEmptied = ({ tree }: AppStack): boolean => Object.keys(tree.template.Resources ?? {}).length === 0;

const isOpen = ({ predictions }: PredictedStack): boolean =>
  predictions.some(({ fate }) => fate.kind === 'unknown' || (fate.kind === 'declare' && fate.open !== undefined));

async function askChangeSet(looked: Looked, options: LookOptions, sessions: Sessions): Promise<Looked> {
  const { app, session, deployed } = looked;
  // a change set would create the stack, which then stays in REVIEW_IN_PROGRESS
  if (!session || !deployed)
    return { ...looked, notes: ['no change set was made: the stack is not there yet, and has nothing to disconnect'] };
  try {
    const { cloudFormation } = app.deployRole ? await sessions.to({ ...app, role: app.deployRole }) : session;
    const template = templateSource(app.tree.template, app.publishedTemplate, session);
    const parameters = changeSetParameters(app.tree.template, sourcesOf(app, options, deployed));
    const preview = await previewChangeSet(cloudFormation, deployed.stackId, template, parameters);
    const sources = await storedSources(app, options, session, deployed, preview.resolved);
    const declaration = declared(app, sources, session, deployed);
    const held = heldIn(deployed, session);
    const told = predictStack(app.id, looked.action, withPreview(declaration, preview, held), held);
    return { ...looked, ...told, notes: ['a change set was made to see what it would change, and deleted'] };
  } catch (error) {
    return { ...looked, untold: explained(error as Error) };
  }
}

const heldIn = (deployed: DeployedStack | undefined, session: Session): Held[] =>
  deployed ? heldBy(deployed, session) : [];

function predictStack(
  id: string,
  action: Looked['action'],
  declaration: Declaration,
  held: readonly Held[] | 'unread',
): PredictedStack {
  const predictions = predictionsOf(action, declaration, held);
  const declares = declaration.connections.flatMap(({ server, present }) =>
    server.known && !(present.known && !present.value) ? [server.value] : [],
  );
  return { id, predictions, declares: new Set(declares) };
}

function predictionsOf(
  action: Looked['action'],
  declaration: Declaration,
  held: readonly Held[] | 'unread',
): readonly Prediction[] {
  if (held === 'unread')
    return predictDeploy(declaration, []).map((one) => ({ ...one, fate: { kind: 'declare', open: UNREAD } }));
  return action === 'destroy' ? predictDestroy(held) : predictDeploy(declaration, held);
}

function sourcesOf(app: AppStack, { parameters, previousParameters }: LookOptions, deployed?: DeployedStack) {
  return {
    given: givenTo(app, parameters),
    previous: previousParameters ? deployed?.parameters : undefined,
  };
}

async function storedSources(
  app: AppStack,
  options: LookOptions,
  session?: Session,
  deployed?: DeployedStack,
  resolved: ReadonlyMap<string, string> = new Map(),
): Promise<ParameterSources> {
  const sources = sourcesOf(app, options, deployed);
  const names = [...storedNames(app.tree.template, sources), ...nestedNames(app.tree)];
  const stored = session ? await session.parameters(names) : new Map<string, string>();
  return { ...sources, store: new Map([...stored, ...resolved]) };
}

function declared(app: AppStack, sources: ParameterSources, session?: Session, deployed?: DeployedStack): Declaration {
  return declarationOf(app.tree, sources, surroundingsOf(app, session, deployed));
}

/** Where a stack of the app is, or will be. */
export function surroundingsOf(app: AppStack, session?: Session, deployed?: DeployedStack): Surroundings {
  const where = { stackName: app.stackName, stackId: deployed?.stackId, accountId: app.accountId, region: app.region };
  const { accountId, region, partition } = session ?? {};
  return session ? { ...where, accountId, region, partition } : where;
}

function nestedNames({ nested }: AppStack['tree']): string[] {
  return [...nested.values()].flatMap((child) => [
    ...storedNames(child.template, { given: new Map() }),
    ...nestedNames(child),
  ]);
}
