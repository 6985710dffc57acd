/*
 * The wire format between the construct and its handler. It is a contract with every deployed stack: a later
 * version may add properties, and must go on accepting these, since CloudFormation sends a Delete with the
 * properties of the last deployment.
 */

/** The CloudFormation resource type of a connection. */
export const RESOURCE_TYPE = 'Custom::MgnSourceServerConnection';

/** What the construct writes into the template; CloudFormation adds ServiceToken. */
export interface ConnectionProperties {
  readonly SourceServerId: string;
  readonly AccountId?: string;
  /**
   * Says nothing to the handler. CloudFormation does not deploy a template in which only a DeletionPolicy has changed
   * (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html), so a connection that
   * is to be retained, and nothing else, would be deleted all the same. Absent for a connection that is deleted.
   */
  readonly RemovalPolicy?: unknown;
  /** `archive` or `delete`; absent for a connection that leaves MGN's record as it is. */
  readonly AfterDisconnection?: string;
  /** `true`, or absent. */
  readonly FinalizeCutover?: string;
}

/** What `Fn::GetAtt` of a connection gives: the server as the last deployment found it, '' where MGN says nothing. */
export interface ConnectionAttributes {
  readonly SourceServerArn: string;
  readonly Hostname: string;
  readonly Fqdn: string;
  readonly LifeCycleState: string;
  readonly DataReplicationState: string;
  readonly LaunchedInstanceId: string;
}

/** The shape of an MGN source server id: docs.aws.amazon.com/mgn/latest/APIReference/API_SourceServer.html */
export const SOURCE_SERVER_ID = /^s-[0-9a-zA-Z]{17}$/;

/** The shape of an AWS account id. */
export const ACCOUNT_ID = /^[0-9]{12}$/;
