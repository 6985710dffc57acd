/** One event as AWS told it. What a recording does not tell is undefined. */
export interface RecordedEvent {
  /** Since the first event of the recording. */
  readonly seconds?: number;
  /** 'Root', or the logical id by which the parent of a nested stack knows it. */
  readonly stack: string;
  /** The name of the stack where the event is about the stack itself. */
  readonly logicalId: string;
  readonly status: string;
  /** '' where AWS gives an empty one; @ and a stack; else the how manieth of its resource it is. */
  readonly physicalId?: string;
  readonly type?: string;
  /** Its logical id, status and time; its logical id and a UUID; a UUID made of the time; a UUID of its own. */
  readonly eventId?: 'time' | 'uuid' | 'v1' | 'own';
  readonly properties?: boolean;
  readonly token: boolean;
  readonly operation?: string;
  /** Parts in angle brackets stand for texts of any kind. */
  readonly reason?: string;
}

/** What AWS told of an operation, re-expressed from a public source. */
export interface Recording {
  /** Where it is kept in public. */
  readonly source: string;
  /** When AWS told it, as far as that is known. */
  readonly date: string;
  /** Left out where the source does not tell it. */
  readonly region?: string;
  /** What the order of the events tells, where it does not tell all. */
  readonly order?: 'within a resource';
  /** Some events of each resource are left out. */
  readonly inPart?: boolean;
  /** It tells stacks' states and what failed, and nothing else. */
  readonly failuresAlone?: boolean;
  /** It has the root's events, and no nested stack's. */
  readonly ofRootAlone?: boolean;
  /** Statuses of nested stacks that its recorder could not see. */
  readonly unseen?: readonly string[];
  /** It ends before the operation does. */
  readonly endsEarly?: boolean;
  readonly events: readonly RecordedEvent[];
}

/**
 * Columns: seconds, stack, logical id, status, physical id, type, what else is shown, reason. A row with two statuses is
 * two events that are alike in all else.
 */
export function table(text: string): RecordedEvent[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return (cells[3] ?? '').split(' ').map((status) => eventOf(cells.with(3, status)));
  });
}

function eventOf([
  seconds,
  stack = '',
  logicalId = '',
  status = '',
  id = '',
  type = '',
  shown = '',
  reason = '',
]: string[]) {
  const [eventId, ...more] = shown.split(' ');
  return {
    seconds: seconds ? Number(seconds) : undefined,
    ...{ stack, logicalId, status },
    physicalId: id === "''" ? '' : known(id),
    type: known(type)?.replace(/^CF::/, 'AWS::CloudFormation::'),
    eventId: known(eventId ?? '') as RecordedEvent['eventId'],
    properties: known(shown) === undefined ? undefined : more.includes('properties'),
    token: more.includes('token'),
    operation: more.find((word) => word.startsWith('op')),
    // a source that shows no ids of events leaves out what stands beside them
    reason: shown === '?' && reason === '' ? undefined : known(reason),
  };
}

const known = (cell: string): string | undefined => (cell === '?' ? undefined : cell);
