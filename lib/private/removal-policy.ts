import { CfnDeletionPolicy, type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { synthesizedAttribute } from './synthesized';

// aws-cdk-lib looks each name up anew, and these are asked for often
const { DELETE, RETAIN, RETAIN_EXCEPT_ON_CREATE } = CfnDeletionPolicy;

/**
 * What the synthesized template says becomes of a resource, as a value that changes with it; undefined if the resource
 * is deleted, as by default. Only known when everything that may change it has run: RemovalPolicies, Aspects, overrides.
 */
export function synthesizedRemovalPolicy(resource: CfnResource): unknown {
  const deletion = attribute(resource, 'DeletionPolicy', resource.cfnOptions.deletionPolicy);
  const replacement = attribute(resource, 'UpdateReplacePolicy', resource.cfnOptions.updateReplacePolicy);
  if (deletion === DELETE && replacement === DELETE) return undefined;
  if (replacement === RETAIN) {
    if (deletion === RETAIN) return RemovalPolicy.RETAIN;
    if (deletion === RETAIN_EXCEPT_ON_CREATE) return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  }
  return [deletion, replacement];
}

/** Whether CloudFormation never deletes the resource, but for the rollback of its creation. */
export function isRetained(resource: CfnResource): boolean {
  const deletion = attribute(resource, 'DeletionPolicy', resource.cfnOptions.deletionPolicy);
  if (deletion !== RETAIN && deletion !== RETAIN_EXCEPT_ON_CREATE) return false;
  return attribute(resource, 'UpdateReplacePolicy', resource.cfnOptions.updateReplacePolicy) === RETAIN;
}

/** Without a policy CloudFormation deletes. */
function attribute(resource: CfnResource, name: string, option: CfnDeletionPolicy | undefined): unknown {
  return synthesizedAttribute(resource, name, option) ?? DELETE;
}
