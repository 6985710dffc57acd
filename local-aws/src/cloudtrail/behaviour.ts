/** What AWS does not promise about CloudTrail, as switches. May be changed while the service runs. */
export interface CloudTrailBehaviour {
  /** How long after a call LookupEvents finds its record: about five minutes on average, says AWS, and promises nothing. */
  recordedAfterSeconds: number;
}

export const defaultBehaviour: Readonly<CloudTrailBehaviour> = { recordedAfterSeconds: 5 * 60 };
