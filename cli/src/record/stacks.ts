import picomatch from 'picomatch';

/** CloudFormation names a nested stack <root>-<logical id>-<12 or 13 letters and digits>. */
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
