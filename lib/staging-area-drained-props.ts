import type { Duration } from 'aws-cdk-lib';
import type { SourceServerConnection } from './source-server-connection';

/**
 * Whose staging area is waited for, and how long.
 */
export interface StagingAreaDrainedProps {
  /**
   * The connections of the source servers: of a wave, the values of its `connections`. Each of them is made to depend on
   * the construct, so that CloudFormation deletes it before. Servers of other accounts are not waited for.
   */
  readonly connections: SourceServerConnection[];

  /**
   * How long the deletion waits before it fails and names what remains: from 1 to 55 minutes, since CloudFormation waits
   * an hour for an answer. AWS deletes the staging area within 90 minutes of a disconnection, so that a second deletion
   * may be needed.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DisconnectFromService.html
   * @default Duration.minutes(55)
   */
  readonly timeout?: Duration;
}
