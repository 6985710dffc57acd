import type { FunctionConfiguration } from './configuration';
import type { EventInvokeConfig } from './functions';

/** A function as every answer of the API shows it. */
export function shown(configuration: FunctionConfiguration): Record<string, unknown> {
  const { properties, code } = configuration;
  return {
    FunctionName: configuration.name,
    FunctionArn: configuration.arn,
    Runtime: configuration.runtime,
    Role: configuration.role,
    Handler: configuration.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: properties.Description ?? '',
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    LastModified: configuration.lastModified,
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: properties.Architectures ?? ['x86_64'],
    Environment: { Variables: configuration.variables },
    TracingConfig: { Mode: properties.TracingConfig?.Mode ?? 'PassThrough' },
    EphemeralStorage: { Size: properties.EphemeralStorage?.Size ?? 512 },
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroup },
    ...(properties.VpcConfig ? { VpcConfig: properties.VpcConfig } : {}),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

export const shownEventInvokeConfig = (arn: string, config: EventInvokeConfig) => ({
  FunctionArn: `${arn}:$LATEST`,
  LastModified: new Date(config.lastModified),
  MaximumRetryAttempts: config.maximumRetryAttempts,
  MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
  DestinationConfig: { OnSuccess: {}, OnFailure: {} },
});
