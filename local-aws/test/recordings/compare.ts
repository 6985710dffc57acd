import type { RecordedEvent, Recording } from './tables/table';
import type { Told } from './told';

/* The local AWS against AWS, event by event. */

/** What waits for what within a stack: the logical ids on which each depends. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

/** In what the local AWS tells otherwise than AWS did, in words. */
export function differences(recording: Recording, actual: readonly Told[], dependencies: Dependencies): string[] {
  const seen = actual.filter((event) => isSeen(recording, event));
  const wanted = byResource(recording.events);
  const given = byResource(seen);
  const isPart = recording.inPart || recording.failuresAlone;
  const unknown = isPart ? [] : [...given.keys()].filter((key) => !wanted.has(key));
  const places = new Map<RecordedEvent, number>();
  const problems = [...wanted].flatMap(([key, events]) => {
    const matched = isPart ? inPart(recording, events, given.get(key) ?? []) : (given.get(key) ?? []);
    return compared(recording, key, events, matched, (event, one) => places.set(event, seen.indexOf(one)));
  });
  const order = recording.order === undefined ? outOfOrder(recording.events, places, dependencies) : [];
  return [...unknown.map((key) => `${key} is told of, and AWS told nothing`), ...problems, ...order];
}

const keyOf = ({ stack, logicalId }: RecordedEvent): string => `${stack}/${logicalId}`;

function byResource<T extends RecordedEvent>(events: readonly T[]): Map<string, T[]> {
  const all = new Map<string, T[]>(events.map((event) => [keyOf(event), []]));
  for (const event of events) all.get(keyOf(event))?.push(event);
  return all;
}

const isOfStack = ({ stack, logicalId }: RecordedEvent): boolean => stack === logicalId;

function isSeen({ ofRootAlone, unseen = [] }: Recording, event: Told): boolean {
  if (event.stack === 'Root') return true;
  return !ofRootAlone && !(isOfStack(event) && unseen.includes(event.status));
}

/** Those that the recording tells of, in the same order; one that is missing leaves a gap. */
function inPart(recording: Recording, wanted: readonly RecordedEvent[], given: readonly Told[]): Told[] {
  let from = 0;
  return wanted.flatMap((event) => {
    const index = given.findIndex((one, at) => at >= from && mismatches(recording, event, one).length === 0);
    if (index < 0) return [];
    from = index + 1;
    return given[index] as Told;
  });
}

function compared(
  recording: Recording,
  key: string,
  wanted: readonly RecordedEvent[],
  given: readonly Told[],
  match: (event: RecordedEvent, one: Told) => void,
): string[] {
  const statuses = (events: readonly RecordedEvent[]) => events.map(({ status }) => status).join(', ');
  const expected = recording.endsEarly ? given.slice(0, wanted.length) : given;
  if (statuses(wanted) !== statuses(expected))
    return [`${key}: AWS told ${statuses(wanted)}; here it is ${statuses(given)}`];
  return wanted.flatMap((event, index) => {
    const one = given[index] as Told;
    match(event, one);
    return mismatches(recording, event, one).map((what) => `${key} ${event.status}: ${what}`);
  });
}

function mismatches({ events }: Recording, event: RecordedEvent, one: Told): string[] {
  const tells = (name: 'token' | 'operation') => events.some((other) => other[name]);
  const pairs: [string, unknown, unknown][] = [
    ['status', event.status, one.status],
    ['physical id', event.physicalId, one.physicalId],
    ['type', event.type, one.type],
    ['event id', event.eventId, event.eventId === 'own' && one.eventId === 'v1' ? 'own' : one.eventId],
    ['properties', event.properties, one.properties],
    ['token', tells('token') ? event.token : undefined, one.token],
    ['operation', tells('operation') ? (event.operation ?? 'none') : undefined, one.operation ?? 'none'],
  ];
  const wrong = pairs.filter(([, theirs, ours]) => theirs !== undefined && theirs !== ours);
  const told = wrong.map(([name, theirs, ours]) => `${name} ${theirs} on AWS, ${ours} here`);
  return isSaid(event.reason, one.reason ?? '')
    ? told
    : [...told, `reason "${event.reason}" on AWS, "${one.reason}" here`];
}

/** Parts in angle brackets stand for any text. */
function isSaid(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}\\s*$`, 's').test(text);
}

/** Of each two events of which one waits for the other, those that come the other way round. */
function outOfOrder(
  events: readonly RecordedEvent[],
  places: ReadonlyMap<RecordedEvent, number>,
  dependencies: Dependencies,
): string[] {
  const isInside = new Inside(events);
  const isLinked = (a: RecordedEvent, b: RecordedEvent) =>
    isInside.of(a, b) || isInside.of(b, a) || (a.stack === b.stack && waits(dependencies, a.logicalId, b.logicalId));
  return events.flatMap((later, index) =>
    events
      .slice(0, index)
      .filter((earlier) => isLinked(earlier, later))
      .filter((earlier) => (places.get(earlier) ?? -1) > (places.get(later) ?? Number.POSITIVE_INFINITY))
      .map((earlier) => `${textOf(later)} comes before ${textOf(earlier)}`),
  );
}

const textOf = ({ stack, logicalId, status }: RecordedEvent): string => `${stack}/${logicalId} ${status}`;

function waits(dependencies: Dependencies, a: string, b: string): boolean {
  const reaches = (from: string, to: string): boolean =>
    (dependencies[from] ?? []).some((one) => one === to || reaches(one, to));
  return a === b || reaches(a, b) || reaches(b, a);
}

/** Which stack is nested in which. */
class Inside {
  private readonly parents: ReadonlyMap<string, string>;

  constructor(events: readonly RecordedEvent[]) {
    const nested = events.filter((event) => event.type?.endsWith('::Stack') && !isOfStack(event));
    this.parents = new Map(nested.map(({ logicalId, stack }) => [logicalId, stack]));
  }

  /** Whether one event is about a stack, and the other is of that stack or of one nested in it. */
  of(outer: RecordedEvent, inner: RecordedEvent): boolean {
    const isStack = isOfStack(outer) || this.parents.get(outer.logicalId) === outer.stack;
    return isStack && this.isIn(inner.stack, outer.logicalId);
  }

  private isIn(stack: string, outer: string): boolean {
    const parent = this.parents.get(stack);
    return stack === outer || (parent !== undefined && this.isIn(parent, outer));
  }
}
