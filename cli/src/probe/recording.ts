/*
 * What a run of a scenario has shown, in the form of the recordings that the local AWS is compared with. It has no
 * account, no name and no id of AWS.
 */

export interface ProbeRecording {
  readonly scenario: string;
  readonly source: string;
  readonly date: string;
  readonly region: string;
  /** The logical ids on which each resource depends. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly operations: readonly RecordedOperation[];
  readonly events: readonly RecordedEvent[];
  readonly requests: readonly RecordedRequest[];
  readonly stacks: readonly RecordedStack[];
  /** Why events could not be read, if so. */
  readonly unreadable?: string;
}

/** In the form of local-aws/test/recordings. */
export interface RecordedEvent {
  /** Seconds since the first event of the scenario. */
  readonly seconds: number;
  /** 'Root', or the logical id of the nested stack. */
  readonly stack: string;
  /** The name of the stack if the event is about the stack itself. */
  readonly logicalId: string;
  readonly status: string;
  /** '' if AWS gives an empty one; @ and a stack; else the ordinal number among the ids of its resource. */
  readonly physicalId: string;
  readonly type: string;
  readonly eventId?: 'time' | 'uuid' | 'v1' | 'own';
  readonly properties: boolean;
  readonly token: boolean;
  readonly operation?: string;
  /** Parts in angle brackets stand for any text. */
  readonly reason: string;
}

export interface RecordedOperation {
  readonly seconds: number;
  readonly operation: string;
  /** Why CloudFormation refused it. */
  readonly refused?: string;
  /** The status of the root after it has settled. */
  readonly end?: string;
}

/** A request that the function received. */
export interface RecordedRequest {
  readonly seconds: number;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly resourceType: string;
  /** '' in a Create. */
  readonly physicalId: string;
  /** The ordinal number of the id of a request of this resource. */
  readonly request: number;
  /** The property N, in the new and in the old properties, as they arrived. */
  readonly n?: unknown;
  readonly oldN?: unknown;
  readonly shown?: Shown;
}

/** What CloudFormation showed before the request was answered. */
export interface Shown {
  readonly status: string;
  readonly root: string;
  readonly listed?: { readonly type: string; readonly status: string };
  readonly described?: { readonly type: string; readonly status: string };
  /** Whether DescribeStackResource was asked. */
  readonly isDescribed: boolean;
  /** Seconds until the events, and the list, showed the request. */
  readonly toldAfter?: number;
  readonly listedAfter?: number;
}

export interface RecordedStack {
  readonly stack: string;
  /** For a nested stack, as DescribeStacks shows it: @ and a stack. */
  readonly parent?: string;
  readonly root?: string;
  /** The last status in DescribeStacks, by its ARN. */
  readonly end: string;
}
