import { type CloudFormationOptions, createCloudFormation } from '../../src/cloudformation';
import type { CustomResourceEvent } from '../../src/cloudformation/resources/custom-resource-event';
import { VirtualClock } from '../../src/kernel/clock';
import { AwsError } from '../../src/kernel/types';
import { memoryObjects, nativeTypes, versions } from './fakes';
import { stacksOf } from './stacks';

export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:provider';
const REGION = 'us-east-1';
const ACCOUNT = '123456789012';
const PLACE = { region: REGION, accountId: ACCOUNT, partition: 'aws', endpoint: () => 'http://127.0.0.1:4566' };
const OPERATOR = { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` };

type Objects = ReturnType<typeof memoryObjects>;

export type Answer = Record<string, unknown> | string | 'hang';
export type Provider = (event: CustomResourceEvent) => Answer;

/** CloudFormation alone, with a scripted custom resource provider, resource types that do as told, and a clock that stands. */
export function cloudFormation(options: CloudFormationOptions = {}) {
  const { clock, objects, parameters } = {
    clock: new VirtualClock(),
    objects: memoryObjects(),
    parameters: versions(),
  };
  const native = nativeTypes();
  const scripted = scriptedProvider(objects, (id) => statusesOf(id));
  const dependencies = { objects, parameters, functions: scripted.functions, resourceTypes: native.types };
  const { service, stop } = createCloudFormation({ ...PLACE, clock }, dependencies, options);
  const call = async (operation: string, input: Record<string, unknown> = {}): Promise<any> =>
    service.operations[operation]?.(input, { caller: OPERATOR, requestId: 'r', region: REGION });
  const describeNow = (StackName: string) => (service.operations.DescribeStacks as any)({ StackName }, {}).Stacks[0];
  const statusesOf = (id: string) => {
    const { StackStatus, RootId } = describeNow(id);
    return { stackStatus: StackStatus, rootStatus: RootId && describeNow(RootId).StackStatus };
  };
  return {
    ...{ call, clock, objects, parameters, native, service, stop },
    ...scripted.controls,
    ...stacksOf(call, scripted.controls.requests, objects),
    async reset() {
      scripted.forget();
      await service.reset?.();
    },
  };
}

type Statuses = { readonly stackStatus: string; readonly rootStatus?: string };

/** The function that custom resources name: it notes each request with the states of its stack, and answers as told. */
function scriptedProvider(objects: Objects, statusesOf: (stackId: string) => Statuses) {
  const requests: (CustomResourceEvent & Statuses)[] = [];
  let isForgotten = false;
  let provider: Provider = (event) => success(event);
  const respond = (event: CustomResourceEvent, answer: Answer) => {
    const key = decodeURIComponent(new URL(event.ResponseURL).pathname.split('/')[2] as string);
    const body = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
    objects.put(`cloudformation-custom-resource-response-${REGION.replaceAll('-', '')}`, key, body);
  };
  const functions = {
    invokeAsync(arn: string, payload: unknown) {
      if (arn !== FUNCTION) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
      const event = payload as CustomResourceEvent;
      requests.push({ ...event, ...(isForgotten ? { stackStatus: 'FORGOTTEN' } : statusesOf(event.StackId)) });
      const answer = provider(event);
      if (answer !== 'hang') setImmediate(() => respond(event, answer));
    },
  };
  const controls = {
    ...{ requests, respond },
    answer(next: Provider) {
      provider = next;
    },
    sent: () =>
      requests.map(({ RequestType, LogicalResourceId, PhysicalResourceId, stackStatus }) =>
        [RequestType, LogicalResourceId, PhysicalResourceId, stackStatus].filter(Boolean).join(' '),
      ),
  };
  return {
    ...{ functions, controls },
    forget() {
      isForgotten = true;
    },
  };
}

export type World = ReturnType<typeof cloudFormation>;

/** That of the test in hand. */
export let aws: World;

export function start(options?: CloudFormationOptions): void {
  aws = cloudFormation(options);
}

/** What it says to a template, and more of the request, that it refuses before it makes anything. */
export async function refusal(template: unknown, more: object = {}): Promise<string> {
  const TemplateBody = typeof template === 'string' ? template : JSON.stringify(template);
  const request = { StackName: 'App', TemplateBody, ...more };
  const { code, message } = await aws.call('CreateStack', request).catch((error) => error);
  expect(code).toBe('ValidationError');
  await expect(aws.describe('App')).rejects.toThrow('does not exist');
  return message;
}

/** A good answer, with an id made of the properties' Id or the logical id. */
export function success(event: CustomResourceEvent, more: Record<string, unknown> = {}) {
  const PhysicalResourceId = event.PhysicalResourceId ?? event.ResourceProperties.Id ?? `id-${event.LogicalResourceId}`;
  return { Status: 'SUCCESS', ...echoed(event), PhysicalResourceId, ...more };
}

export function failure(event: CustomResourceEvent, Reason = 'no', more: Record<string, unknown> = {}) {
  return { ...success(event), Status: 'FAILED', Reason, ...more };
}

/** Requests by their members and properties. */
type Asked = Readonly<Record<string, string>>;

const isFor = ({ ResourceProperties, ...event }: CustomResourceEvent, asked: Asked): boolean =>
  Object.entries(asked).every(([name, value]) => ({ ...ResourceProperties, ...event })[name] === value);

const answering =
  (answer: Provider) =>
  (asked: Asked, otherwise: Provider = success): Provider =>
  (event) =>
    isFor(event, asked) ? answer(event) : otherwise(event);

export const fails = answering(failure);
export const hangs = answering(() => 'hang');

/** Names a resource by the Id of its properties, after an update too. */
export const namedById: Provider = ({ PhysicalResourceId, ...event }) =>
  success(event.RequestType === 'Delete' ? { ...event, PhysicalResourceId } : event);

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
