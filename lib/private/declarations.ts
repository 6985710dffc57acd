import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { rootOf } from './root';

const declarations = new WeakMap<Stack, Map<string, string>>();

/** Remembers which connection of a stack and its nested stacks declares a server. Throws when another one does already. */
export function declareOnce(connection: Construct, sourceServerId: string): void {
  const root = rootOf(Stack.of(connection));
  const paths = declarations.get(root) ?? new Map<string, string>();
  declarations.set(root, paths);
  const path = paths.get(sourceServerId);
  if (path !== undefined) {
    throw new Error(
      `source server ${sourceServerId} is already declared by '${path}'; declare each server once in a stack and its nested stacks`,
    );
  }
  paths.set(sourceServerId, connection.node.path);
}
