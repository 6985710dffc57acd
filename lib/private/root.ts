import type { Stack } from 'aws-cdk-lib';

/** The stack that is deployed, whose deployment decides for all stacks nested in it. */
export function rootOf(stack: Stack): Stack {
  return stack.nestedStackParent ? rootOf(stack.nestedStackParent) : stack;
}
