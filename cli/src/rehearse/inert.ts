import type { ResourceType } from '../../../local-aws/src';

/**
 * Resources of types that the local AWS does not run. They exist and have every attribute. `noted` hears their types.
 */
export function inert(noted: (type: string) => void): ResourceType {
  return {
    async create({ type, generateName, logicalId }) {
      noted(type);
      const physicalId = generateName(63);
      return { physicalId, attributes: anyAttribute(type, physicalId, logicalId) };
    },
    update: async ({ physicalId, attributes }) => ({ physicalId, attributes }),
    delete: async () => {},
  };
}

/** An ARN if the attribute's name says so, else a name: enough for every reference to it. */
function anyAttribute(type: string, physicalId: string, logicalId: string): Readonly<Record<string, unknown>> {
  const service = type.split('::')[1]?.toLowerCase() ?? 'aws';
  const valueFor = (name: string) =>
    name.endsWith('Arn') ? `arn:aws:${service}:us-east-1:123456789012:${physicalId}` : `${logicalId}-${name}`;
  return new Proxy({}, { has: () => true, get: (_, name) => valueFor(String(name)) });
}
