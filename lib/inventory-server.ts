/**
 * A source server as an inventory lists it.
 */
export interface InventoryServer {
  /**
   * The id of the source server: `s-` and 17 letters or digits. A token is refused: its value, and so whether it is
   * listed twice, is only known at deployment. Declare a `SourceServerConnection` for it.
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
   * What people call the server. Errors of the inventory show it; it is not deployed.
   *
   * @default - errors show the id alone.
   */
  readonly hostname?: string;
}
