export * from './source-server-access';
export * from './source-server-connection';
export * from './source-server-connection-provider';
