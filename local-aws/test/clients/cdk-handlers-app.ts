import { App, CfnOutput, CustomResource, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';

/*
 * An app whose custom resources are the CDK's own, with the handlers that aws-cdk-lib brings: they load clients of the
 * AWS SDK from the runtime. Context: answer is what the function of stack Home answers.
 */
const app = new App();
const account = process.env.CDK_DEFAULT_ACCOUNT;
const home = new Stack(app, 'Home', { env: { account, region: 'us-east-1' }, crossRegionReferences: true });
const abroad = new Stack(app, 'Abroad', { env: { account, region: 'eu-west-1' }, crossRegionReferences: true });

const parameter = new StringParameter(home, 'Parameter', { stringValue: 'here' });
new StringParameter(abroad, 'Reader', { stringValue: `of home: ${parameter.parameterName}` });

const inline = (body: string) => ({
  runtime: Runtime.NODEJS_20_X,
  handler: 'index.handler',
  code: Code.fromInline(`exports.handler = async () => (${body});`),
});
const onEventHandler = new LambdaFunction(
  home,
  'OnEvent',
  inline(`{ PhysicalResourceId: 'x', Data: { By: 'provider' } }`),
);
const { serviceToken } = new Provider(home, 'Provider', { onEventHandler });
new CfnOutput(home, 'By', { value: new CustomResource(home, 'Thing', { serviceToken }).getAttString('By') });

new LogRetention(home, 'Retention', { logGroupName: '/retained', retention: RetentionDays.ONE_WEEK });

const read = new AwsCustomResource(home, 'Read', {
  installLatestAwsSdk: false,
  policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
  onUpdate: {
    service: 'SSM',
    action: 'getParameter',
    parameters: { Name: parameter.parameterName },
    physicalResourceId: PhysicalResourceId.of('read'),
  },
});
new CfnOutput(home, 'Value', { value: read.getResponseField('Parameter.Value') });

const reports = inline(app.node.tryGetContext('answer') ?? '1');
new CfnOutput(home, 'Reports', { value: new LambdaFunction(home, 'Report', reports).functionName });
