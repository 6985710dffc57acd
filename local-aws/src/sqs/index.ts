import type { Environment, Queues, ResourceType, Service } from '../kernel/types';
import { messageOperations, queueOperations } from './operations';
import { sqsProtocol } from './protocol';
import { nameIn, QueueStore } from './queues';
import { queueResourceTypes } from './resource-types';

/** Amazon SQS: standard queues. */
export function createSqs(env: Environment): {
  queues: Queues;
  service: Service;
  resourceTypes: Record<string, ResourceType>;
} {
  const store = new QueueStore(env);
  return {
    queues: store,
    service: {
      signingName: 'sqs',
      protocol: sqsProtocol,
      operations: { ...queueOperations(store), ...messageOperations(store) },
      authorizations(operation, { QueueUrl, QueueName }: { readonly QueueUrl?: string; readonly QueueName?: string }) {
        const name = QueueName ?? nameIn(QueueUrl ?? '');
        return [{ action: `sqs:${operation}`, resource: name ? store.arnOf(name) : '*' }];
      },
      reset: () => store.clear(),
    },
    resourceTypes: queueResourceTypes(store),
  };
}
