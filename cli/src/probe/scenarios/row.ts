import type { ProbeRecording, RecordedRequest } from '../recording';

/* What the promise rests on, one row for each fact. The rules are those of docs/custody.md (D) and docs/guards.md (G). */

export interface ReliedOn<Recording> {
  readonly id: string;
  readonly about: string;
  /** What the rules rely on, in the words of `see`. */
  readonly expected: string;
  /** The switch of the local AWS that has the other choices. */
  readonly switch?: string;
  /** What would happen to a server otherwise. */
  readonly otherwise: string;
  /** Undefined if the recording does not show it. */
  see(recording: Recording): string | undefined;
}

export interface ProbeRow extends ReliedOn<ProbeRecording> {
  readonly scenario: string;
  readonly rules: readonly string[];
}

export const CLEAN_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
export const BACK = 'UPDATE_ROLLBACK_IN_PROGRESS';
export const BACK_CLEAN_UP = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
export const GENERIC = 'AWS::CloudFormation::CustomResource';

export const TESTED = 'nothing: the function is tested with this too';
export const STAYS = 'a server that a completed deployment gives up stays connected, without a failure';
export const LOST = 'a server may be disconnected though no completed deployment says so';
export const UNCLEAR = 'the Delete of a server fails with a reason, and the server stays connected';

export const ids = (requests: readonly RecordedRequest[]): string | undefined => {
  const found = [...new Set(requests.map(({ physicalId }) => physicalId))].sort();
  return found.length === 0 ? undefined : `id ${found.join(' and ')}`;
};

export const firstN = (request: RecordedRequest | undefined): string | undefined =>
  request === undefined ? undefined : `N = ${JSON.stringify(request.n ?? null)}`;

/** No look of the product is later than eight seconds. */
export const inTime = (seconds: readonly (number | undefined)[]): string | undefined => {
  const known = seconds.filter((one) => one !== undefined);
  const most = Math.max(...known);
  if (known.length === 0) return undefined;
  return most <= 8 ? 'within 8 s' : `after ${Math.round(most)} s`;
};
