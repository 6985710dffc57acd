/** Switches for what AWS does not promise about CloudTrail. They may change while the service runs. */
export interface CloudTrailBehaviour {
  /**
   * How long after a call LookupEvents finds its record. AWS says about five minutes on average, and promises nothing.
   */
  recordedAfterSeconds: number;
}

export const cloudTrailDefaults: Readonly<CloudTrailBehaviour> = { recordedAfterSeconds: 5 * 60 };
