// before everything else
import './private/unbundled';

export * from './inventory';
export * from './kept-metric-options';
export * from './kept-reason';
export { MigrationWave, MigrationWaveProps } from './migration-wave';
export * from './removal-guard';
export * from './source-server-access';
export {
  AfterDisconnection,
  SourceServerConnection,
  SourceServerConnectionProps,
  SourceServerOptions,
} from './source-server-connection';
export * from './source-server-connection-provider';
export * from './source-server-connection-provider-props';
export * from './staging-area-drained';
export * from './staging-area-drained-props';
