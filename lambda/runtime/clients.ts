import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { MgnClient } from '@aws-sdk/client-mgn';

/*
 * One attempt a call: retrying() repeats calls until the deadline, which the SDK cannot know. A call that hangs is
 * given up early enough to be repeated.
 */
const settings = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };

export const mgn = new MgnClient(settings);
export const cloudFormation = new CloudFormationClient(settings);
