import type { DeploymentConfig } from '@aws-sdk/client-cloudformation';
import type { Properties } from '../../kernel/types';
import type { Blueprint, ResourceDefinition } from '../../template';
import type { Cancellation } from './cancellation';
import type { ChangeSet } from './change-set';
import type { StackPolicy } from './stack-policy';

/** One resource as it was last deployed. Only the status changes in place; whatever else changes makes a new record. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** The template's section that it was deployed from: its policies decide about its Delete. */
  readonly definition: ResourceDefinition;
  readonly dependencies: readonly string[];
  readonly properties: Properties;
  /** The properties with NoEcho values masked, as events show them. */
  readonly shownProperties: Properties;
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Its attributes are not to be shown: a custom resource answered with NoEcho. */
  readonly noEcho?: boolean;
  /** StackId|LogicalId|RequestId of a custom resource's last answer, for error texts. */
  readonly responseObject?: string;
  /** The properties of an Update that did not succeed: the resource may be in either state. */
  readonly attempted?: Properties;
  /** A cancelled operation that still runs and that a Delete has to wait for. */
  readonly pending?: Promise<{ readonly physicalId?: string }>;
  status: string;
  statusReason?: string;
  changedAt: number;
  /** What was shown of it before a clean-up began to delete it. */
  beforeCleanUp?: Pick<StackResource, 'status' | 'statusReason' | 'changedAt'>;
}

export interface StackEvent {
  readonly StackId: string;
  readonly EventId: string;
  readonly StackName: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly Timestamp: Date;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly ResourceProperties?: string;
  readonly ClientRequestToken?: string;
  readonly OperationId?: string;
}

/** How one resource has been listed since a moment: undefined where it is the stack's no longer. */
export interface Listing {
  readonly at: number;
  readonly logicalId: string;
  readonly resource?: StackResource;
}

export interface StackOutput {
  readonly OutputKey: string;
  readonly OutputValue: string;
  readonly Description?: string;
  readonly ExportName?: string;
}

export interface StableState {
  readonly blueprint: Blueprint;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: readonly StackOutput[];
}

/** An update that has begun and is neither cleaned up nor rolled back. */
export interface Update {
  /** What a rollback returns to; undefined when the stack never was stable. */
  readonly stable?: StableState;
  /** Resources that this update has begun to change. */
  readonly touched: Set<string>;
  /** Those of them that got an Update request, which a rollback has to send the other way round. */
  readonly updated: Set<string>;
  /** Resources that a rollback has brought back already. */
  readonly restored: Set<string>;
  /** Every record that was made in this update. The ids that are not a resource's own in the end get a Delete. */
  readonly history: Set<StackResource>;
}

export interface StackOptions {
  readonly disableRollback: boolean;
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly retainExceptOnCreate: boolean;
  readonly timeoutInMinutes?: number;
  readonly clientRequestToken?: string;
}

export interface LastOperation {
  readonly OperationType: string;
  readonly OperationId: string;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly parent?: Stack;
  readonly creationTime: Date;
  lastUpdatedTime?: Date;
  deletionTime?: Date;
  status: string;
  statusReason?: string;
  blueprint: Blueprint;
  resources: Map<string, StackResource>;
  outputs: readonly StackOutput[];
  readonly events: StackEvent[];
  /** How its resources have been listed, oldest first. */
  readonly listings: Listing[];
  /** The events of the tree that have its newest time; kept by its root. */
  newestEvents: readonly StackEvent[];
  lastOperations: LastOperation[];
  options: StackOptions;
  roleArn?: string;
  capabilities: readonly string[];
  notificationArns: readonly string[];
  terminationProtection: boolean;
  deploymentConfig?: DeploymentConfig;
  deletionMode?: string;
  policy?: StackPolicy;
  /** In its place while an update runs that came with one. */
  temporaryPolicy?: StackPolicy;
  /** The last check for drift, if nothing has been changed since. */
  drift?: { readonly id: string; readonly at: Date; readonly resources: ReadonlySet<string> };
  /** By name, those that have not been executed. */
  readonly changeSets: Map<string, ChangeSet>;
  /** By ARN. */
  readonly executed: Map<string, ChangeSet>;
  /** The one that was executed last. */
  changeSetId?: string;
  update?: Update;
  cancellation?: Cancellation;
  /** The operation that runs, or the last one. Never rejects. */
  running?: Promise<void>;
}

export function isGone({ status }: StackResource): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';
}

export function rootOf(stack: Stack): Stack {
  return stack.parent ? rootOf(stack.parent) : stack;
}

/** What StackStatusReason and the rollback's first event say of a failed roll-forward. */
export class StackFailure extends Error {}
