import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnApplication, CfnWave } from 'aws-cdk-lib/aws-mgn';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { SourceServerConnection } from 'cdk-mgn-disconnect';
import type { Construct } from 'constructs';

const SHOP = { web: 's-3053c1c3b7d8bd4e0', db: 's-3a1f4f5d6c7e8b901' };

/* begin docs/operating.md */
class Shop extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const wave = new CfnWave(this, 'Wave', { name: 'Wave 7' });
    const application = new CfnApplication(this, 'Application', { name: 'Shop' });

    // CloudFormation has no property for what is in a wave or an application: MGN's API has
    const inWave = this.member('InWave', 'Applications', {
      waveID: wave.attrWaveId,
      applicationIDs: [application.attrApplicationId],
    });
    const inApplication = this.member('InApplication', 'SourceServers', {
      applicationID: application.attrApplicationId,
      sourceServerIDs: Object.values(SHOP),
    });
    inApplication.node.addDependency(inWave);

    for (const [name, sourceServerId] of Object.entries(SHOP)) {
      const connection = new SourceServerConnection(this, name, { sourceServerId });
      // a deletion disconnects the servers first, then takes them out of the application, then deletes that and the wave
      connection.node.addDependency(inApplication);
    }
  }

  private member(id: string, what: string, parameters: object): AwsCustomResource {
    const call = (action: string) => ({
      service: 'mgn',
      action: `${action}${what}`,
      parameters,
      physicalResourceId: PhysicalResourceId.of(id),
    });
    const policy = AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: [`mgn:Associate${what}`, `mgn:Disassociate${what}`], resources: ['*'] }),
    ]);
    const [onUpdate, onDelete] = [call('Associate'), call('Disassociate')];
    return new AwsCustomResource(this, id, { onUpdate, onDelete, policy, installLatestAwsSdk: false });
  }
}
/* end docs/operating.md */

const app = new App();
new Shop(app, 'Shop');
