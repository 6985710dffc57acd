import { foretell } from '../aws/change-set';
import type { AppStack } from '../aws/manifest';
import type { Session, Sessions } from '../aws/session';
import { readStack } from '../aws/stacks';
import { templateSource } from '../aws/template-source';
import { explain } from '../output/errors';
import { type Declaration, declarationOf } from './declared';
import { type DeployedStack, heldBy } from './deployed';
import { withForetold } from './foretold';
import { changeSetParameters, givenTo, type ParameterSources, storedNames } from './parameters';
import { predictDeploy, predictDestroy } from './predict';
import type { Foreseen } from './rows';

/* What is deployed of a stack of the app, and what becomes of its servers. */

export interface LookOptions {
  readonly destroy: boolean;
  /** `Key=Value`, or `Stack:Key=Value`. */
  readonly parameters: readonly string[];
  /** Whether a parameter that is not given keeps its deployed value. */
  readonly previousParameters: boolean;
  /** Whether a change set may be made, looked at and deleted, where something is open. */
  readonly changeSet: boolean;
}

/** A stack of the app beside what is deployed of it. */
export interface Looked extends Foreseen {
  readonly app: AppStack;
  readonly session?: Session;
  readonly deployed?: DeployedStack;
  /** Why the deployed stack could not be read. */
  readonly failure?: string;
  readonly notes: readonly string[];
  /** Why no change set tells what is open. */
  readonly untold?: string;
}

const UNREAD = 'the deployed stack, which could not be read';

/** `isPlanned`: a stack that is not is looked at for what it holds, and no change set is made of it. */
export async function lookInto(
  app: AppStack,
  isPlanned: boolean,
  options: LookOptions,
  sessions: Sessions,
): Promise<Looked> {
  let session: Session | undefined;
  try {
    session = await sessions.to({ ...app, role: app.lookupRole });
    const deployed = await readStack(session.cloudFormation, app.stackName);
    const declaration = await declared(app, options, session, deployed);
    const found = { app, session, deployed, notes: [] };
    const looked = { ...foresee(app, options, session, declaration, deployed), ...found };
    return options.changeSet && isPlanned && isOpen(looked) ? await askChangeSet(looked, options, sessions) : looked;
  } catch (error) {
    const declaration = await declared(app, options);
    const found = { app, session, notes: [], failure: explain(error as Error) };
    return { ...foresee(app, options, session, declaration, 'unread'), ...found };
  }
}

const isOpen = ({ predictions }: Foreseen): boolean =>
  predictions.some(({ fate }) => fate.kind === 'unknown' || (fate.kind === 'declare' && fate.open !== undefined));

async function askChangeSet(looked: Looked, options: LookOptions, sessions: Sessions): Promise<Looked> {
  const { app, session, deployed } = looked;
  // a change set would make the stack, which then stays in REVIEW_IN_PROGRESS
  if (!session || !deployed)
    return { ...looked, notes: ['no change set was made: the stack is not there yet, and has nothing to disconnect'] };
  try {
    const { cloudFormation } = app.deployRole ? await sessions.to({ ...app, role: app.deployRole }) : session;
    const { stackId } = deployed;
    const foretold = await foretell(cloudFormation, {
      stackId,
      template: templateSource(app.tree.template, app.publishedTemplate, session),
      parameters: changeSetParameters(app.tree.template, sourcesOf(app, options, deployed)),
    });
    const declaration = await declared(app, options, session, deployed, foretold.resolved);
    const held = heldBy(deployed, { ...session, stackName: app.stackName });
    const told = foresee(app, options, session, withForetold(declaration, foretold, held), deployed);
    return { ...looked, ...told, notes: ['a change set was made to see what it would change, and deleted'] };
  } catch (error) {
    return { ...looked, untold: explain(error as Error) };
  }
}

function foresee(
  app: AppStack,
  { destroy }: LookOptions,
  session: Session | undefined,
  declaration: Declaration,
  deployed: DeployedStack | 'unread' | undefined,
): Foreseen {
  const held = deployed && deployed !== 'unread' ? heldBy(deployed, { ...session, stackName: app.stackName }) : [];
  const declared = predictDeploy(declaration, held);
  const blind = declared.map((one) => ({ ...one, fate: { kind: 'declare', open: UNREAD } as const }));
  const predictions = deployed === 'unread' ? blind : destroy ? predictDestroy(held) : declared;
  const declares = declaration.connections.flatMap(({ server, present }) =>
    server.known && !(present.known && !present.value) ? [server.value] : [],
  );
  return { id: app.id, predictions, declares: new Set(declares) };
}

function sourcesOf(app: AppStack, { parameters, previousParameters }: LookOptions, deployed?: DeployedStack) {
  return {
    given: givenTo(app, parameters),
    previous: previousParameters ? deployed?.parameters : undefined,
  };
}

async function declared(
  app: AppStack,
  options: LookOptions,
  session?: Session,
  deployed?: DeployedStack,
  resolved: ReadonlyMap<string, string> = new Map(),
): Promise<Declaration> {
  const sources = sourcesOf(app, options, deployed);
  const names = [...storedNames(app.tree.template, sources), ...nestedNames(app.tree)];
  const stored = session ? await session.parameters(names) : new Map<string, string>();
  const all: ParameterSources = { ...sources, store: new Map([...stored, ...resolved]) };
  const where = { stackName: app.stackName, stackId: deployed?.stackId, accountId: app.accountId, region: app.region };
  return declarationOf(app.tree, all, { ...where, ...pick(session) });
}

const pick = (session?: Session) =>
  session && { accountId: session.accountId, region: session.region, partition: session.partition };

function nestedNames({ nested }: AppStack['tree']): string[] {
  return [...nested.values()].flatMap((child) => [
    ...storedNames(child.template, { given: new Map() }),
    ...nestedNames(child),
  ]);
}
