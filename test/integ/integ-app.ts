import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { NoSnapshotSynthesizer, OF_SNAPSHOT, SnapshotSynthesizer, synthesizeSnapshot } from './snapshot';

/** The ids in snapshots. */
const INVENTED = ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901'];

/** An app of one stack, which integ-runner compares with its snapshot, or deploys, checks and destroys. */
export class IntegApp extends App {
  public readonly stack: Stack;
  public readonly test: IntegTest;

  constructor(stackName: string) {
    const context = OF_SNAPSHOT ? { [DISABLE_ASSET_STAGING_CONTEXT]: true } : {};
    super({ analyticsReporting: false, treeMetadata: false, context });
    this.stack = new Stack(this, stackName, OF_SNAPSHOT ? { synthesizer: new SnapshotSynthesizer() } : {});
    this.test = new IntegTest(this, 'Test', {
      testCases: [this.stack],
      assertionStack: new Stack(
        this,
        `${stackName}Assertions`,
        OF_SNAPSHOT ? { synthesizer: new NoSnapshotSynthesizer() } : {},
      ),
      diffAssets: false,
      // a snapshot without assets cannot be deployed
      stackUpdateWorkflow: false,
    });
  }

  /** The source servers of the test: in an account those that MGN_INTEG_SERVERS names. */
  public sourceServerIds(count: number): string[] {
    if (OF_SNAPSHOT) return INVENTED.slice(0, count);
    const ids = (process.env.MGN_INTEG_SERVERS ?? '').split(',').filter((id) => id !== '');
    if (ids.length !== count) {
      throw new Error(`MGN_INTEG_SERVERS must name ${count} source server(s), divided by commas, to be disconnected`);
    }
    return ids;
  }

  public finish(): void {
    if (OF_SNAPSHOT) synthesizeSnapshot(this);
    else this.synth();
  }
}
