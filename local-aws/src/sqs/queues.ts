import { AwsError, type Environment, type Queues } from '../kernel/types';
import { attributesOf, type QueueAttributes } from './attributes';
import { invalidValue, noSuchQueue, notImitated } from './errors';
import { Queue, type QueueSurroundings } from './queue';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
const nameRestMs = 60_000;

/** The queues of the account, and who wants to know of their messages. */
export class QueueStore implements Queues {
  private readonly byName = new Map<string, Queue>();
  private readonly deletedAt = new Map<string, number>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly around: QueueSurroundings;

  constructor(private readonly env: Environment) {
    this.around = {
      clock: env.clock,
      watched: (arn) => this.listeners.has(arn),
      announce: (arn) => {
        for (const listener of [...(this.listeners.get(arn) ?? [])]) listener();
      },
      find: (arn) => this.find(arn),
    };
  }

  create(name: string, given: Readonly<Record<string, unknown>>): Queue {
    requireName(name);
    const attributes = this.attributes(given);
    if (this.byName.has(name)) throw new AwsError('QueueNameExists', `A queue already exists with the name ${name}`);
    if (this.env.clock.now() - (this.deletedAt.get(name) ?? -Infinity) < nameRestMs)
      throw new AwsError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      );
    const queue = new Queue(name, this.arnOf(name), attributes, this.around);
    this.byName.set(name, queue);
    return queue;
  }

  /** As the API makes a queue: the same once more is no error. */
  createOnce(name: string, given: Readonly<Record<string, unknown>>): Queue {
    const existing = this.byName.get(name);
    if (!existing) return this.create(name, given);
    const attributes = this.attributes(given);
    const other = Object.keys(given).find((key) => attributes[key] !== existing.attributes[key]);
    if (other === undefined) return existing;
    throw new AwsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${other}`,
    );
  }

  attributes(given: Readonly<Record<string, unknown>>): QueueAttributes {
    return attributesOf(given, (arn) => this.find(arn) !== undefined);
  }

  delete(queue: Queue): void {
    queue.unwatchAll();
    this.byName.delete(queue.name);
  }

  /** As the API deletes a queue: its name is not free for a minute. CloudFormation waits until it is. */
  deleteByCall(queue: Queue): void {
    this.delete(queue);
    this.deletedAt.set(queue.name, this.env.clock.now());
  }

  all(): Queue[] {
    return [...this.byName.values()];
  }

  named(name: string): Queue {
    const queue = this.byName.get(name);
    if (!queue) throw noSuchQueue();
    return queue;
  }

  at(url: string): Queue {
    return this.named(nameIn(url));
  }

  find(arn: string): Queue | undefined {
    const queue = this.byName.get(arn.split(':').at(-1) ?? '');
    return queue?.arn === arn ? queue : undefined;
  }

  onVisible(arn: string, listener: () => void): () => void {
    const listeners = this.listeners.get(arn) ?? new Set();
    this.listeners.set(arn, listeners.add(listener));
    this.find(arn)?.watchAll();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.listeners.delete(arn);
      this.find(arn)?.unwatchAll();
    };
  }

  clear(): void {
    for (const queue of this.byName.values()) queue.unwatchAll();
    for (const map of [this.byName, this.deletedAt, this.listeners]) map.clear();
  }

  arnOf(name: string): string {
    const { partition, region, accountId } = this.env;
    return `arn:${partition}:sqs:${region}:${accountId}:${name}`;
  }

  urlOf(name: string): string {
    return `${this.env.endpoint()}/${this.env.accountId}/${name}`;
  }
}

/** The last part of a queue's URL; by which name the host is called does not matter. */
export const nameIn = (url: string) => url.split('/').at(-1) ?? '';

function requireName(name: string): void {
  if (name.endsWith('.fifo')) throw notImitated('FIFO queues');
  if (!/^[\w-]{1,80}$/.test(name))
    throw invalidValue(
      name,
      'QueueName',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
    );
}
