import type { ProbeRecording, RecordedEvent, RecordedRequest } from './recording';

/* What a row wants to know of a recording. Undefined: it was not seen. */

type Which = Partial<Pick<RecordedRequest, 'stack' | 'type' | 'physicalId' | 'n'>>;

const fits = (one: object, which: object): boolean =>
  Object.entries(which).every(([name, value]) => (one as Record<string, unknown>)[name] === value);

export const requestsOf = ({ requests }: ProbeRecording, logicalId: string, which: Which = {}): RecordedRequest[] =>
  requests.filter((one) => one.logicalId === logicalId && fits(one, which));

export const eventsWith = (
  { events }: Pick<ProbeRecording, 'events'>,
  logicalId: string,
  which: Partial<RecordedEvent> = {},
): RecordedEvent[] => events.filter((one) => one.logicalId === logicalId && fits(one, which));

/** The states of the stack and its root while a request waited for its answer. */
export function statesAt(recording: ProbeRecording, logicalId: string, which: Which): string | undefined {
  const shown = requestsOf(recording, logicalId, which).find((one) => one.shown !== undefined)?.shown;
  if (shown === undefined) return undefined;
  return shown.status === shown.root ? shown.status : `${shown.status} in a root in ${shown.root}`;
}

export const deletedIn = (recording: ProbeRecording, logicalId: string, which: Which = {}): string | undefined =>
  statesAt(recording, logicalId, { type: 'Delete', ...which });

/** How an operation ended, counted from 0. */
export function endOf({ operations }: ProbeRecording, index: number): string | undefined {
  const operation = operations[index];
  return operation?.refused === undefined ? operation?.end : `refused: ${operation.refused}`;
}

/** The types, each once, in the events of a resource's deletion. */
export function typesInDeletion(
  recording: Pick<ProbeRecording, 'events'>,
  logicalId: string,
  during: RegExp,
): string | undefined {
  const types = new Set<string>();
  let states: Record<string, string> = {};
  for (const event of recording.events) {
    const { stack, status } = event;
    if (event.logicalId === stack) states = { ...states, [stack]: status };
    const isIt = event.logicalId === logicalId && status.startsWith('DELETE_') && during.test(states[stack] ?? '');
    if (isIt) types.add(event.type);
  }
  return types.size === 0 ? undefined : [...types].join(' and ');
}

/** The position of an event among all, or undefined. */
export function positionOf({ events }: ProbeRecording, which: Partial<RecordedEvent>): number | undefined {
  const place = events.findIndex((one) => fits(one, which));
  return place < 0 ? undefined : place;
}

/** 'first' if one event comes before the other. */
export function order(
  recording: ProbeRecording,
  [one, oneStatus]: readonly [string, string],
  [other, otherStatus]: readonly [string, string],
): string | undefined {
  const first = positionOf(recording, { logicalId: one, status: oneStatus });
  const second = positionOf(recording, { logicalId: other, status: otherStatus });
  if (first === undefined || second === undefined) return undefined;
  return first < second ? `${one} before ${other}` : `${other} before ${one}`;
}

export const count = (requests: readonly RecordedRequest[]): string =>
  `${requests.length} ${requests.length === 1 ? 'request' : 'requests'}`;

/** The number of requests, if the scenario has come as far as this operation. */
export function counted(recording: ProbeRecording, operation: number, requests: readonly RecordedRequest[]) {
  return recording.operations[operation] === undefined ? undefined : count(requests);
}
