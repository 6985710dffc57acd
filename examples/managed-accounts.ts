import { App, Stack, Stage } from 'aws-cdk-lib';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/*
 * One account for all: MGN's global view lets the management account of an organization, or a delegated administrator,
 * act on the servers of member accounts. `accountId` is the account that holds the server.
 */
const FLEET = {
  '210987654321': ['s-3053c1c3b7d8bd4e0', 's-3a1f4f5d6c7e8b901'],
  '321098765432': ['s-3c9e2b7a4d5f60812'],
};

const app = new App();
const administrator = new Stage(app, 'Administrator', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
for (const [accountId, sourceServerIds] of Object.entries(FLEET)) {
  const stack = new Stack(administrator, `Servers${accountId}`);
  for (const sourceServerId of sourceServerIds) {
    new SourceServerConnection(stack, sourceServerId, { sourceServerId, accountId });
  }
}

app.synth();
