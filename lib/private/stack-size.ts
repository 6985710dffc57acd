import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;

/** Why the stack of a wave is too large for CloudFormation. How many permissions fit is for the provider to say. */
export function problemsOfSize(wave: Construct, servers: number): string[] {
  const stack = Stack.of(wave);
  const resources = stack.node.findAll().filter((node) => Stack.of(node) === stack && isSynthesized(node)).length;
  const excess = resources - MAX_RESOURCES;
  if (excess <= 0) return [];
  const remedy =
    excess < servers
      ? `leave at most ${servers - excess} of the ${servers} servers of the wave here, and move the others into a wave of another stack`
      : 'move the wave into a stack of its own';
  return [`the stack has ${resources} resources, and CloudFormation takes ${MAX_RESOURCES}; ${remedy}`];
}

/** Policies that are not needed are there, but not in the template. aws-cdk-lib keeps that to itself. */
function isSynthesized(node: unknown): boolean {
  return CfnResource.isCfnResource(node) && (node as unknown as { shouldSynthesize(): boolean }).shouldSynthesize();
}
