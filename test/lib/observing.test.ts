import { App, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  KeptReason,
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
  type SourceServerConnectionProviderProps,
} from '../../lib';

const SERVER = 's-3053c1c3b7d8bd4e0';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const ALARM = 'AWS::CloudWatch::Alarm';

describe('the log group of its own', () => {
  test('is retained, for a year, without a name that a later stack could collide with', () => {
    templateOf({}).hasResource(LOG_GROUP, {
      Properties: { RetentionInDays: 365, LogGroupName: Match.absent() },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is not made where there is another one, which the function writes to', () => {
    const stack = new Stack(new App(), 'Stack');
    const logGroup = new LogGroup(stack, 'Mine', { retention: RetentionDays.TEN_YEARS });
    new SourceServerConnectionProvider(stack, 'Provider', { logGroup });
    const template = Template.fromStack(stack);
    template.resourceCountIs(LOG_GROUP, 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: stack.resolve(logGroup.logGroupName) },
    });
  });

  test.each([
    [true, "the log deletion protection is for the provider's own log group"],
    ['false', 'logDeletionProtection must be true or false, got "false"'],
  ])('is not protected by %p where there is another log group', (logDeletionProtection, message) => {
    const stack = new Stack(new App(), 'Stack');
    const logGroup = new LogGroup(stack, 'Mine');
    const props = { logGroup, logDeletionProtection: logDeletionProtection as boolean };
    expect(() => new SourceServerConnectionProvider(stack, 'Provider', props)).toThrow(message);
  });

  test('has the tag by which the record is found, as one of yours has, and an imported one cannot have', () => {
    const tagged = { Tags: [{ Key: 'cdk-mgn-disconnect', Value: 'record' }] };
    templateOf({}).hasResourceProperties(LOG_GROUP, tagged);
    const app = new App();
    const shared = new Stack(app, 'Shared');
    const logGroup = new LogGroup(shared, 'Mine');
    new SourceServerConnectionProvider(new Stack(app, 'Stack'), 'Provider', { logGroup });
    Template.fromStack(shared).hasResourceProperties(LOG_GROUP, tagged);
    expect(() => templateOf({ logGroup: LogGroup.fromLogGroupName(shared, 'Imported', 'theirs') })).not.toThrow();
  });

  test('is protected from deletion if that is asked for', () => {
    templateOf({ logDeletionProtection: true }).hasResource(LOG_GROUP, {
      Properties: { DeletionProtectionEnabled: true },
      DeletionPolicy: 'Retain',
    });
    templateOf({}).hasResourceProperties(LOG_GROUP, { DeletionProtectionEnabled: Match.absent() });
  });

  test('is not protected where something in the app lets it go with the stack', () => {
    const stack = new Stack(new App(), 'Stack');
    const { logGroup } = new SourceServerConnectionProvider(stack, 'Provider', { logDeletionProtection: true });
    logGroup.applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(() => Template.fromStack(stack)).toThrow(
      'a log group with deletion protection must be retained, but something in the app has set another removal policy',
    );
  });

  test('is the same with the feature flag by which CDK makes log groups', () => {
    const flagged = (value: boolean) => {
      const app = new App({ context: { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': value } });
      const stack = new Stack(app, 'Stack');
      SourceServerConnectionProvider.getOrCreate(stack, { removalGuards: [RemovalGuard.never()] });
      return Template.fromStack(stack).toJSON();
    };
    expect(flagged(true)).toEqual(flagged(false));
  });
});

describe('a metric', () => {
  test.each([
    ['Disconnected', 'Sum', (provider: SourceServerConnectionProvider) => provider.metricDisconnected()],
    ['Kept', 'Sum', (provider: SourceServerConnectionProvider) => provider.metricKept()],
    ['NotFound', 'Sum', (provider: SourceServerConnectionProvider) => provider.metricNotFound()],
    ['Failed', 'Sum', (provider: SourceServerConnectionProvider) => provider.metricFailed()],
    ['WaitedSeconds', 'Maximum', (provider: SourceServerConnectionProvider) => provider.metricWaitedSeconds()],
  ])('%s is that of the stack', (metricName, statistic, metricOf) => {
    const stack = new Stack(new App(), 'Stack');
    expect(metricOf(SourceServerConnectionProvider.getOrCreate(stack))).toMatchObject({
      namespace: 'CdkMgnDisconnect',
      metricName,
      statistic,
      dimensions: { StackName: 'Stack' },
    });
  });

  test('of what is kept may be that of one reason', () => {
    const provider = SourceServerConnectionProvider.getOrCreate(new Stack(new App(), 'Stack'));
    const metric = provider.metricKept({ reason: KeptReason.HELD_BY_ANOTHER, label: 'moved' });
    expect(metric.dimensions).toEqual({ StackName: 'Stack', Reason: 'HeldByAnother' });
    expect(metric.label).toBe('moved');
  });

  test('of a nested stack has the name that CloudFormation gives that', () => {
    const nested = new NestedStack(new Stack(new App(), 'Root'), 'Nested');
    const { StackName } = SourceServerConnectionProvider.getOrCreate(nested).metricFailed().dimensions ?? {};
    expect(nested.resolve(StackName)).toEqual({ Ref: 'AWS::StackName' });
  });
});

describe('the alarm on failures', () => {
  test('goes off at the first, also when its log line comes late, and stays off where nothing fails', () => {
    const stack = new Stack(new App(), 'Stack');
    SourceServerConnectionProvider.getOrCreate(stack).alarmOnFailure();
    Template.fromStack(stack).hasResourceProperties(ALARM, {
      Namespace: 'CdkMgnDisconnect',
      MetricName: 'Failed',
      Dimensions: [{ Name: 'StackName', Value: 'Stack' }],
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      AlarmName: Match.absent(),
    });
  });

  test('is one, however often it is asked for, and takes actions', () => {
    const stack = new Stack(new App(), 'Stack');
    const topic = new Topic(stack, 'Topic');
    const provider = SourceServerConnectionProvider.getOrCreate(stack);
    expect(provider.alarmOnFailure()).toBe(provider.alarmOnFailure());
    provider.alarmOnFailure().addAlarmAction(new SnsAction(topic));
    const template = Template.fromStack(stack);
    template.resourceCountIs(ALARM, 1);
    template.hasResourceProperties(ALARM, { AlarmActions: [stack.resolve(topic.topicArn)] });
  });

  test('is deleted after the connections, whichever of them is declared first', () => {
    const stack = new Stack(new App(), 'Stack');
    const provider = SourceServerConnectionProvider.getOrCreate(stack);
    new SourceServerConnection(stack, 'First', { sourceServerId: SERVER });
    const alarm = stack.getLogicalId(provider.alarmOnFailure().node.defaultChild as any);
    new SourceServerConnection(stack, 'Second', { sourceServerId: 's-3a1f4f5d6c7e8b901' });
    const connections = Template.fromStack(stack).findResources('Custom::MgnSourceServerConnection');
    for (const { DependsOn } of Object.values(connections)) expect(DependsOn).toContain(alarm);
  });

  test('is not there unless it is asked for', () => templateOf({}).resourceCountIs(ALARM, 0));
});

describe('the rule for disconnections', () => {
  test('matches what MGN has carried out, whoever asked for it, and nothing that it refused', () => {
    const stack = new Stack(new App(), 'Stack');
    const target = new SnsTopic(new Topic(stack, 'Topic'));
    SourceServerConnection.onDisconnection(stack, 'Rule', { target, eventPattern: { region: ['eu-west-1'] } });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.mgn'],
        'detail-type': ['AWS API Call via CloudTrail'],
        region: ['eu-west-1'],
        detail: {
          eventSource: ['mgn.amazonaws.com'],
          eventName: ['DisconnectFromService'],
          errorCode: [{ exists: false }],
        },
      },
      Targets: [Match.objectLike({ Arn: Match.anyValue() })],
    });
  });

  test('matches less with a pattern of yours: what is in it must hold besides', () => {
    const stack = new Stack(new App(), 'Stack');
    const ofServer = { requestParameters: { sourceServerID: [SERVER] } };
    SourceServerConnection.onDisconnection(stack, 'Rule', { eventPattern: { detail: ofServer } });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { eventName: ['DisconnectFromService'], ...ofServer } },
    });
  });

  test.each<[string, object]>([
    ['source', { source: ['aws.ec2'] }],
    ['source', { source: ['aws.mgn'] }],
    ['detailType', { detailType: ['AWS Service Event via CloudTrail'] }],
    ['detail-type', { 'detail-type': ['AWS Service Event via CloudTrail'] }],
    ['detail.eventSource', { detail: { eventSource: ['ec2.amazonaws.com'] } }],
    ['detail.eventName', { detail: { eventName: ['StartCutover'] } }],
    ['detail.errorCode', { detail: { errorCode: [{ exists: true }] } }],
    ['source or detail.eventName', { source: ['aws.mgn'], detail: { eventName: [{ prefix: 'Disconnect' }] } }],
  ])('refuses %s in a pattern of yours, which would make it match more: %j', (names, eventPattern) => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => SourceServerConnection.onDisconnection(stack, 'Rule', { eventPattern })).toThrow(
      `'Stack/Rule': the event pattern must not have ${names}, since the rule matches disconnections alone; leave that out, and give other fields to match fewer of them`,
    );
  });

  test('needs no connection in its stack, and no target yet', () => {
    const stack = new Stack(new App(), 'Stack');
    SourceServerConnection.onDisconnection(stack, 'Rule');
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toHaveLength(1);
  });
});

function templateOf(props: SourceServerConnectionProviderProps): Template {
  const stack = new Stack(new App(), 'Stack');
  new SourceServerConnectionProvider(stack, 'Provider', props);
  return Template.fromStack(stack);
}
