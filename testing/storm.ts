import { length } from './length';
import { serverIds } from './server-ids';

/*
 * Many Deletes at once against narrow APIs: neither MGN nor CloudFormation publishes its rates, so 5 and 10 requests a
 * second of each operation are assumed. 150 servers are MGN's default quota of an account.
 */

export const FLEET = serverIds(length(150, 450));
export const MGN_RATE = 5;
export const STACKS_RATE = 10;

/** The time of one invocation. */
export const LONGEST = 900_000;
