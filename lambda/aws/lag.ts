/** What looking again takes: a deadline, or another clock. */
interface Watch {
  /** Milliseconds. */
  readonly elapsed: number;
  pause(milliseconds: number): Promise<void>;
}

/** How long, in milliseconds, the answers of CloudFormation and MGN may lag behind what they do. AWS does not say. */
export const LAG = 8_000;

/** The pause before the second look; it doubles each time. */
const SECOND_LOOK = 250;

/** Why an answer is not believed yet. */
export interface Doubt {
  /** A look is believed if it began after this time, in milliseconds of the deadline. */
  readonly until: number;
  /** Whether a look before that time could show more. */
  readonly often: boolean;
}

/** The doubt about answers that lack something. It lasts for the lag, counted from the first of them. */
export function doubtOfLack(deadline: Watch): () => Doubt {
  let until: number | undefined;
  return () => {
    until ??= deadline.elapsed + LAG;
    return { until, often: false };
  };
}

/** Looks again while there is a doubt. If an answer `stands`, an error of a later look does not undo it. */
export async function lookUntilSure<T>(
  deadline: Watch,
  look: (again: boolean) => Promise<T>,
  doubtOf: (seen: T) => Doubt | undefined,
  stands: (seen: T) => boolean = () => false,
): Promise<T> {
  let last: { readonly seen: T } | undefined;
  for (let looks = 0; ; looks++) {
    try {
      const began = deadline.elapsed;
      last = { seen: await look(looks > 0) };
      const doubt = doubtOf(last.seen);
      if (!doubt || began >= doubt.until) return last.seen;
      const left = doubt.until - deadline.elapsed;
      if (left > 0) await deadline.pause(doubt.often ? Math.min(SECOND_LOOK * 2 ** looks, left) : left);
    } catch (error) {
      if (last && stands(last.seen)) return last.seen;
      throw error;
    }
  }
}
