import type { CreateStackInput, ExecuteChangeSetInput, UpdateStackInput } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../kernel/types';
import {
  type Blueprint,
  bindParameters,
  EMPTY_BLUEPRINT,
  makeBlueprint,
  type Template,
  validationError,
} from '../../template';
import type { Engine } from '../deployment/engine';
import { newStackId } from '../deployment/new-stack';
import { templateFromUrl } from '../deployment/template-source';
import type { Stack, StackOptions } from '../stack/stack';
import { checkRequest } from './request-checks';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST_BODY = 51_200;

type OptionsRequest = Pick<
  CreateStackInput & ExecuteChangeSetInput,
  | 'OnFailure'
  | 'DisableRollback'
  | 'DeploymentConfig'
  | 'RetainExceptOnCreate'
  | 'TimeoutInMinutes'
  | 'ClientRequestToken'
>;
type SettingsRequest = Pick<
  CreateStackInput,
  'RoleARN' | 'Capabilities' | 'NotificationARNs' | 'DeploymentConfig' | 'EnableTerminationProtection'
>;
type TemplateRequest = Partial<
  Pick<
    CreateStackInput & UpdateStackInput,
    | 'StackName'
    | 'TemplateBody'
    | 'TemplateURL'
    | 'UsePreviousTemplate'
    | 'Parameters'
    | 'Tags'
    | 'Capabilities'
    | 'NotificationARNs'
  >
>;

export const isTrue = (value: unknown): boolean => String(value) === 'true';

/** The stack that an operation names, by name or ARN. */
export function existingStack(
  engine: Engine,
  nameOrId: unknown,
  message = (name: string) => `Stack [${name}] does not exist`,
): Stack {
  if (!nameOrId)
    throw validationError(
      "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
    );
  const stack = engine.find(String(nameOrId));
  if (!stack) throw validationError(message(String(nameOrId)));
  return stack;
}

/** The same for an operation that changes the stack. It fails for a deleted stack. */
export function liveStack(engine: Engine, nameOrId: unknown): Stack {
  const stack = existingStack(engine, nameOrId);
  if (stack.status === 'DELETE_COMPLETE') throw validationError(`Stack [${nameOrId}] does not exist`);
  return stack;
}

/** The blueprint that a CreateStack, UpdateStack or CreateChangeSet asks for. */
export function blueprintOf(engine: Engine, input: TemplateRequest, stack?: Stack, newId?: string): Blueprint {
  checkRequest(input);
  const previous = stack?.blueprint ?? EMPTY_BLUEPRINT;
  const body = templateBody(engine, input, stack);
  const tags = input.Tags === undefined ? previous.tags : input.Tags;
  const bind = (template: Template) =>
    bindParameters(template, input.Parameters ?? [], previous.parameters, engine.parameters);
  const name = stack?.name ?? String(input.StackName);
  const blueprint = makeBlueprint(body, bind, tags, engine.pseudo, {
    id: stack?.id ?? newId ?? newStackId(engine, name),
    name,
    notificationArns: input.NotificationARNs ?? stack?.notificationArns ?? [],
  });
  if (stack) rejectTypeChanges(stack, blueprint);
  requireCapabilities(blueprint, input.Capabilities ?? []);
  return blueprint;
}

export function templateBody(engine: Engine, input: TemplateRequest, stack?: Stack): string {
  if (input.TemplateBody) return withinLimit(input.TemplateBody);
  if (input.TemplateURL) return templateFromUrl(engine.deps.objects, input.TemplateURL);
  if (isTrue(input.UsePreviousTemplate) && stack) return stack.blueprint.body;
  throw validationError('Either Template URL or Template Body must be specified.');
}

/** Only a template in S3 may be larger. AWS's message repeats all of it, which the SDK's XML parser may refuse. */
function withinLimit(body: string): string {
  if (Buffer.byteLength(body) <= LARGEST_BODY) return body;
  throw validationError(
    `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_BODY}`,
  );
}

function rejectTypeChanges(stack: Stack, blueprint: Blueprint): void {
  const changed = [...blueprint.graph.keys()].filter((id) => {
    const existing = stack.resources.get(id);
    return existing && existing.type !== blueprint.template.Resources[id]?.Type;
  });
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
    );
  }
}

function requireCapabilities({ template }: Blueprint, capabilities: readonly string[]): void {
  const needed = capabilityFor(template)?.capability;
  if (!needed || capabilities.includes('CAPABILITY_NAMED_IAM') || capabilities.includes(needed)) return;
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}

/** The capability that the template's IAM resources need, and the types that need it. */
export function capabilityFor({ Resources }: Template): { capability: string; types: string[] } | undefined {
  const resources = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (resources.length === 0) return undefined;
  const named = resources.some(
    ({ Properties }) => Properties && ['RoleName', 'ManagedPolicyName', 'UserName'].some((name) => name in Properties),
  );
  const capability = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  return { capability, types: [...new Set(resources.map(({ Type }) => Type))].sort() };
}

/** In express mode a failed operation is rolled back only if that is asked for. */
export function stackOptions(input: OptionsRequest): StackOptions {
  const { OnFailure, DisableRollback, DeploymentConfig } = input;
  if (OnFailure !== undefined && DisableRollback !== undefined) {
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  }
  const express = DeploymentConfig?.Mode === 'EXPRESS' && DisableRollback === undefined && OnFailure === undefined;
  return {
    disableRollback: isTrue(DisableRollback) || express,
    onFailure: OnFailure ?? 'ROLLBACK',
    retainExceptOnCreate: isTrue(input.RetainExceptOnCreate),
    timeoutInMinutes: input.TimeoutInMinutes === undefined ? undefined : Number(input.TimeoutInMinutes),
    clientRequestToken: input.ClientRequestToken,
  };
}

/** What a request says about the stack itself, besides its template. */
export function applySettings(stack: Stack, input: SettingsRequest): void {
  if (input.RoleARN !== undefined) stack.roleArn = input.RoleARN;
  if (input.Capabilities !== undefined) stack.capabilities = input.Capabilities;
  if (input.NotificationARNs !== undefined) stack.notificationArns = input.NotificationARNs;
  if (input.DeploymentConfig !== undefined) stack.deploymentConfig = input.DeploymentConfig;
  if (input.EnableTerminationProtection !== undefined)
    stack.terminationProtection = isTrue(input.EnableTerminationProtection);
}

const UPDATABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
]);

export function requireUpdatable(stack: Stack): void {
  if (stack.status === 'CREATE_FAILED' && stack.options.onFailure === 'DO_NOTHING') {
    throw validationError(
      'This stack cannot be updated from [CREATE_FAILED] state because it contains [on-failure: DO_NOTHING]. Please use disable-rollback option instead during stack creation.',
    );
  }
  if (!UPDATABLE.has(stack.status))
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/**
 * After a failed operation without rollback, only another one without rollback may change the stack. Change sets get
 * this text too (aws/aws-cli#6368, aws/aws-cdk#30546).
 */
export function requireSameFailureOption({ status }: Stack, { disableRollback }: StackOptions): void {
  if ((status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') || disableRollback) return;
  throw validationError(
    `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
  );
}

export function requireStackName(name: unknown): void {
  if (typeof name === 'string' && /^[A-Za-z][-A-Za-z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
  );
}
