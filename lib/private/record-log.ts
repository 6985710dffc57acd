import { type CfnResource, RemovalPolicy, TagManager } from 'aws-cdk-lib';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { RECORD_TAG } from './contract';
import { synthesizedProperty, synthesizedRemovalPolicy } from './synthesized';
import { problemsOfBooleans } from './validation';

/** The log group that a provider makes for its record. Its id is a contract with every deployed stack. */
export function recordLog(provider: Construct, deletionProtection = false): LogGroup {
  const logGroup = new LogGroup(provider, 'Logs', {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  if (deletionProtection) protectFromDeletion(logGroup);
  return logGroup;
}

/** Tags a log group, so that its record is found when the stack is gone. One that is imported cannot be tagged here. */
export function markAsRecord({ node: { defaultChild } }: ILogGroup): void {
  if (defaultChild) TagManager.of(defaultChild)?.setTag(RECORD_TAG.key, RECORD_TAG.value);
}

/** What is wrong with the settings of the log group, or does not go together. */
export function problemsOfLog(props: {
  readonly logGroup?: ILogGroup;
  readonly logDeletionProtection?: boolean;
}): string[] {
  const problems = problemsOfBooleans(props, ['logDeletionProtection']);
  if (props.logGroup && props.logDeletionProtection) {
    problems.push(
      "the log deletion protection is for the provider's own log group; protect the log group that you give where you make it",
    );
  }
  return problems;
}

/** CloudFormation has the property, the lowest aws-cdk-lib has not. */
function protectFromDeletion(logGroup: LogGroup): void {
  const resource = logGroup.node.defaultChild as CfnResource;
  resource.addPropertyOverride(PROTECTION, true);
  // RemovalPolicies and Aspects may have made another policy of it since
  resource.node.addValidation({
    validate() {
      if (synthesizedProperty(resource, PROTECTION) !== true) return [];
      const isRetained = synthesizedRemovalPolicy(resource) === RemovalPolicy.RETAIN;
      return isRetained ? [] : [CONTRADICTION];
    },
  });
}

const PROTECTION = 'DeletionProtectionEnabled';

const CONTRADICTION =
  'a log group with deletion protection must be retained, and something in the app has given it another removal policy, with which CloudFormation could not delete it and the stack would be stuck; leave out logDeletionProtection, or give the log group RemovalPolicy.RETAIN';
