import { randomUUID } from 'node:crypto';
import type { Properties } from '../kernel/types';
import { invalidParameter, mappingExists } from './errors';
import { type MappingSettings, settingsOf } from './mapping-settings';
import { Poller, type PollerParts } from './poller';
import { mayRead } from './queue-permissions';

export interface Mapping {
  readonly uuid: string;
  readonly arn: string;
  readonly settings: MappingSettings;
  readonly lastModified: number;
}

/** Which queues invoke which functions. */
export class EventSourceMappings {
  private readonly mappings = new Map<string, Mapping & { readonly poller?: Poller }>();

  constructor(private readonly parts: PollerParts) {}

  create(properties: Properties): Mapping {
    const settings = this.checked(properties);
    const { queueArn, functionName } = settings;
    const same = this.all().find(
      ({ settings: other }) => other.queueArn === queueArn && other.functionName === functionName,
    );
    if (same) throw mappingExists(queueArn, functionName, same.uuid);
    return this.put(randomUUID(), settings, undefined);
  }

  update(uuid: string, properties: Properties): Mapping {
    return this.put(uuid, this.checked(properties), this.mappings.get(uuid)?.poller);
  }

  delete(uuid: string): void {
    this.mappings.get(uuid)?.poller?.stop();
    this.mappings.delete(uuid);
  }

  clear(): void {
    for (const uuid of [...this.mappings.keys()]) this.delete(uuid);
  }

  all(): Mapping[] {
    return [...this.mappings.values()];
  }

  private put(uuid: string, settings: MappingSettings, before: Poller | undefined): Mapping {
    const { partition, region, accountId, clock } = this.parts.env;
    const arn = `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
    const poller = settings.enabled ? (before ?? new Poller(this.parts, settings)) : undefined;
    this.mappings.set(uuid, { uuid, arn, settings, poller, lastModified: clock.now() });
    if (poller === before) before?.change(settings);
    else before?.stop();
    if (!before) poller?.start();
    return { uuid, arn, settings, lastModified: clock.now() };
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
  private checked(properties: Properties): MappingSettings {
    const { functions, queues } = this.parts;
    const settings = settingsOf(properties, (nameOrArn) => functions.resolve(nameOrArn).name);
    for (const operation of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
      if (!mayRead(this.parts, settings, operation))
        throw invalidParameter(`The function execution role does not have permissions to call ${operation} on SQS`);
    const queue = queues.find(settings.queueArn);
    if (!queue)
      throw invalidParameter(
        'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. ' +
          'SQS Error Message: The specified queue does not exist.',
      );
    const { timeoutSeconds } = functions.resolve(settings.functionName);
    if (queue.visibilityTimeoutSeconds < timeoutSeconds)
      throw invalidParameter(
        `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
      );
    return settings;
  }
}
