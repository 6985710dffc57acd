import { App, Stack, Stage, type StageProps } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';
import type { Construct } from 'constructs';

/* A stage per account: each one's stack holds the connections of its own account. Deploy one: cdk deploy 'Test/*' */
interface MigrationProps extends StageProps {
  readonly sourceServerIds: string[];
}

class Migration extends Stage {
  constructor(scope: Construct, id: string, props: MigrationProps) {
    super(scope, id, props);
    const stack = new Stack(this, 'SourceServers');
    for (const sourceServerId of props.sourceServerIds) {
      new SourceServerConnection(stack, sourceServerId, { sourceServerId });
    }
  }
}

const app = new App();
const region = process.env.CDK_DEFAULT_REGION;
new Migration(app, 'Test', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region },
  sourceServerIds: ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901'],
});
new Migration(app, 'Production', {
  env: { account: '210987654321', region },
  sourceServerIds: ['s-3c9e2b7a4d5f60812'],
});

app.synth();
