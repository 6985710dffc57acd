import type { Properties, ResourceType } from '../kernel/types';
import { missing, notImitated } from './errors';
import type { Queue } from './queue';
import type { QueueStore } from './queues';

export const queueResourceTypes = (store: QueueStore): Record<string, ResourceType> => ({
  'AWS::SQS::Queue': queueType(store),
  'AWS::SQS::QueuePolicy': queuePolicyType(store),
});

function queueType(store: QueueStore): ResourceType {
  const state = ({ name, arn }: Queue) => ({
    physicalId: store.urlOf(name),
    attributes: { Arn: arn, QueueName: name, QueueUrl: store.urlOf(name) },
  });
  return {
    replaceOn: ['QueueName', 'FifoQueue'],
    create: async ({ properties, generateName }) =>
      state(store.create(properties.QueueName ?? generateName(80), attributesIn(properties))),
    async update({ physicalId, properties }) {
      const queue = store.at(physicalId);
      queue.attributes = store.attributes(attributesIn(properties));
      return state(queue);
    },
    async delete({ physicalId }) {
      const queue = store.all().find(({ name }) => store.urlOf(name) === physicalId);
      if (queue) store.delete(queue);
    },
  };
}

/** Properties have the names of attributes. */
function attributesIn({ QueueName, Tags, FifoQueue, ...attributes }: Properties): Properties {
  if (String(FifoQueue ?? false) !== 'false') throw notImitated('FIFO queues');
  return attributes;
}

/** Kept and shown, not enforced: nobody calls here but the operator and roles, which have policies of their own. */
function queuePolicyType(store: QueueStore): ResourceType {
  const queuesOf = ({ Queues, PolicyDocument }: Properties): Queue[] => {
    if (!Array.isArray(Queues) || Queues.length === 0) throw missing('Queues');
    if (typeof PolicyDocument !== 'object' || PolicyDocument === null) throw missing('PolicyDocument');
    return Queues.map((url) => store.at(String(url)));
  };
  const put = (properties: Properties) => {
    for (const queue of queuesOf(properties)) queue.policy = properties.PolicyDocument;
  };
  const remove = ({ Queues }: Properties) => {
    for (const queue of store.all()) if (Queues.includes(store.urlOf(queue.name))) queue.policy = undefined;
  };
  return {
    async create({ properties, generateName }) {
      put(properties);
      return { physicalId: generateName(128), attributes: {} };
    },
    async update({ physicalId, properties, oldProperties }) {
      queuesOf(properties);
      remove(oldProperties);
      put(properties);
      return { physicalId, attributes: {} };
    },
    delete: async ({ properties }) => remove(properties),
  };
}
