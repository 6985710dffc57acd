import type { Environment, Iam, Properties } from '../kernel/types';
import type { CodeStore } from './code';
import { configurationOf, type FunctionConfiguration } from './configuration';
import { functionExists, functionNotFound } from './errors';
import { refuseWithoutNetworkInterfaces } from './network-interfaces';

export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly lastModified: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const defaultEventInvoke = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

export class FunctionStore {
  private readonly functions = new Map<string, FunctionConfiguration>();
  private readonly eventInvokeConfigs = new Map<string, EventInvokeConfig>();

  constructor(
    private readonly env: Environment,
    private readonly code: CodeStore,
    private readonly iam: Iam,
  ) {}

  create(name: string, properties: Properties): FunctionConfiguration {
    if (this.functions.has(name)) throw functionExists(name);
    return this.put(name, properties);
  }

  /** Replaces the configuration. The execution environments of the old one take no further event. */
  put(name: string, properties: Properties): FunctionConfiguration {
    const lastModified = new Date(this.env.clock.now()).toISOString().replace('Z', '+0000');
    const configuration = configurationOf(
      name,
      this.arn(name),
      properties,
      this.code.load(properties.Code),
      lastModified,
    );
    refuseWithoutNetworkInterfaces(this.iam, configuration);
    this.functions.set(name, configuration);
    return configuration;
  }

  delete(name: string): void {
    this.functions.delete(name);
    this.eventInvokeConfigs.delete(name);
  }

  clear(): void {
    this.functions.clear();
    this.eventInvokeConfigs.clear();
  }

  all(): FunctionConfiguration[] {
    return [...this.functions.values()];
  }

  find(name: string): FunctionConfiguration | undefined {
    return this.functions.get(name);
  }

  /** By name, ARN or partial ARN, with or without the qualifier $LATEST (the only version). */
  resolve(nameOrArn: string, qualifier?: string): FunctionConfiguration {
    const [, name, suffix] =
      /^(?:arn:[^:]+:lambda:[^:]+:\d+:function:|\d+:function:|function:)?([^:]+)(?::(.+))?$/.exec(nameOrArn) ?? [];
    const version = qualifier ?? suffix ?? '$LATEST';
    const found = version === '$LATEST' ? this.functions.get(name) : undefined;
    if (!found) throw functionNotFound(this.arn(name ?? nameOrArn) + (version === '$LATEST' ? '' : `:${version}`));
    return found;
  }

  eventInvokeConfig(name: string): EventInvokeConfig | undefined {
    return this.eventInvokeConfigs.get(name);
  }

  setEventInvokeConfig(name: string, config: EventInvokeConfig | undefined): void {
    if (config) this.eventInvokeConfigs.set(name, config);
    else this.eventInvokeConfigs.delete(name);
  }

  /** The ARN for a name or a (partial) ARN, whether the function exists or not. */
  arnOf(nameOrArn: string): string {
    return nameOrArn.startsWith('arn:') ? nameOrArn : this.arn(nameOrArn.replace(/^(\d+:)?function:/, ''));
  }

  private arn(name: string): string {
    return `arn:${this.env.partition}:lambda:${this.env.region}:${this.env.accountId}:function:${name}`;
  }
}
