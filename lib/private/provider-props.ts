import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { SourceServerConnectionProviderProps } from '../source-server-connection-provider-props';
import { isGuard } from './members';
import { shown } from './validation';

/** What is wrong with the settings of a provider, or does not go together. */
export function problemsOfSettings(timeout: Duration, props: SourceServerConnectionProviderProps): string[] {
  const problems = problemsOfGuards(props.removalGuards ?? []);
  if (!timeout.isUnresolved() && (timeout.toSeconds() < 60 || timeout.toSeconds() > 900)) {
    problems.push(
      `the timeout must be between 1 and 15 minutes, got ${timeout.toHumanString()}; Lambda runs no function longer`,
    );
  }
  if (!props.vpc && (props.vpcSubnets || props.securityGroups)) {
    problems.push('subnets and security groups need a VPC; give the VPC that the function is to run in');
  }
  if (props.logGroup && (props.logRetention !== undefined || props.logRemovalPolicy)) {
    problems.push(
      "the log retention and the log removal policy are for the provider's own log group; set them on the log group that you give",
    );
  }
  if (props.logRemovalPolicy === RemovalPolicy.SNAPSHOT) {
    problems.push(
      'the log removal policy must be RemovalPolicy.RETAIN or RemovalPolicy.DESTROY, got "snapshot"; a log group has no snapshot',
    );
  }
  return problems;
}

function problemsOfGuards(guards: unknown): string[] {
  if (Array.isArray(guards) && guards.every(isGuard)) return [];
  return [
    `the removal guards must be a list of RemovalGuards, got ${shown(guards)}; make them with RemovalGuard.lifeCycleStates(...) and the others`,
  ];
}
