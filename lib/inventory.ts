import { resolve } from 'node:path';
import type { InventoryServer } from './inventory-server';
import { readInventory } from './private/inventory-file';
import { type InventoryRows, rowsOfList } from './private/inventory-rows';

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
   * The servers of a file in UTF-8: `.json` with a list of objects, as `mgn-disconnect inventory` writes it, or `.csv`
   * with a header. The members, or columns, are those of `InventoryServer`; others are ignored.
   *
   * Throws nothing itself: the wave that takes the inventory names all that is wrong with it, by file and line.
   *
   * @param path where the file is. A relative path begins at the working directory of the app.
   */
  public static fromFile(path: string): Inventory {
    const file = resolve(path);
    return new Listed(path, () => readInventory(path, file));
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
  public abstract _read(): InventoryRows;
}

class Listed extends Inventory {
  constructor(
    public readonly _name: string,
    public readonly _read: () => InventoryRows,
  ) {
    super();
  }
}
