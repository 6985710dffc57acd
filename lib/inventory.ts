import { resolve } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { type InventoryRows, rowsOfFile, rowsOfList } from './private/inventory-rows';

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

/**
 * Which servers of a file an inventory takes. A server must meet each filter that is given.
 *
 * A filter that no server of the file meets is an error that lists what the file has.
 */
export interface InventoryFileOptions {
  /**
   * The waves, by name or id: the columns `mgn:wave:name` and `mgn:wave:id` of MGN's export, or `wave`. A server must be
   * in one of them. MGN's API tells no wave with a server, so its answers cannot be filtered by it.
   *
   * @default - servers of all waves, and of none.
   */
  readonly waves?: string[];

  /**
   * The applications, by name or id: the columns `mgn:app:name` and `mgn:app:id` of MGN's export, or `application`. A
   * server must be in one of them. The answers of MGN's API have the ids alone.
   *
   * @default - servers of all applications, and of none.
   */
  readonly applications?: string[];

  /**
   * The tags of the source servers, by key: the columns `mgn:server:tag:<key>` of MGN's export, or `tag:<key>`. A server
   * must have all of them, with these values.
   *
   * @default - servers with any tags, and with none.
   */
  readonly tags?: { [key: string]: string };

  /**
   * The life cycle states, in upper or lower case, such as `READY_FOR_CUTOVER`: the column `mgn:server:lifecycle-state`
   * of MGN's export, or `lifeCycleState`. A server must be in one of them.
   *
   * States change. A server that is in another state in the next export leaves the wave, and is disconnected when the
   * deployment completes. List all states that a server of the wave may come into.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_LifeCycle.html
   * @default - servers in all states.
   */
  readonly lifeCycleStates?: string[];
}

/**
 * Which source servers a migration wave holds. The order in which they are listed changes nothing in the template.
 *
 * @example
 *
 * import { Inventory, MigrationWave } from 'cdk-mgn-disconnect';
 *
 * new MigrationWave(this, 'Wave', {
 *   servers: Inventory.fromList([
 *     { sourceServerId: 's-3053c1c3b7d8bd4e0', hostname: 'web-1' },
 *     { sourceServerId: 's-3a1f4f5d6c7e8b901', hostname: 'web-2' },
 *   ]),
 * });
 */
export abstract class Inventory {
  /**
   * The servers of a file. What it is, its content tells:
   *
   * - the CSV that MGN exports;
   * - the answer of DescribeSourceServers, as `aws mgn describe-source-servers` prints it, or its `items` alone;
   * - JSON with a list of objects, as `mgn-disconnect inventory` writes it;
   * - CSV with a header. The members, or columns, are those of `InventoryServer`; others are ignored.
   *
   * The text is UTF-8 or UTF-16, with or without a byte order mark. The columns of a CSV are separated by commas.
   *
   * MGN's own files name the account and the Region of each server. A server in another account than the stack's is
   * declared with that account; one in another Region is refused. Neither can be told of a stack without `env`.
   *
   * Throws nothing itself: the wave that takes the inventory names all that is wrong with it, by file and line.
   *
   * @param path where the file is. A relative path begins at the working directory of the app.
   * @param options which of its servers; by default all of them.
   * @see https://docs.aws.amazon.com/mgn/latest/ug/export-main.html
   */
  public static fromFile(path: string, options: InventoryFileOptions = {}): Inventory {
    const file = resolve(path);
    return new Listed(path, (stack) => rowsOfFile(path, file, options, stack));
  }

  /**
   * The servers of a list.
   *
   * Throws nothing itself: the wave that takes the inventory names all that is wrong with it, by the place in the list.
   *
   * @param servers the servers, in any order.
   */
  public static fromList(servers: InventoryServer[]): Inventory {
    return new Listed('the list', () => rowsOfList(servers));
  }

  /** @internal */
  public abstract readonly _name: string;

  /** @internal */
  public abstract _read(stack: Stack): InventoryRows;
}

class Listed extends Inventory {
  constructor(
    public readonly _name: string,
    public readonly _read: (stack: Stack) => InventoryRows,
  ) {
    super();
  }
}
