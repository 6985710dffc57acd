import type { RemovalPolicy } from 'aws-cdk-lib';
import type { AfterDisconnection } from './after-disconnection';

/**
 * What becomes of a source server, and what may be so when it comes into the stack.
 */
export interface SourceServerOptions {
  /**
   * What becomes of the server when its connection leaves the stack, or the stack is deleted. `DESTROY` disconnects
   * it; with `RETAIN` CloudFormation forgets the connection and the server stays connected.
   *
   * The policy that counts is the one of the last completed deployment: deploy a change to `RETAIN` before you remove
   * the connection. `RemovalPolicies`, an Aspect or `applyRemovalPolicy` may set it as well.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the server may be disconnected already when it comes into the stack. Without this the deployment fails, so
   * that nobody takes a server for connected which is not. With it a stack can be created again for servers whose
   * connections are over. Deleting such a connection disconnects nothing, but where only the cutover was finalized: that
   * may have left the agent.
   *
   * @default false
   */
  readonly allowDisconnected?: boolean;

  /**
   * What becomes of MGN's record of the server once it is disconnected. Archiving calls `mgn:MarkAsArchived`, deleting
   * calls that and then `mgn:DeleteSourceServer`, under the same conditions under which the server is disconnected, and
   * also if somebody else has disconnected it. Only what is chosen is permitted to the function.
   *
   * What MGN refuses for the state of the server is tried again until the provider's `timeout`; then the deletion fails
   * and says that the server is disconnected.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_MarkAsArchived.html
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DeleteSourceServer.html
   * @default AfterDisconnection.KEEP_RECORD
   */
  readonly afterDisconnection?: AfterDisconnection;

  /**
   * Whether `mgn:FinalizeCutover` is called before the disconnection, if the server's life cycle state is
   * `CUTTING_OVER` then: MGN notes that the cutover is complete. In every other state nothing is finalized.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_FinalizeCutover.html
   * @default false
   */
  readonly finalizeCutover?: boolean;
}
