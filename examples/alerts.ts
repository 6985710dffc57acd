import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SourceServerConnection, SourceServerConnectionProvider } from 'cdk-mgn-disconnect';

/*
 * Subscribe to the topic to be told of each disconnection in the account and Region, also by the console or a script,
 * and when a server could not be disconnected, also if the deployment was complete all the same. The topic is in a
 * stack of its own, so that it is there when the servers' stack goes.
 */
const app = new App();
const alerts = new Stack(app, 'Alerts');
const topic = new Topic(alerts, 'Topic');
SourceServerConnection.onDisconnection(alerts, 'Disconnected', { target: new SnsTopic(topic) });

const stack = new Stack(app, 'Watched');
const logGroup = new LogGroup(stack, 'Record', { retention: RetentionDays.FIVE_YEARS });
const provider = SourceServerConnectionProvider.getOrCreate(stack, { logGroup });
provider.alarmOnFailure().addAlarmAction(new SnsAction(topic));
provider.metricWaitedSeconds().createAlarm(stack, 'Slow', {
  threshold: Duration.minutes(5).toSeconds(),
  evaluationPeriods: 1,
});
new SourceServerConnection(stack, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });

app.synth();
