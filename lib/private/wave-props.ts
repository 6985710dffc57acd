import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MigrationWaveProps } from '../migration-wave-props';
import type { SourceServerConnectionProps } from '../source-server-connection-props';
import type { SourceServerOptions } from '../source-server-options';
import { problemsOfOptions, problemsOfProvider, problemsOfServer } from './connection-props';
import { problemsOfDeclaration } from './declarations';
import type { InventoryRow } from './inventory-rows';
import { isInventory } from './members';
import { shown } from './validation';

/** What a wave makes: its connections in the order of their ids, and all that is wrong at once. */
export function connectionsOf(
  wave: Construct,
  props: MigrationWaveProps,
): { connections: SourceServerConnectionProps[]; problems: string[] } {
  const { servers, provider, overrides = {}, ...others } = props;
  if (!isInventory(servers)) {
    const advice = 'make it with Inventory.fromFile(...) or Inventory.fromList([...])';
    return { connections: [], problems: [`the servers must be an Inventory, got ${shown(servers)}; ${advice}`] };
  }
  const { rows, problems } = servers._read();
  const isEmpty = rows.length === 0 && problems.length === 0;
  return {
    connections: rows
      .map(({ server: { sourceServerId, accountId } }) => {
        const options = { ...optionsOf(others), ...optionsOf(overrides[sourceServerId] ?? {}) };
        return { sourceServerId, accountId, provider, ...options };
      })
      .sort((one, other) => (one.sourceServerId < other.sourceServerId ? -1 : 1)),
    problems: [
      ...problemsOfOptions(others),
      ...(provider ? problemsOfProvider(provider, Stack.of(wave)) : []),
      ...problems,
      ...(isEmpty ? [problemOfNone(servers._name)] : []),
      ...problemsOfRows(wave, rows),
      ...problemsOfOverrides(overrides, rows, servers._name),
    ],
  };
}

/** What is said, and not what is only mentioned. */
function optionsOf(options: SourceServerOptions): SourceServerOptions {
  const { removalPolicy, allowDisconnected, afterDisconnection, finalizeCutover } = options;
  const all = { removalPolicy, allowDisconnected, afterDisconnection, finalizeCutover };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function problemOfNone(name: string): string {
  return `${name} lists no server, which would disconnect all that the wave has held; if that is meant, remove the wave from the stack`;
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
    return ['a wave takes no id that only the deployment knows; declare a SourceServerConnection for it'];
  }
  return [...problemsOfServer(server), ...problemsOfDeclaration(wave, sourceServerId)];
}

function problemOfTwin(sourceServerId: string, twin: InventoryRow): string {
  return `source server ${shown(sourceServerId)} is listed already in ${twin.at}; list each server once`;
}

function problemsOfOverrides(
  overrides: Readonly<Record<string, SourceServerOptions>>,
  rows: readonly InventoryRow[],
  name: string,
): string[] {
  const listed = new Set(rows.map(({ server }) => server.sourceServerId));
  return Object.entries(overrides).flatMap(([id, options]) => [
    ...(listed.has(id)
      ? []
      : [`the override of ${shown(id)} is of no server in ${name}; list the server, or remove it`]),
    ...problemsOfOptions(options ?? {}).map((problem) => `the override of ${shown(id)}: ${problem}`),
  ]);
}
