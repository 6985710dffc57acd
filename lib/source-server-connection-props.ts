import type { SourceServerConnectionProvider } from './source-server-connection-provider';
import type { SourceServerOptions } from './source-server-options';

/**
 * Which source server a stack holds the connection of, and what becomes of it.
 */
export interface SourceServerConnectionProps extends SourceServerOptions {
  /**
   * The id of the source server: `s-` and 17 letters or digits. The MGN console and `aws mgn describe-source-servers`
   * show it as the source server's id.
   *
   * A token (a CloudFormation parameter, a value of the SSM Parameter Store) is accepted too.
   */
  readonly sourceServerId: string;

  /**
   * The account that holds the server, when it is not the account of the stack: 12 digits. The stack's account must
   * be the organization's management account or a delegated administrator of MGN.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/ug/global-view.html
   * @default - the account that the stack is deployed to.
   */
  readonly accountId?: string;

  /**
   * The provider whose function disconnects the server. It must be in the same stack as the connection.
   *
   * @default - one provider a stack, with the default settings.
   */
  readonly provider?: SourceServerConnectionProvider;
}
