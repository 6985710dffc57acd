import picomatch from 'picomatch';

/**
 * A record says no parent, so a nested stack is known by its name: <root>-<logical id>-<12 or 13 letters and digits>. AWS
 * documents an example (mystack-mynestedstack-sggfrhxhum7w:
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-stack.html); that all are made so is inferred.
 */
const NESTED = /^(.+)-\w+-[0-9A-Za-z]{12,13}$/;

/** Whether a stack, or its root, is one of those asked for. Without patterns all stacks are. */
export function stackFilter(patterns: readonly string[]): (stackName: string) => boolean {
  if (patterns.length === 0) return () => true;
  const matches = picomatch([...patterns]);
  const isOf = (name: string): boolean => {
    if (matches(name)) return true;
    const root = NESTED.exec(name)?.[1];
    return root !== undefined && isOf(root);
  };
  return isOf;
}
