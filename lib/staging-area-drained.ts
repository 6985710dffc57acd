import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { STAGING_TYPE, type StagingProperties } from './private/contract';
import { isConnection } from './private/members';
import { stagingProvider } from './private/staging-provider';
import { refuse, shown } from './private/validation';
import type { StagingAreaDrainedProps } from './staging-area-drained-props';

/**
 * Lets CloudFormation delete what MGN's staging area needs (its subnet, VPC, security group or key) only when the
 * staging area of source servers is gone.
 *
 * Creating and updating it does nothing. Its deletion, by a completed deployment or with the stack, comes after that of
 * the connections. Then it waits until no replication server, staging volume or snapshot of their servers is left that
 * EC2 shows, as long as `timeout`. After that the deletion fails, names what remains by id, and can be repeated. What
 * belongs to servers that are still connected, as after a rollback or with `RETAIN`, is not waited for; launched
 * instances and what is attached to them do not count. It changes nothing in AWS: its function has the permissions
 * `ec2:DescribeInstances`, `ec2:DescribeVolumes`, `ec2:DescribeSnapshots` and `mgn:DescribeSourceServers` alone.
 *
 * Not covered: staging areas on Amazon FSx and on AWS Outposts, those of other accounts, and what is left of servers
 * that an earlier deployment had removed already.
 *
 * It must depend on what is to stay so long: `drained.node.addDependency(vpc)`.
 *
 * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
 * @example
 *
 * import { IVpc } from 'aws-cdk-lib/aws-ec2';
 * import { SourceServerConnection, StagingAreaDrained } from 'cdk-mgn-disconnect';
 *
 * declare const stagingVpc: IVpc;
 *
 * const web = new SourceServerConnection(this, 'Web', { sourceServerId: 's-3053c1c3b7d8bd4e0' });
 * const drained = new StagingAreaDrained(this, 'StagingAreaDrained', { connections: [web] });
 * drained.node.addDependency(stagingVpc);
 */
export class StagingAreaDrained extends Construct {
  /**
   * Makes the deletion of the stack, or of the construct, wait for the staging area.
   *
   * Throws when no connection is given, when one is none, or when the timeout is out of its range.
   *
   * @param scope the stack, or a construct in it.
   * @param id the id of the construct in its scope.
   * @param props the connections, and how long their staging area is waited for.
   */
  constructor(scope: Construct, id: string, props: StagingAreaDrainedProps) {
    super(scope, id);
    const { connections, timeout = Duration.minutes(55) } = props;
    refuse(this, problemsOf(connections, timeout));
    const properties: StagingProperties = {
      Servers: connections.map((connection) => {
        const { properties } = connection._gateEntry();
        return { Server: connection.sourceServerId, AccountId: properties.AccountId };
      }),
      TimeoutSeconds: String(timeout.toSeconds()),
    };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: STAGING_TYPE,
      serviceToken: stagingProvider(this, timeout).serviceToken,
      properties: { ...properties },
    });
    for (const { node } of connections) node.addDependency(resource);
  }
}

function problemsOf(connections: unknown, timeout: Duration): string[] {
  const problems: string[] = [];
  if (!Array.isArray(connections) || connections.length === 0 || !connections.every(isConnection)) {
    problems.push(
      `the connections must be a list of SourceServerConnections, got ${shown(connections)}; of a wave, give the values of its connections`,
    );
  }
  if (
    timeout.isUnresolved() ||
    timeout.toMinutes({ integral: false }) < 1 ||
    timeout.toMinutes({ integral: false }) > 55
  ) {
    problems.push(
      `the timeout must be between 1 and 55 minutes, got ${timeout.toHumanString()}; CloudFormation waits an hour for an answer`,
    );
  }
  return problems;
}
