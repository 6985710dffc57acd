import type { DeploymentConfig } from '@aws-sdk/client-cloudformation';
import type { Properties } from '../../kernel/types';
import type { Blueprint, ResourceDefinition } from '../../template';
import type { Cancellation } from './cancellation';
import type { ChangeSet } from './change-set';
import type { StackPolicy } from './stack-policy';

/** One resource as it was last deployed. Only the status changes in place; any other change makes a new record. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** Its section in the deployed template. The policies in it decide about its Delete. */
  readonly definition: ResourceDefinition;
  readonly dependencies: readonly string[];
  readonly properties: Properties;
  /** The properties with NoEcho values masked, as events show them. */
  readonly shownProperties: Properties;
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether its attributes are hidden: a custom resource answered with NoEcho. */
  readonly noEcho?: boolean;
  /** StackId|LogicalId|RequestId of a custom resource's last answer, for error texts. */
  readonly responseObject?: string;
  /** The properties of an Update that did not succeed. The resource may have either. */
  readonly attempted?: Properties;
  /** A cancelled operation that still runs. A Delete must wait for it. */
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

/** How one resource has been listed since a moment; undefined if the stack no longer has it. */
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

/** An update that is neither cleaned up nor rolled back yet. */
export interface Update {
  /** What a rollback returns to; undefined if the stack never was stable. */
  readonly stable?: StableState;
  /** Resources that this update has begun to change. */
  readonly touched: Set<string>;
  /** Those of them that got an Update request, which a rollback must reverse. */
  readonly updated: Set<string>;
  /** Resources that a rollback has already restored. */
  readonly restored: Set<string>;
  /** Every record of this update. Ids that no resource has in the end get a Delete. */
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
  /** The events of the tree with its newest time. The root keeps them. */
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
  /** Replaces it during an update that came with one. */
  temporaryPolicy?: StackPolicy;
  /** The last check for drift, if nothing has changed since. */
  drift?: { readonly id: string; readonly at: Date; readonly resources: ReadonlySet<string> };
  /** By name, only those not yet executed. */
  readonly changeSets: Map<string, ChangeSet>;
  /** By ARN. */
  readonly executed: Map<string, ChangeSet>;
  /** The last one that was executed. */
  changeSetId?: string;
  update?: Update;
  cancellation?: Cancellation;
  /** The running operation, or the last one. Never rejects. */
  running?: Promise<void>;
}

export function isGone({ status }: StackResource): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';
}

export function rootOf(stack: Stack): Stack {
  return stack.parent ? rootOf(stack.parent) : stack;
}

/** The text of StackStatusReason, and of the rollback's first event, after a failed roll-forward. */
export class StackFailure extends Error {}
