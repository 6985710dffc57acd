import { CfnDeletionPolicy, type CfnResource, RemovalPolicy } from 'aws-cdk-lib';

/**
 * What the synthesized template says becomes of a resource, as a value that changes with it; undefined if the resource
 * is deleted, as by default. Only known when everything that may change it has run: RemovalPolicies, Aspects, overrides.
 */
export function synthesizedRemovalPolicy(resource: CfnResource): unknown {
  const deletion = attribute(resource, 'DeletionPolicy', resource.cfnOptions.deletionPolicy);
  const replacement = attribute(resource, 'UpdateReplacePolicy', resource.cfnOptions.updateReplacePolicy);
  if (deletion === CfnDeletionPolicy.DELETE && replacement === CfnDeletionPolicy.DELETE) return undefined;
  if (replacement === CfnDeletionPolicy.RETAIN) {
    if (deletion === CfnDeletionPolicy.RETAIN) return RemovalPolicy.RETAIN;
    if (deletion === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE) return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  }
  return [deletion, replacement];
}

/**
 * An attribute of a resource as the template shows it: addOverride() wins, and without a policy CloudFormation deletes.
 * aws-cdk-lib keeps overrides to itself; a test fails if a later version keeps them elsewhere.
 */
function attribute(resource: CfnResource, name: string, option: CfnDeletionPolicy | undefined): unknown {
  const { rawOverrides } = resource as unknown as { rawOverrides?: Record<string, unknown> };
  const value = rawOverrides && Object.hasOwn(rawOverrides, name) ? rawOverrides[name] : option;
  return value ?? CfnDeletionPolicy.DELETE;
}
