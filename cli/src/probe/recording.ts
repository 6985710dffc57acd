/*
 * What a run of a scenario has shown, in the form of the recordings that the local AWS is compared with: no account, no
 * name and no id of AWS is left in it.
 */

export interface ProbeRecording {
  readonly scenario: string;
  readonly source: string;
  readonly date: string;
  readonly region: string;
  /** What waits for what: the logical ids on which each depends. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly operations: readonly RecordedOperation[];
  readonly events: readonly RecordedEvent[];
  readonly requests: readonly RecordedRequest[];
  readonly stacks: readonly RecordedStack[];
  /** Why events could not be read, where they could not. */
  readonly unreadable?: string;
}

/** As local-aws/test/recordings has it. */
export interface RecordedEvent {
  /** Since the first event of the scenario. */
  readonly seconds: number;
  /** 'Root', or the logical id of the nested stack. */
  readonly stack: string;
  /** The name of the stack where the event is about the stack itself. */
  readonly logicalId: string;
  readonly status: string;
  /** '' where AWS gives an empty one; @ and a stack; else the how manieth of its resource it is. */
  readonly physicalId: string;
  readonly type: string;
  readonly eventId?: 'time' | 'uuid' | 'v1' | 'own';
  readonly properties: boolean;
  readonly token: boolean;
  readonly operation?: string;
  /** Parts in angle brackets stand for texts of any kind. */
  readonly reason: string;
}

export interface RecordedOperation {
  readonly seconds: number;
  readonly operation: string;
  /** Why CloudFormation refused it. */
  readonly refused?: string;
  /** The status of the root when it has settled. */
  readonly end?: string;
}

/** A request that the function got. */
export interface RecordedRequest {
  readonly seconds: number;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly resourceType: string;
  /** '' in a Create. */
  readonly physicalId: string;
  /** The how manieth id of a request of this resource. */
  readonly request: number;
  /** The property N, and that of the old properties, as they arrived. */
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
  /** Seconds until the events, and the list, showed what is requested. */
  readonly toldAfter?: number;
  readonly listedAfter?: number;
}

export interface RecordedStack {
  readonly stack: string;
  /** Of a nested stack, as DescribeStacks tells it: @ and a stack. */
  readonly parent?: string;
  readonly root?: string;
  /** What DescribeStacks told of it last, by its ARN. */
  readonly end: string;
}
