import { CfnDeletionPolicy, CfnResource, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ConnectionProperties } from './contract';
import { shown } from './text';

// aws-cdk-lib resolves the name at each access, and these are used often
const { DELETE, RETAIN, RETAIN_EXCEPT_ON_CREATE } = CfnDeletionPolicy;

/**
 * A property of a resource as the template will show it: addPropertyOverride() wins. Overrides are private in
 * aws-cdk-lib. A test fails if a later version keeps them elsewhere.
 */
export function synthesizedProperty(resource: CfnResource, name: string): unknown {
  const overridden = overridesOf(resource).Properties as Record<string, unknown> | undefined;
  if (overridden && Object.hasOwn(overridden, name)) return overridden[name];
  return (resource as unknown as Record<string, unknown>)[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
}

/** An attribute of a resource as the template will show it. `option` is its value unless an override wins. */
export function synthesizedAttribute(resource: CfnResource, name: string, option: unknown): unknown {
  const overrides = overridesOf(resource);
  return Object.hasOwn(overrides, name) ? overrides[name] : option;
}

function overridesOf(resource: CfnResource): Record<string, unknown> {
  return (resource as unknown as { rawOverrides?: Record<string, unknown> }).rawOverrides ?? {};
}

/** The root of a tree of stacks. Its deployment deploys all stacks nested in it. */
export function rootOf(stack: Stack): Stack {
  return stack.nestedStackParent ? rootOf(stack.nestedStackParent) : stack;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_RESOURCES = 500;

/** A method that says whether a resource will be in the template if the stack has room for it. */
export const WITH_ROOM = Symbol.for('cdk-mgn-disconnect.withRoom');

/**
 * How many resources the template of a stack has. `withRoom` counts those too that are there only if the stack has
 * room.
 */
export function resourcesOf(stack: Stack, withRoom = false): number {
  const isThere = (node: IConstruct & { readonly [WITH_ROOM]?: () => boolean }) => {
    const answer = withRoom ? node[WITH_ROOM] : undefined;
    return answer ? answer() : isSynthesized(node);
  };
  return stack.node.findAll().filter((node) => Stack.of(node) === stack && isThere(node)).length;
}

/** CDK leaves unneeded policies out of the template. Its method for this is not public. */
function isSynthesized(node: unknown): boolean {
  return CfnResource.isCfnResource(node) && (node as unknown as { shouldSynthesize(): boolean }).shouldSynthesize();
}

/**
 * A resource's removal policy in the synthesized template; undefined if CloudFormation deletes the resource, which is
 * the default. It is known only when everything that may change it has run: RemovalPolicies, Aspects, overrides.
 */
export function synthesizedRemovalPolicy(resource: CfnResource): ConnectionProperties['RemovalPolicy'] {
  const deletion = attribute(resource, 'DeletionPolicy', resource.cfnOptions.deletionPolicy);
  const replacement = attribute(resource, 'UpdateReplacePolicy', resource.cfnOptions.updateReplacePolicy);
  if (deletion === DELETE && replacement === DELETE) return undefined;
  if (replacement === RETAIN) {
    if (deletion === RETAIN) return RemovalPolicy.RETAIN;
    if (deletion === RETAIN_EXCEPT_ON_CREATE) return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  }
  // the policies of a condition are tokens
  return [deletion as string, replacement as string];
}

/** Whether CloudFormation never deletes the resource, except when it rolls back the resource's creation. */
export function isRetained(resource: CfnResource): boolean {
  const deletion = attribute(resource, 'DeletionPolicy', resource.cfnOptions.deletionPolicy);
  if (deletion !== RETAIN && deletion !== RETAIN_EXCEPT_ON_CREATE) return false;
  return attribute(resource, 'UpdateReplacePolicy', resource.cfnOptions.updateReplacePolicy) === RETAIN;
}

/**
 * Problems of a resource that must get a Delete but is retained by something in the app: RemovalPolicies, an Aspect or
 * an override. Use it in a validation, which runs after all of these.
 */
export function problemsOfRetention(resource: CfnResource, consequence: string): string[] {
  const policy = attribute(resource, 'DeletionPolicy', resource.cfnOptions.deletionPolicy);
  if (policy === DELETE) return [];
  const type = resource.cfnResourceType;
  return [
    `the DeletionPolicy of ${type} must be Delete, got ${shown(policy)}, with which ${consequence}; leave this type out where the app sets policies for many resources (excludeResourceTypes: ['${type}'])`,
  ];
}

/** Without a policy CloudFormation deletes. */
function attribute(resource: CfnResource, name: string, option: CfnDeletionPolicy | undefined): unknown {
  return synthesizedAttribute(resource, name, option) ?? DELETE;
}

/**
 * A value that is computed at synthesis, when everything that may change it has run. It is computed anew each time: an
 * Aspect that reads resources, like cdk-nag, asks earlier.
 */
export function lazily<Value>(produce: () => Value | undefined): Value {
  return Lazy.uncachedAny({ produce }) as unknown as Value;
}
