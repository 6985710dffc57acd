import type { CreateChangeSetInput } from '@aws-sdk/client-cloudformation';
import type { Properties } from '../../kernel/types';
import type { Blueprint } from '../../template';

/** What makes a property change that the template leaves as it is. */
export interface Cause {
  readonly source: 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  readonly entity: string;
  /** False if it only may change. */
  readonly certain: boolean;
}

export interface PropertyChange {
  readonly name: string;
  readonly replaces: boolean;
  /** Whether its value certainly changes; otherwise it is known only after the deployment. */
  readonly certain: boolean;
  readonly causes: readonly Cause[];
}

export interface PlannedChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly properties: readonly PropertyChange[];
  /** Names of the other attributes that change. */
  readonly attributes: readonly ('Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy')[];
  readonly policyAction?: string;
  readonly before?: Properties;
  readonly after?: Properties;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly input: CreateChangeSetInput;
  readonly creationTime: Date;
  readonly operationId: string;
  readonly blueprint: Blueprint;
  readonly changes: readonly PlannedChange[];
  readonly failure?: string;
  executionStatus:
    | 'UNAVAILABLE'
    | 'AVAILABLE'
    | 'OBSOLETE'
    | 'EXECUTE_IN_PROGRESS'
    | 'EXECUTE_COMPLETE'
    | 'EXECUTE_FAILED';
}

export const replacesResource = ({ properties }: PlannedChange): boolean =>
  properties.some(({ certain, replaces }) => certain && replaces);
