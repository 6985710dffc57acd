import { VirtualClock } from '../../src/kernel/clock';
import type { CallContext, Environment, Properties, ResourceType, Service } from '../../src/kernel/types';

/* Services alone, without the kernel, with a clock that stands still. */

export const clock = new VirtualClock();
export const env: Environment = {
  clock,
  region: 'us-east-1',
  accountId: '123456789012',
  partition: 'aws',
  endpoint: () => '',
};
export const operator = { accountId: env.accountId, arn: 'arn:aws:iam::123456789012:user/operator' };

export async function call(
  service: Service,
  operation: string,
  input: unknown,
  context: Partial<CallContext> = {},
): Promise<any> {
  return service.operations[operation]?.(input, { caller: operator, requestId: 'r', region: 'us-east-1', ...context });
}

/** Takes a resource through its life, as CloudFormation does. */
export async function run(types: Record<string, ResourceType>, type: string, properties: Properties) {
  const resourceType = types[type];
  if (!resourceType) throw new Error(`No ${type}`);
  const request = { type, logicalId: 'It', stackId: 'arn', stackName: 'App', properties, generateName: () => 'App-It' };
  const state = await resourceType.create(request);
  return {
    ...state,
    update: (next: Properties) =>
      resourceType.update?.({ ...request, ...state, properties: next, oldProperties: properties }),
    remove: () => resourceType.delete({ ...request, ...state }),
  };
}
