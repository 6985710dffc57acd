// before everything else
import './private/unbundled';

export { Inventory, InventoryFileOptions, InventoryServer } from './inventory';
export { MigrationWave, MigrationWaveProps } from './migration-wave';
export { KeptReason } from './private/contract';
export { LifeCycleState, RemovalGuard } from './removal-guard';
export * from './source-server-access';
export {
  AfterDisconnection,
  ISourceServerConnection,
  SourceServerConnection,
  SourceServerConnectionProps,
  SourceServerOptions,
} from './source-server-connection';
export * from './source-server-connection-provider';
export * from './staging-area-drained';
