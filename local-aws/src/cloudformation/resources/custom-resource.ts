import { randomUUID } from 'node:crypto';
import type { Clock, Functions, ObjectStore, ResourceRequest } from '../../kernel/types';
import type { CloudFormationBehaviour } from '../behaviour';
import { interpretAnswer } from './custom-resource-answer';
import type { CustomResourceEvent } from './custom-resource-event';
import {
  type ExistingRequest,
  type Handler,
  type HandlerRequest,
  type HandlerState,
  ResourceFailure,
  type UpdateRequest,
} from './handler';
import { PendingAnswers } from './pending-answers';
import { physicalName } from './physical-name';

const RESPONSE_URL_SECONDS = 2 * 3600;
/** Also the default. */
const LONGEST_SERVICE_TIMEOUT_SECONDS = 3600;

export const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Sends requests to Lambda functions and takes their answers from the bucket in the ResponseURLs. */
export class CustomResources implements Handler {
  readonly replaceOn = [];
  private readonly bucket: string;
  private readonly answers: PendingAnswers;
  /** The last request of each kind to a physical id. */
  private readonly requestIds = new Map<string, string>();
  private readonly endListening: () => void;

  constructor(
    region: string,
    clock: Clock,
    private readonly deps: { readonly objects: ObjectStore; readonly functions: Functions },
    private readonly behaviour: CloudFormationBehaviour,
  ) {
    this.bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
    this.answers = new PendingAnswers(clock, behaviour);
    this.endListening = deps.objects.onPut(this.bucket, (key, body) => this.answers.answer(key, body));
  }

  create(request: HandlerRequest): Promise<HandlerState> {
    return this.ask('Create', request, {});
  }

  async update(request: UpdateRequest): Promise<HandlerState> {
    const { properties, oldProperties, physicalId } = request;
    // aws-cloudformation/cloudformation-coverage-roadmap#802
    if (properties.ServiceToken !== oldProperties.ServiceToken) {
      throw new ResourceFailure('Modifying service token is not allowed.', undefined, false);
    }
    return this.ask('Update', request, {
      PhysicalResourceId: physicalId,
      OldResourceProperties: stringified(oldProperties),
    });
  }

  async delete(request: ExistingRequest): Promise<void> {
    await this.ask('Delete', request, { PhysicalResourceId: request.physicalId });
  }

  inventId(request: ResourceRequest): string {
    return physicalName(request.stackName, request.logicalId, 1024);
  }

  stop(): void {
    this.endListening();
    this.answers.forgetAll();
  }

  private async ask(
    RequestType: CustomResourceEvent['RequestType'],
    request: HandlerRequest,
    more: Partial<CustomResourceEvent>,
  ): Promise<HandlerState> {
    const RequestId = this.requestIdOf(RequestType, request, more.PhysicalResourceId);
    const key = [request.stackId, request.logicalId, RequestId].join('|');
    const timeout = request.properties.ServiceTimeout;
    const event: CustomResourceEvent = {
      RequestType,
      ServiceToken: lambdaToken(request.properties.ServiceToken),
      ...(timeout === undefined ? {} : { ServiceTimeout: String(timeout) }),
      ResponseURL: this.deps.objects.presignPut(this.bucket, key, RESPONSE_URL_SECONDS),
      StackId: request.stackId,
      RequestId,
      LogicalResourceId: request.logicalId,
      ResourceType: request.type,
      ...more,
      ResourceProperties: stringified(request.properties),
    };
    const seconds = serviceTimeout(timeout);
    const answer = this.answers.expect(
      key,
      seconds * 1000,
      new ResourceFailure(noAnswer(RequestId)),
      request.cancellation,
    );
    this.invoke(key, event);
    return interpretAnswer(await answer, event, this.behaviour);
  }

  private requestIdOf(type: string, { stackId, logicalId }: HandlerRequest, physicalId?: string): string {
    const key = [stackId, logicalId, type, physicalId].join('|');
    const before = this.behaviour.requestIdOfRetry === 'same' ? this.requestIds.get(key) : undefined;
    const id = before ?? randomUUID();
    this.requestIds.set(key, id);
    return id;
  }

  private invoke(key: string, event: CustomResourceEvent): void {
    try {
      this.deps.functions.invokeAsync(event.ServiceToken, event);
    } catch (error) {
      this.answers.refuse(key, new ResourceFailure((error as Error).message, undefined, false));
    }
  }
}

/** From 1 to 3,600 seconds: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
function serviceTimeout(value: unknown): number {
  const seconds = Number(value ?? LONGEST_SERVICE_TIMEOUT_SECONDS);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SERVICE_TIMEOUT_SECONDS) return seconds;
  throw new ResourceFailure(`ServiceTimeout must be from 1 to 3600, not ${value}`, undefined, false);
}

const noAnswer = (requestId: string): string =>
  `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. ` +
  'If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.';

function lambdaToken(token: unknown): string {
  if (typeof token !== 'string' || token === '')
    throw new ResourceFailure('Property ServiceToken cannot be empty.', undefined, false);
  if (token.split(':')[2] === 'sns') {
    throw new ResourceFailure(`The local AWS does not support SNS topics as ServiceToken (${token})`, undefined, false);
  }
  return token;
}

/** A custom resource gets every scalar as a string, also in lists and maps. */
export function stringified(value: any): any {
  if (Array.isArray(value)) return value.map(stringified);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stringified(item)]));
  }
  return String(value);
}
