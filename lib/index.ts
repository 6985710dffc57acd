// before everything else
import './private/unbundled';

export * from './after-disconnection';
export * from './inventory';
export * from './inventory-server';
export * from './kept-metric-options';
export * from './kept-reason';
export * from './migration-wave';
export * from './removal-guard';
export * from './source-server-access';
export * from './source-server-connection';
export * from './source-server-connection-props';
export * from './source-server-connection-provider';
export * from './source-server-connection-provider-props';
export * from './source-server-options';
export * from './staging-area-drained';
export * from './staging-area-drained-props';
