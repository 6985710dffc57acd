import { Construct } from 'constructs';
import type { MigrationWaveProps } from './migration-wave-props';
import { problemsOfSize } from './private/stack-size';
import { refuse } from './private/validation';
import { connectionsOf } from './private/wave-props';
import { SourceServerConnection } from './source-server-connection';

/**
 * The connections of many source servers, held by a stack: those of a migration wave.
 *
 * Each server has a `SourceServerConnection` in the wave, and what is said there holds for it: creating it changes
 * nothing, and when a completed deployment lists the server no more, or the stack is deleted, it is disconnected. The
 * logical ids are made of the server ids, so neither the order of the inventory nor the name of the wave matters, and a
 * connection that is declared by itself may move into a wave of the stack.
 *
 * A stack has room for up to 480 servers, and fewer where more than the disconnection is asked for. More is an error at
 * synthesis that says how many to move into another stack.
 *
 * @example
 *
 * import { RemovalPolicy } from 'aws-cdk-lib';
 * import { AfterDisconnection, Inventory, MigrationWave } from 'cdk-mgn-disconnect';
 *
 * new MigrationWave(this, 'Wave', {
 *   servers: Inventory.fromFile('wave-1.json'),
 *   afterDisconnection: AfterDisconnection.ARCHIVE,
 *   overrides: { 's-3053c1c3b7d8bd4e0': { removalPolicy: RemovalPolicy.RETAIN } },
 * });
 */
export class MigrationWave extends Construct {
  /** The connection of each server, by the source server id. */
  public readonly connections: { [sourceServerId: string]: SourceServerConnection };

  /**
   * Declares that the stack holds the connections of the servers of an inventory.
   *
   * Throws when the inventory cannot be read, lists no server or one twice, when an id is malformed or a token, when an
   * option is one that a connection cannot have, when an override is of a server that is not listed, when the stack, or
   * one nested with it, already declares a server, or when the provider belongs to another stack. One error names all
   * that is wrong, by file and line.
   *
   * @param scope the stack, or a construct in it.
   * @param id the id of the construct in its scope. Renaming it changes nothing.
   * @param props the servers, and what becomes of them.
   */
  constructor(scope: Construct, id: string, props: MigrationWaveProps) {
    super(scope, id);
    const { connections, problems } = connectionsOf(this, props);
    refuse(this, problems);
    this.connections = Object.fromEntries(
      connections.map((one) => [one.sourceServerId, new SourceServerConnection(this, one.sourceServerId, one)]),
    );
    this.node.addValidation({ validate: () => problemsOfSize(this, connections.length) });
  }
}
