import { type CloudFormationOptions, createCloudFormation } from '../../src/cloudformation';
import type { CustomResourceEvent } from '../../src/cloudformation/resources/custom-resource-event';
import { VirtualClock } from '../../src/kernel/clock';
import { AwsError } from '../../src/kernel/types';
import { memoryObjects, nativeTypes, versions } from './fakes';

export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:provider';
const REGION = 'us-east-1';
const ACCOUNT = '123456789012';

export type Answer = Record<string, unknown> | string | 'hang';
export type Provider = (event: CustomResourceEvent) => Answer;

/** CloudFormation alone, with a scripted custom resource provider, resource types that do as told, and a clock that stands. */
export function cloudFormation(options: CloudFormationOptions = {}) {
  const clock = new VirtualClock();
  const objects = memoryObjects();
  const requests: (CustomResourceEvent & { readonly stackStatus: string; readonly rootStatus?: string })[] = [];
  const parameters = versions();
  const native = nativeTypes();
  let forgotten = false;
  let provider: Provider = (event) => success(event);

  const functions = {
    invokeAsync(arn: string, payload: unknown) {
      if (arn !== FUNCTION) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      const event = payload as CustomResourceEvent;
      requests.push({ ...event, ...statusesOf(event.StackId) });
      const answer = provider(event);
      if (answer !== 'hang') setImmediate(() => respond(event, answer));
    },
  };
  const environment = {
    clock,
    region: REGION,
    accountId: ACCOUNT,
    partition: 'aws',
    endpoint: () => 'http://127.0.0.1:4566',
  };
  const dependencies = {
    objects,
    functions,
    parameters,
    resourceTypes: native.types,
  };
  const { service, stop } = createCloudFormation(environment, dependencies, options);
  const call = async (operation: string, input: Record<string, unknown> = {}): Promise<any> =>
    service.operations[operation]?.(input, {
      caller: { accountId: ACCOUNT, arn: 'arn:aws:iam::123456789012:root' },
      requestId: 'r',
      region: REGION,
    });

  function statusesOf(id: string) {
    const describe = (StackName: string) => {
      const answer: any = service.operations.DescribeStacks?.({ StackName }, {} as any);
      return answer.Stacks[0];
    };
    if (forgotten) return { stackStatus: 'FORGOTTEN' };
    const stack = describe(id);
    return { stackStatus: stack.StackStatus, rootStatus: stack.RootId && describe(stack.RootId).StackStatus };
  }
  function respond(event: CustomResourceEvent, answer: Answer) {
    const key = decodeURIComponent(new URL(event.ResponseURL).pathname.split('/')[2] as string);
    objects.put(
      `cloudformation-custom-resource-response-${REGION}`,
      key,
      Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)),
    );
  }

  /** As clients do: in S3 where it is too large for the request. */
  function given(template: object) {
    const body = JSON.stringify(template);
    if (body.length <= 51_200) return { TemplateBody: body };
    objects.put('assets', 'template.json', Buffer.from(body));
    return { TemplateURL: 'http://127.0.0.1:4566/assets/template.json' };
  }

  const world = {
    ...{ call, clock, objects, requests, parameters, native, respond, service, stop },
    async reset() {
      forgotten = true;
      await service.reset?.();
    },
    answer(next: Provider) {
      provider = next;
    },
    async describe(StackName: string) {
      return (await call('DescribeStacks', { StackName })).Stacks[0];
    },
    /** Waits until nothing moves any more. */
    async settle(StackName: string) {
      let before = '';
      for (let still = 0; still < 5; ) {
        await new Promise((resolve) => setImmediate(resolve));
        const { StackStatus } = await world.describe(StackName);
        const now = `${StackStatus} ${requests.length} ${(await call('DescribeStackEvents', { StackName })).StackEvents[0]?.EventId}`;
        still = now === before ? still + 1 : 0;
        before = now;
      }
      return world.describe(StackName);
    },
    async create(name: string, template: object, more: Record<string, unknown> = {}) {
      const { StackId } = await call('CreateStack', { StackName: name, ...given(template), ...more });
      return world.settle(StackId);
    },
    async update(name: string, template: object, more: Record<string, unknown> = {}) {
      const { StackId } = await call('UpdateStack', {
        StackName: name,
        TemplateBody: JSON.stringify(template),
        ...more,
      });
      return world.settle(StackId);
    },
    async delete(name: string, more: Record<string, unknown> = {}) {
      const { StackId } = await world.describe(name);
      await call('DeleteStack', { StackName: name, ...more });
      return world.settle(StackId);
    },
    /** Oldest first: "Logical STATUS" with the reason behind it, of all events, or of those since `from`. */
    async events(StackName: string, from = 0): Promise<string[]> {
      const pages = [];
      let NextToken: string | undefined;
      do {
        const answer = await call('DescribeStackEvents', { StackName, NextToken });
        pages.push(...answer.StackEvents);
        NextToken = answer.NextToken;
      } while (NextToken);
      return pages
        .reverse()
        .slice(from)
        .map((event) =>
          [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason].filter(Boolean).join(' '),
        );
    },
    async statuses(StackName: string, from = 0): Promise<string[]> {
      const { StackName: name } = await world.describe(StackName);
      return (await world.events(StackName, from))
        .filter((event) => event.startsWith(`${name} `))
        .map((event) => event.split(' ')[1] as string);
    },
    sent: () =>
      requests.map(({ RequestType, LogicalResourceId, PhysicalResourceId, stackStatus }) =>
        [RequestType, LogicalResourceId, PhysicalResourceId, stackStatus].filter(Boolean).join(' '),
      ),
  };
  return world;
}

export type World = ReturnType<typeof cloudFormation>;

/** A good answer, with an id made of the properties' Id or the logical id. */
export function success(event: CustomResourceEvent, more: Record<string, unknown> = {}) {
  const PhysicalResourceId = event.PhysicalResourceId ?? event.ResourceProperties.Id ?? `id-${event.LogicalResourceId}`;
  return { Status: 'SUCCESS', ...echoed(event), PhysicalResourceId, ...more };
}

export function failure(event: CustomResourceEvent, Reason = 'no', more: Record<string, unknown> = {}) {
  return { ...success(event), Status: 'FAILED', Reason, ...more };
}

/** Everything with "Bad" in its logical id fails to be created. */
export const badFails: Provider = (event) =>
  event.LogicalResourceId.includes('Bad') && event.RequestType === 'Create' ? failure(event) : success(event);

const echoed = ({ StackId, RequestId, LogicalResourceId }: CustomResourceEvent) => ({
  StackId,
  RequestId,
  LogicalResourceId,
});

export const withoutRollback = { DisableRollback: 'true' };

export const custom = (properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: FUNCTION, ...properties },
  ...more,
});

export const thing = (properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  Type: 'Test::Thing',
  Properties: properties,
  ...more,
});
