import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RemovalGuard } from './removal-guard';
import type { SourceServerAccess } from './source-server-access';

/**
 * How the function behind a stack's connections runs.
 */
export interface SourceServerConnectionProviderProps {
  /**
   * Which source servers the function may disconnect.
   *
   * @default SourceServerAccess.declaredServers()
   */
  readonly access?: SourceServerAccess;

  /**
   * What must hold before a server of the provider leaves the stack. A guard that is not met fails the deployment,
   * which is rolled back with nothing disconnected, or the deletion of the stack: then every connection stays as it is,
   * and the next deletion asks again. `RemovalGuard` has the guards.
   *
   * The guards are asked by one more resource in the root stack, `Custom::MgnRemovalGate`. They count from the
   * deployment that declares them. A deployment that takes the last provider with guards away takes the guards away:
   * let its servers leave in a deployment before.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/guards.md
   * @default - no guards: what a completed deployment removes is disconnected.
   */
  readonly removalGuards?: RemovalGuard[];

  /**
   * The role of the function. The permissions it needs are attached to it, as an inline policy and up to five managed
   * policies, unless it is imported with `mutable: false`, comes from `withoutPolicyUpdates()` or falls under
   * `Role.customizeRoles()`: then it must have them already.
   *
   * Several stacks may share a role, as far as its quotas of policies go.
   *
   * @default - a new role with no AWS managed policy.
   */
  readonly role?: IRole;

  /**
   * How long the function waits for a server that cannot be disconnected yet (a launch job is running, MGN throttles)
   * before the deletion fails: from 1 to 15 minutes. CloudFormation waits five minutes longer for an answer.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;

  /**
   * The log group of the function. Its JSON lines are the record of what was disconnected: each server as MGN described
   * it, what MGN answered, and each decision.
   *
   * @see https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/docs/record.md
   * @default - a new log group, with `logRetention` and `logRemovalPolicy`.
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the provider's own log group keeps its entries. Not with `logGroup`.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the provider's own log group when the stack is deleted, or the provider leaves it. With `RETAIN` it
   * stays, with a name that no later deployment takes; with `DESTROY` the record of what was disconnected is deleted
   * with the stack. Not with `logGroup`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * The VPC the function runs in. It must reach MGN, CloudFormation and S3, by endpoints or a NAT gateway.
   *
   * @default - the function does not run in a VPC of yours.
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the VPC that the function runs in.
   *
   * @default - the VPC's default choice of subnets.
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function. Only with `vpc`.
   *
   * @default - a new security group, if the function runs in a VPC.
   */
  readonly securityGroups?: ISecurityGroup[];
}
