import type { CfnResource } from 'aws-cdk-lib';

/**
 * A property of a resource as the template will show it: addPropertyOverride() wins. aws-cdk-lib keeps overrides to
 * itself; a test fails if a later version keeps them elsewhere.
 */
export function synthesizedProperty(resource: CfnResource, name: string): unknown {
  const overridden = overridesOf(resource).Properties as Record<string, unknown> | undefined;
  if (overridden && Object.hasOwn(overridden, name)) return overridden[name];
  return (resource as unknown as Record<string, unknown>)[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
}

/** An attribute of a resource as the template will show it, where `option` is what CDK knows of it. */
export function synthesizedAttribute(resource: CfnResource, name: string, option: unknown): unknown {
  const overrides = overridesOf(resource);
  return Object.hasOwn(overrides, name) ? overrides[name] : option;
}

function overridesOf(resource: CfnResource): Record<string, unknown> {
  return (resource as unknown as { rawOverrides?: Record<string, unknown> }).rawOverrides ?? {};
}
