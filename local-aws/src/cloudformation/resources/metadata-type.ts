import { randomUUID } from 'node:crypto';
import type { ResourceType } from '../../kernel/types';

/** AWS::CDK::Metadata: only its properties change. */
export const metadataType: ResourceType = {
  create: async () => ({ physicalId: randomUUID(), attributes: {} }),
  update: async ({ physicalId, attributes }) => ({ physicalId, attributes }),
  delete: async () => {},
};
