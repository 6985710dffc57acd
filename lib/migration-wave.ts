import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Inventory, type InventoryRow, isInventory } from './inventory';
import { MAX_RESOURCES, resourcesOf } from './private/synthesized';
import { isKnown, problemsOfMembers, refuse, shown } from './private/validation';
import {
  problemsOfDeclaration,
  problemsOfOptions,
  problemsOfProvider,
  problemsOfServer,
  SourceServerConnection,
  type SourceServerConnectionProps,
  type SourceServerOptions,
} from './source-server-connection';
import type { ISourceServerConnectionProvider } from './source-server-connection-provider';

const OPTIONS = ['removalPolicy', 'protect', 'allowDisconnected', 'afterDisconnection', 'finalizeCutover'] as const;

/**
 * The source servers of a wave, and what becomes of them. The options hold for all servers. `overrides` changes them
 * for single servers.
 */
export interface MigrationWaveProps extends SourceServerOptions {
  /**
   * The servers of the wave. When a later deployment no longer lists a server, that server has left the wave and is
   * disconnected when the deployment completes. An empty inventory is refused, since it would disconnect all servers.
   */
  readonly servers: Inventory;

  /**
   * The provider whose function disconnects the servers. It must be in the stack of the wave.
   *
   * @default - one provider a stack, with the default settings.
   */
  readonly provider?: ISourceServerConnectionProvider;

  /**
   * Other options for single servers, by the source server id. For options that an override leaves out, those of the
   * wave hold.
   *
   * An override is refused if its server is not listed, if it sets nothing, or if it has a member that is not an
   * option. In Python write it as `SourceServerOptions(…)`: in a dict, jsii does not translate the names.
   *
   * @default - the same for all servers.
   */
  readonly overrides?: { [sourceServerId: string]: SourceServerOptions };
}

/**
 * The connections of the source servers of a migration wave, held by a stack.
 *
 * Each server has a `SourceServerConnection` in the wave. Creating it changes nothing. The server is disconnected when
 * a completed deployment no longer lists it, or when the stack is deleted. The logical ids are made of the server ids,
 * so neither the order of the inventory nor the name of the wave matters. A connection that is declared without a wave
 * may move into a wave of its stack.
 *
 * A stack has room for up to 480 servers, and for fewer if `afterDisconnection` or `finalizeCutover` ask for more than
 * the disconnection. If there are more, synthesis fails and says how many servers to move into another stack.
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
   * Throws when the inventory cannot be read, lists no server, or lists one twice; when an id is malformed or a token;
   * when a connection cannot have one of the options; when an override is malformed, or its server is not listed; when
   * the stack, or one nested with it, already declares a server; or when the provider belongs to another stack. One
   * error names all problems, each with file and line.
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

/** The props of a wave's connections, sorted by their ids, and all problems of the wave. */
function connectionsOf(
  wave: Construct,
  props: MigrationWaveProps,
): { connections: SourceServerConnectionProps[]; problems: string[] } {
  const { servers, provider, ...others } = props;
  if (!isInventory(servers)) {
    const advice = 'make it with Inventory.fromFile(...) or Inventory.fromList([...])';
    return { connections: [], problems: [`the servers must be an Inventory, got ${shown(servers)}; ${advice}`] };
  }
  const { rows, problems } = servers._read(Stack.of(wave));
  const isEmpty = rows.length === 0 && problems.length === 0;
  return {
    connections: rows
      .map(({ server: { sourceServerId, accountId } }) => {
        const options = { ...optionsOf(others), ...optionsOf(props.overrides?.[sourceServerId] ?? {}) };
        return { sourceServerId, accountId, provider, ...options };
      })
      .sort((one, other) => (one.sourceServerId < other.sourceServerId ? -1 : 1)),
    problems: [
      ...problemsOfOptions(others),
      ...(provider ? problemsOfProvider(provider, Stack.of(wave)) : []),
      ...problems,
      ...(isEmpty ? [problemOfNone(servers._name)] : []),
      ...problemsOfRows(wave, rows),
      ...problemsOfOverrides(props.overrides ?? {}, rows, servers._name),
    ],
  };
}

/** The options that are set. An option that is undefined does not count. */
function optionsOf(options: SourceServerOptions): SourceServerOptions {
  return Object.fromEntries(OPTIONS.map((name) => [name, options[name]]).filter(([, value]) => value !== undefined));
}

function problemOfNone(name: string): string {
  return `${name} lists no server, so all servers of the wave would be disconnected; if you want that, remove the wave from the stack`;
}

function problemsOfRows(wave: Construct, rows: readonly InventoryRow[]): string[] {
  const first = new Map<string, InventoryRow>();
  return rows.flatMap((row) => {
    const { sourceServerId, hostname } = row.server;
    const twin = sourceServerId ? first.get(sourceServerId) : undefined;
    if (!twin) first.set(sourceServerId, row);
    const problems = twin ? [problemOfTwin(sourceServerId, twin)] : problemsOfRow(wave, row);
    return problems.map((problem) => `${row.at}: ${hostname ? `${shown(hostname)}: ` : ''}${problem}`);
  });
}

function problemsOfRow(wave: Construct, { server }: InventoryRow): string[] {
  const { sourceServerId } = server;
  if (Token.isUnresolved(sourceServerId)) {
    return ['a wave cannot have an id that is known only at deployment; declare a SourceServerConnection for it'];
  }
  return [...problemsOfServer(server), ...problemsOfDeclaration(wave, sourceServerId)];
}

function problemOfTwin(sourceServerId: string, twin: InventoryRow): string {
  return `source server ${shown(sourceServerId)} is listed already in ${twin.at}; list each server once`;
}

function problemsOfOverrides(overrides: unknown, rows: readonly InventoryRow[], name: string): string[] {
  if (typeof overrides !== 'object' || overrides === null || Symbol.iterator in overrides) {
    return [`the overrides must be an object, got ${shown(overrides)}; give it options by source server id`];
  }
  const listed = new Set(rows.map(({ server }) => server.sourceServerId));
  // an id that is still to be looked up may be any of them
  const isListed = (id: string) => listed.has(id) || ![...listed].every(isKnown);
  return Object.entries(overrides).flatMap(([id, options]) => {
    const it = `the override of ${shown(id)}`;
    const unlisted = isListed(id)
      ? []
      : [`${it} is for a server that is not in ${name}; list the server, or remove it`];
    const malformed = problemsOfMembers(options, OPTIONS).map((problem) => `${it} ${problem}`);
    if (malformed.length > 0) return [...unlisted, ...malformed];
    return [...unlisted, ...problemsOfOptions(options).map((problem) => `${it}: ${problem}`)];
  });
}

/**
 * The problem of a stack with too many resources for CloudFormation. The provider checks whether the permissions fit.
 */
function problemsOfSize(wave: Construct, servers: number): string[] {
  const stack = Stack.of(wave);
  const resources = resourcesOf(stack);
  const excess = resources - MAX_RESOURCES;
  if (excess <= 0) return [];
  const remedy =
    excess < servers
      ? `leave at most ${servers - excess} of the ${servers} servers of the wave here, and move the others into a wave of another stack`
      : 'move the wave into a stack of its own';
  return [`the stack has ${resources} resources, and CloudFormation takes ${MAX_RESOURCES}; ${remedy}`];
}
