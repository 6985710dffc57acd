import type { CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Inventory } from '../inventory';
import type { RemovalGuard } from '../removal-guard';
import type { GateServer } from './contract';
import type { GateSide } from './gate-side';

/*
 * What the parts of a tree of stacks ask of its providers and connections. They are told by what they can do and never
 * by `instanceof`: they may come from another copy of this library.
 */

export interface Provider extends Construct {
  readonly serviceToken: string;
  readonly serviceTimeout: Duration;
  readonly _gateSide: GateSide;
  _serve(connection: CustomResource, sourceServerId: string, actions: string[]): void;
}

export interface Connection extends IConstruct {
  readonly sourceServerId: string;
  _gateEntry(): GateEntry;
}

/** What the removal gate of a tree of stacks knows of a connection. */
export interface GateEntry {
  readonly resource: CfnResource;
  readonly provider: IConstruct;
  readonly properties: Omit<GateServer, 'Provider'>;
}

export function isProvider(value: unknown): value is Provider {
  return typeof (value as Partial<Provider> | undefined)?._serve === 'function';
}

export function isConnection(value: unknown): value is Connection {
  return typeof (value as Partial<Connection> | undefined)?._gateEntry === 'function';
}

export function isGuard(value: unknown): value is RemovalGuard {
  return typeof (value as Partial<RemovalGuard> | undefined)?._properties === 'function';
}

export function isInventory(value: unknown): value is Inventory {
  return typeof (value as Partial<Inventory> | undefined)?._read === 'function';
}
