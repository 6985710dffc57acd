import { App, type Environment, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * Two stages in two accounts and Regions, each with a stack and one nested in it; the first holds a server of a managed
 * account too.
 */

export const TEST = { account: '123456789012', region: 'us-east-1' };
export const LIVE = { account: '210987654321', region: 'eu-west-1' };
export const MANAGED = '333333333333';

const id = (name: string): string => `s-${name.padStart(17, '0')}`;

const server = (name: string, { account, region }: { account: string; region: string }) => ({
  sourceServerID: id(name),
  arn: `arn:aws:mgn:${region}:${account}:source-server/${id(name)}`,
  lifeCycle: { state: 'READY_FOR_CUTOVER' },
  sourceProperties: { identificationHints: { hostname: name } },
});

export const FLEETS = {
  test: [server('testweb', TEST), server('testdb', TEST), server('managed', { ...TEST, account: MANAGED })],
  live: [server('liveweb', LIVE), server('livedb', LIVE), server('liveold', LIVE)],
};

/** The assembly, with the nested stacks and the server of the managed account or without them. */
export function synthesizeStages(outdir: string, whole: boolean): string {
  const app = new App({ outdir, analyticsReporting: false });
  const test = stackOf(new Stage(app, 'Test', { env: TEST }), ['testweb', 'testdb'], whole);
  if (whole) new SourceServerConnection(test, 'Managed', { sourceServerId: id('managed'), accountId: MANAGED });
  stackOf(new Stage(app, 'Live', { env: LIVE }), ['liveweb', 'livedb'], whole);
  app.synth();
  return outdir;
}

function stackOf(stage: Stage, [web = '', db = '']: readonly string[], nested: boolean, env?: Environment): Stack {
  const stack = new Stack(stage, 'Fleet', { env });
  new SourceServerConnection(stack, 'Web', { sourceServerId: id(web) });
  if (nested) new SourceServerConnection(new NestedStack(stack, 'Data'), 'Db', { sourceServerId: id(db) });
  return stack;
}
