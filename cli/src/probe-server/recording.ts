/* What MGN, EC2 and CloudTrail have shown of a disconnection: no account, no name and no id of AWS is left in it. */

export interface ServerRecording {
  readonly source: string;
  readonly date: string;
  readonly region: string;
  /** Answers that lacked the server, before it was disconnected. */
  readonly missesBefore: number;
  readonly calls: readonly RecordedCall[];
  /** What MGN showed, when it changed; the first is of before. */
  readonly states: readonly RecordedState[];
  readonly looks: number;
  /** Looks in which MGN did not show the server. */
  readonly misses: number;
  readonly replicationServer: RecordedReplicationServer;
  readonly resources: readonly RecordedResource[];
  readonly trail: readonly RecordedTrail[];
  /** Why something could not be read, last. */
  readonly unread?: string;
}

/** All seconds are those since the first call of DisconnectFromService. */
export interface RecordedCall {
  readonly seconds: number;
  /** Whether the answer is the server. */
  readonly isServer?: boolean;
  readonly lifeCycleState?: string;
  readonly replicationState?: string;
  readonly refused?: { readonly name: string; readonly message: string };
}

export interface RecordedState {
  readonly seconds: number;
  readonly isShown: boolean;
  readonly lifeCycleState?: string;
  readonly replicationState?: string;
}

export interface RecordedReplicationServer {
  /** Whether MGN names it. */
  readonly isNamed: boolean;
  /** Whether EC2 shows it among what MGN has tagged. */
  readonly isTagged: boolean;
  /** Whether its Name is one of those that are known. */
  readonly isKnown: boolean;
  /** Whether other connected servers use it. */
  readonly isShared: boolean;
}

/** What the staging area has, or had, of the server. */
export interface RecordedResource {
  /** Its kind and a number. */
  readonly name: string;
  readonly kind: 'instance' | 'volume' | 'snapshot';
  /** Keys of AWS with their values where those are AWS's; others are counted as <tag>. */
  readonly tags: Readonly<Record<string, string>>;
  /** Whether a tag names the source server. */
  readonly namesServer: boolean;
  readonly attachedTo?: string;
  /** The first look that did not show it. */
  readonly goneAfter?: number;
  /** Looks that showed it, after the disconnection, and those of them in which StagingAreaDrained would not wait for it. */
  readonly looks: number;
  readonly notWaitedFor: number;
}

export interface RecordedTrail {
  /** The how manieth call. */
  readonly call: number;
  /** Seconds between the call and the first lookup that found it. */
  readonly arrivedAfter: number;
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  readonly namesServer: boolean;
  /** The members of the record. */
  readonly members: readonly string[];
}
