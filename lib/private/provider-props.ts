import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { SourceServerConnectionProviderProps } from '../source-server-connection-provider-props';
import { validateGuards } from './validation';

/** Throws when settings of a provider do not go together. */
export function validateProviderProps(timeout: Duration, props: SourceServerConnectionProviderProps): void {
  validateGuards(props.removalGuards ?? []);
  if (!timeout.isUnresolved() && (timeout.toSeconds() < 60 || timeout.toSeconds() > 900)) {
    throw new Error(`'timeout' must be between 1 and 15 minutes, got ${timeout.toHumanString()}`);
  }
  if (!props.vpc && (props.vpcSubnets || props.securityGroups)) {
    throw new Error("'vpcSubnets' and 'securityGroups' need 'vpc'; give the VPC that the function is to run in");
  }
  if (props.logGroup && (props.logRetention !== undefined || props.logRemovalPolicy)) {
    throw new Error(
      "'logRetention' and 'logRemovalPolicy' are for the provider's own log group; set them on 'logGroup'",
    );
  }
  if (props.logRemovalPolicy === RemovalPolicy.SNAPSHOT) {
    throw new Error(`'logRemovalPolicy' must be RETAIN or DESTROY, got "snapshot"; a log group has no snapshot`);
  }
}
