import { type CfnResource, RemovalPolicy, TagManager } from 'aws-cdk-lib';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { RECORD_TAG } from './contract';
import { synthesizedProperty, synthesizedRemovalPolicy } from './synthesized';

/** What a provider is told of its log group. */
interface LogSettings {
  readonly logGroup?: ILogGroup;
  readonly logRetention?: RetentionDays;
  readonly logRemovalPolicy?: RemovalPolicy;
  readonly logDeletionProtection?: boolean;
}

/** The log group that a provider makes for its record. Its id is a contract with every deployed stack. */
export function recordLog(
  provider: Construct,
  { logRetention, logRemovalPolicy, logDeletionProtection }: LogSettings,
): LogGroup {
  const logGroup = new LogGroup(provider, 'Logs', {
    retention: logRetention ?? RetentionDays.ONE_YEAR,
    removalPolicy: logRemovalPolicy ?? RemovalPolicy.RETAIN,
  });
  if (logDeletionProtection) protectFromDeletion(logGroup);
  return logGroup;
}

/** Tags a log group, so that its record is found when the stack is gone. One that is imported cannot be tagged here. */
export function markAsRecord({ node: { defaultChild } }: ILogGroup): void {
  if (defaultChild) TagManager.of(defaultChild)?.setTag(RECORD_TAG.key, RECORD_TAG.value);
}

/** What is wrong with the settings of the log group, or does not go together. */
export function problemsOfLog(props: LogSettings): string[] {
  const { logGroup, logRetention, logRemovalPolicy, logDeletionProtection } = props;
  const problems: string[] = [];
  if (logGroup && (logRetention !== undefined || logRemovalPolicy || logDeletionProtection)) {
    problems.push(
      "the log retention, the log removal policy and the log deletion protection are for the provider's own log group; set them on the log group that you give",
    );
  }
  if (logRemovalPolicy === RemovalPolicy.SNAPSHOT) {
    problems.push(
      'the log removal policy must be RemovalPolicy.RETAIN or RemovalPolicy.DESTROY, got "snapshot"; a log group has no snapshot',
    );
  }
  if (logDeletionProtection && logRemovalPolicy && logRemovalPolicy !== RemovalPolicy.RETAIN) {
    problems.push(contradiction(`the log removal policy is "${logRemovalPolicy}"`));
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
      return isRetained ? [] : [contradiction('something in the app has given the log group another removal policy')];
    },
  });
}

const PROTECTION = 'DeletionProtectionEnabled';

const contradiction = (policy: string): string =>
  `a log group with deletion protection must be retained, but ${policy}: CloudFormation could not delete it, and the stack would be stuck; leave out logDeletionProtection, or give the log group RemovalPolicy.RETAIN`;
