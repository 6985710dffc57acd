import type { SourceServer } from '@aws-sdk/client-mgn';
import type { ServerRef } from '../model/deployed';
import type { TestInstance } from './test-instances';

/** A connection that a stack has. */
export interface Holding extends ServerRef {
  readonly stackName: string;
  readonly stackStatus: string;
  /** The status of the connection itself. */
  readonly status: string;
}

/**
 * A connection that a stack gave up while its server stayed connected: CloudFormation tries three times and goes on.
 */
export interface FailedCleanUp extends ServerRef {
  readonly stackName: string;
  readonly reason: string;
}

/** A StagingAreaDrained that CloudFormation has forgotten while something was left in the staging area. */
export interface Undrained {
  readonly stackName: string;
  readonly region: string;
  readonly logicalId: string;
  readonly reason: string;
}

/** What one account and Region has. */
export interface Findings {
  readonly region: string;
  readonly accountId: string;
  readonly servers: readonly SourceServer[];
  readonly holdings: readonly Holding[];
  readonly failures: readonly FailedCleanUp[];
  readonly undrained: readonly Undrained[];
  /** By server: the last stack that held it and left it connected, from the record. */
  readonly retained: ReadonlyMap<string, string>;
  readonly testInstances: readonly TestInstance[];
  /** What could not be read, and why. */
  readonly unread: readonly string[];
}

/** What is said of a server, the most important first: for people, in one line, and whether no stack will disconnect it. */
export const CONDITIONS = {
  'clean-up-failed': {
    title: 'Clean-up failed: a stack gave them up, and they are connected',
    short: 'whose clean-up failed',
    colour: 'red',
    isLoose: true,
  },
  retained: {
    title: 'Retained: a stack held them and left them connected',
    short: 'retained',
    colour: 'yellow',
    isLoose: true,
  },
  'not-declared': {
    title: 'Not declared: connected, and no stack of the account holds them',
    short: 'not declared',
    colour: 'yellow',
    isLoose: true,
  },
  held: { title: 'Held by a stack', short: 'held', colour: 'green', isLoose: false },
  'disconnected-not-archived': { title: 'Disconnected, not archived', short: '', colour: 'gray', isLoose: false },
  'not-connected-yet': { title: 'Not connected yet', short: '', colour: 'gray', isLoose: false },
} as const;
export type Condition = keyof typeof CONDITIONS;
