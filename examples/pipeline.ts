import { App, Stack, Stage } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, ShellStep } from 'aws-cdk-lib/pipelines';
import { SourceServerConnection } from 'cdk-mgn-disconnect';

/* CDK Pipelines deploy the stage: a server that a commit removes is disconnected after an approval. */
const app = new App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT ?? '123456789012', region: process.env.CDK_DEFAULT_REGION };
const stack = new Stack(app, 'Pipeline', { env });

const pipeline = new CodePipeline(stack, 'Pipeline', {
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.codeCommit(Repository.fromRepositoryName(stack, 'Source', 'migration'), 'main'),
    commands: ['npm ci', 'npx cdk synth'],
  }),
});

const stage = new Stage(app, 'Migration', { env });
const servers = new Stack(stage, 'SourceServers');
new SourceServerConnection(servers, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
pipeline.addStage(stage, { pre: [new ManualApprovalStep('DisconnectRemovedServers')] });

app.synth();
