import { App, CfnCondition, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * An app whose templates alone do not say what becomes of its servers: a condition on a parameter that is hidden, and an
 * id that another resource gives.
 */

export const HIDDEN = 's-00000000000hidden';
export const GIVEN = 's-000000000000given';
export const PLAIN = 's-000000000000plain';
export const FLEET = [HIDDEN, GIVEN, PLAIN].map((sourceServerID) => ({ sourceServerID }));

export interface Shape {
  /** The value of the hidden parameter with which the first server is there. */
  readonly wanted: string;
  /** Whether the stack declares the plain server too. */
  readonly plain: boolean;
  /** Of resources that only make the template larger. */
  readonly ballast?: number;
  /** Whether the app has a second stack, which depends on as much. */
  readonly second?: boolean;
}

/** The assembly of the app, in the folder. */
export function synthesizeOpen(outdir: string, shape: Shape): string {
  const app = new App({ outdir, analyticsReporting: false });
  declareOpen(new Stack(app, 'Open'), shape);
  if (shape.second) declareOpen(new Stack(app, 'Second'), shape);
  app.synth();
  return outdir;
}

function declareOpen(stack: Stack, { wanted, plain, ballast = 0 }: Shape): void {
  const stage = new CfnParameter(stack, 'Stage', { noEcho: true, default: 'live' });
  const here = new CfnCondition(stack, 'Here', { expression: Fn.conditionEquals(stage.valueAsString, wanted) });
  declare(stack, 'Hidden', HIDDEN).cfnOptions.condition = here;
  const properties = { Type: 'String', Value: GIVEN };
  const given = new CfnResource(stack, 'Id', { type: 'AWS::SSM::Parameter', properties });
  declare(stack, 'Given', given.getAtt('Value').toString());
  if (plain) declare(stack, 'Plain', PLAIN);
  for (let count = 0; count < ballast; count++) {
    const metadata = { Note: `${count}`.padEnd(1_000, '.') };
    new CfnResource(stack, `Ballast${count}`, {
      type: 'AWS::CloudFormation::WaitConditionHandle',
    }).cfnOptions.metadata = metadata;
  }
}

function declare(stack: Stack, id: string, sourceServerId: string): CfnResource {
  const connection = new SourceServerConnection(stack, id, { sourceServerId });
  return connection.node.findAll().find((node) => CfnResource.isCfnResource(node)) as CfnResource;
}
