import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { handlerCode } from './handler-code';
import { keepNetworkOf } from './network';

const LOOKING = ['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes', 'mgn:DescribeSourceServers'];

/** CDK's provider framework, whose waiter asks each minute whether the staging area is gone. */
export function stagingProvider(scope: Construct, timeout: Duration): Provider {
  const isComplete = functionOf(scope, 'IsComplete', 'isComplete');
  // none of the actions knows resource types that could be named here
  isComplete.addToRolePolicy(new PolicyStatement({ actions: LOOKING, resources: ['*'] }));
  const provider = new Provider(scope, 'Provider', {
    onEventHandler: functionOf(scope, 'OnEvent', 'onEvent'),
    isCompleteHandler: isComplete,
    queryInterval: Duration.minutes(1),
    // the function gives up before and says what remains; the framework would only say that the time is up
    totalTimeout: timeout.plus(Duration.minutes(4)),
    disableWaiterStateMachineLogging: true,
  });
  // a property injector may put any function into a VPC
  for (const one of scope.node.findAll()) if (one instanceof LambdaFunction) keepNetworkOf(one);
  return provider;
}

function functionOf(scope: Construct, id: string, handler: string): LambdaFunction {
  return new LambdaFunction(scope, id, {
    description: 'Waits until the staging area of MGN source servers is gone',
    code: handlerCode(scope, 'staging'),
    handler: `index.${handler}`,
    runtime: Runtime.NODEJS_LATEST,
    timeout: Duration.minutes(2),
  });
}
