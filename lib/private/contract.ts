/*
 * The wire format between the constructs and their function. It is a contract with every deployed stack: a later
 * version may add properties, but must keep accepting these, since CloudFormation sends a Delete with the properties of
 * the last deployment.
 */

/** The CloudFormation resource type of a connection. */
export const RESOURCE_TYPE = 'Custom::MgnSourceServerConnection';

/**
 * The type that the events of a clean-up show for every custom resource that it deletes, whatever type the template
 * declares. These events have no properties either. Recorded: aws/aws-cdk#23708, aws/aws-cdk#27651. A template may also
 * declare this type, so the type alone does not prove whose resource it is.
 */
export const GENERIC_TYPE = 'AWS::CloudFormation::CustomResource';

/**
 * The tag of a log group that holds a record. `mgn-disconnect record` finds log groups by it, also of deleted stacks.
 */
export const RECORD_TAG = { key: 'cdk-mgn-disconnect', value: 'record' } as const;

/** What the construct writes into the template; CloudFormation adds ServiceToken. */
export interface ConnectionProperties {
  readonly SourceServerId: string;
  readonly AccountId?: string;
  /**
   * What becomes of the server when its connection is deleted: a value of CDK's RemovalPolicy or, where a condition
   * chooses, CloudFormation's pair of DeletionPolicy and UpdateReplacePolicy. Absent if it is disconnected.
   *
   * The handler keeps a server connected whose last deployment says here that it is retained (rule D11). And
   * CloudFormation does not deploy a template in which only a DeletionPolicy has changed
   * (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html): this property makes a
   * change of it an update.
   */
  readonly RemovalPolicy?: string | readonly string[];
  /** `archive` or `delete`; absent for a connection that leaves MGN's record as it is. */
  readonly AfterDisconnection?: string;
  /** `true`, or absent. */
  readonly FinalizeCutover?: string;
  /** `true`, or absent. The server is not disconnected until a completed deployment has removed this. */
  readonly Protected?: string;
  /** `true`, or absent. The server may be disconnected already when it comes into the stack. */
  readonly AllowDisconnected?: string;
}

/** An attribute that MGN does not know. */
export const UNKNOWN = 'unknown';

/** What `Fn::GetAtt` of a connection gives: the server as the last deployment found it. */
export interface ConnectionAttributes {
  readonly SourceServerArn: string;
  readonly Hostname: string;
  readonly Fqdn: string;
  readonly LifeCycleState: string;
  readonly DataReplicationState: string;
  readonly LaunchedInstanceId: string;
}

/** The CloudFormation resource type of a removal gate. */
export const GATE_TYPE = 'Custom::MgnRemovalGate';

/** The functions' environment variable that names the gate of their tree: the ARN of its stack, and its logical id. */
export const GATE_VARIABLE = 'REMOVAL_GATE';

/**
 * The functions' environment variable with the tag by which their role may disconnect servers: [key, value] as JSON.
 */
export const ACCESS_TAG_VARIABLE = 'ACCESS_TAG';

/** What that variable holds, as the JSON array of both. */
export interface AccessTag {
  readonly key: string;
  readonly value: string;
}

/** What the gate of a tree of stacks knows: which servers the tree declares, and the guards that must be met. */
export interface GateProperties {
  /**
   * The guards of each provider in the tree, by its key. A provider without guards has an empty list. The numbers arrive
   * as text: CloudFormation sends every scalar as text.
   */
  readonly Guards: Readonly<Record<string, readonly GuardProperties[]>>;
  readonly Servers: readonly GateServer[];
  /** Nested stacks whose templates the CDK does not make: the logical ids from the root, joined with '/'. */
  readonly OtherStacks?: readonly string[];
}

export interface GateServer {
  /** Its id, or `Ref` of its connection where only the deployment knows it. */
  readonly Server: string;
  /** As its connection declares it. */
  readonly AccountId?: string;
  /** A key of Guards. */
  readonly Provider: string;
  /** The same as the connection's property. */
  readonly RemovalPolicy?: ConnectionProperties['RemovalPolicy'];
  /** The same as the connection's property. */
  readonly Protected?: ConnectionProperties['Protected'];
}

export type GuardProperties =
  | { readonly Kind: 'LifeCycleStates'; readonly States: readonly string[] }
  | { readonly Kind: 'CutoverFinalizedFor'; readonly Seconds: number }
  | { readonly Kind: 'LaunchedInstanceProven' }
  | { readonly Kind: 'NoRunningJob' }
  | { readonly Kind: 'Tagged'; readonly Key: string; readonly Value: string }
  | { readonly Kind: 'AtMost'; readonly Servers: number }
  | { readonly Kind: 'Never' };

/** The CloudFormation resource type of what waits for a staging area. */
export const STAGING_TYPE = 'Custom::MgnStagingAreaDrained';

export interface StagingProperties {
  readonly Servers: readonly { readonly Server: string; readonly AccountId?: string }[];
  /** A number as text: CloudFormation sends every scalar as text. */
  readonly TimeoutSeconds: string;
  /** The id of the VPC in which MGN's security groups are deleted. Absent if they stay. */
  readonly DeleteSecurityGroupsIn?: string;
}

/** Properties as they arrive: the members have these names, and their values may be anything. */
export type Received<Properties> = {
  readonly [Name in Properties extends unknown ? keyof Properties : never]?: unknown;
};

/** The shape of an MGN source server id: docs.aws.amazon.com/mgn/latest/APIReference/API_SourceServer.html */
export const SOURCE_SERVER_ID = /^s-[0-9a-zA-Z]{17}$/;

/** The shape of an AWS account id. */
export const ACCOUNT_ID = /^[0-9]{12}$/;

/*
 * The metrics that the function's log lines carry, by their names in CloudWatch. A contract with the alarms and
 * dashboards of users, which name them.
 */

export const NAMESPACE = 'CdkMgnDisconnect';

/** The dimensions: `Reason` only of `Kept`. */
export const STACK_NAME = 'StackName';
export const REASON = 'Reason';

/** The names with their units. */
export const METRICS = {
  /** Calls of DisconnectFromService that MGN has carried out. */
  Disconnected: 'Count',
  /** Deletes that left their server connected. */
  Kept: 'Count',
  /** Deletes whose server MGN does not show, and perhaps never did. */
  NotFound: 'Count',
  /** Deletes that were answered FAILED. */
  Failed: 'Count',
  /** From a Delete to its answer. */
  WaitedSeconds: 'Seconds',
} as const;

export type MetricName = keyof typeof METRICS;

/**
 * Why a Delete of CloudFormation left its server connected: a value of the metric `Kept`, and of `keptBecause` in the
 * function's log.
 */
export enum KeptReason {
  /** The state of the stack does not belong to a completed deployment: a rollback, most often. */
  NO_COMPLETED_DEPLOYMENT = 'NoCompletedDeployment',

  /** No completed deployment ever held the server by this connection. */
  NEVER_HELD = 'NeverHeld',

  /** The deletion was over before its event came. */
  LATE_EVENT = 'LateEvent',

  /** The connection's last deployment retains the server, and CloudFormation asked to delete it all the same. */
  RETAINED = 'Retained',

  /** Another connection of the tree of stacks holds the server: it was renamed or moved. */
  HELD_BY_ANOTHER = 'HeldByAnother',

  /** A failed update had taken the server from the connection, and the present one has given it back. */
  HELD_AGAIN = 'HeldAgain',

  /** The physical resource id names no server: CloudFormation had cancelled the creation, or it had failed. */
  NOT_A_CONNECTION = 'NotAConnection',
}
