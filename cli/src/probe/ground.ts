import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Where } from '../model/where';

/* Where a probe runs, and how its calls are made. */

export interface Ground extends Where {
  readonly cloudFormation: CloudFormationClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly clock: Clock;
}

/** In milliseconds. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
};

/** The beginning of all names that the probe gives. It is also the tag of everything that can have one. */
export const PREFIX = 'mgn-disconnect-probe';

/** The names of one run. */
export type Names = ReturnType<typeof namesOf>;

export function namesOf(run: string, { accountId, region }: Omit<Where, 'partition'>) {
  const own = `${PREFIX}-${run}`;
  return {
    run,
    /** The stack of the role, the function and its log group. */
    support: `${own}-support`,
    functionName: own,
    logGroup: `/${PREFIX}/${run}`,
    // the names of buckets are shared by all accounts
    bucket: `${own}-${accountId}-${region}`,
    stack: (scenario: string) => `${own}-${scenario}`,
  };
}

const LONGEST_PAUSE = 30_000;
const PATIENCE = 10 * 60_000;

/** Repeats a call while AWS throttles it, for up to ten minutes. */
export async function patiently<T>({ clock }: Pick<Ground, 'clock'>, call: () => Promise<T>): Promise<T> {
  const end = clock.now() + PATIENCE;
  for (let pause = 1_000; ; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
    try {
      return await call();
    } catch (error) {
      if (!/Throttl|TooManyRequests|Rate exceeded/i.test(`${error}`) || clock.now() > end) throw error;
      await clock.sleep(pause);
    }
  }
}
