import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const declarations = new WeakMap<Stack, Map<string, string>>();

/** Remembers which connection of its stack declares a server. Throws when another one does already. */
export function declareOnce(connection: Construct, sourceServerId: string): void {
  const stack = Stack.of(connection);
  const paths = declarations.get(stack) ?? new Map<string, string>();
  declarations.set(stack, paths);
  const path = paths.get(sourceServerId);
  if (path !== undefined) {
    throw new Error(
      `source server ${sourceServerId} is already declared in this stack by '${path}'; declare each server once`,
    );
  }
  paths.set(sourceServerId, connection.node.path);
}
