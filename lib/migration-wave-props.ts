import type { Inventory } from './inventory';
import type { SourceServerConnectionProvider } from './source-server-connection-provider';
import type { SourceServerOptions } from './source-server-options';

/**
 * Which source servers a wave holds the connections of, and what becomes of them. What is said of all servers may be
 * said otherwise of one, in `overrides`.
 */
export interface MigrationWaveProps extends SourceServerOptions {
  /**
   * The servers of the wave. One that a later deployment does not list any more has left the wave, and is disconnected
   * when that deployment completes. An empty inventory is refused: it would disconnect all.
   */
  readonly servers: Inventory;

  /**
   * The provider whose function disconnects the servers. It must be in the stack of the wave.
   *
   * @default - one provider a stack, with the default settings.
   */
  readonly provider?: SourceServerConnectionProvider;

  /**
   * What differs for single servers, by the source server id. What an override leaves out is as for all.
   *
   * The override of a server that is not listed is refused.
   *
   * @default - the same for all servers.
   */
  readonly overrides?: { [sourceServerId: string]: SourceServerOptions };
}
