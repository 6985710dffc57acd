import { Annotations, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { refuse } from './validation';

/** The stack that is deployed, whose deployment decides for all stacks nested in it. */
export function rootOf(stack: Stack): Stack {
  return stack.nestedStackParent ? rootOf(stack.nestedStackParent) : stack;
}

/** The connections of an app, by the server that they declare. */
const declarations = new WeakMap<IConstruct, Map<string, Construct[]>>();

/**
 * Remembers which connection declares a server. Throws when another one of the same stack, or of one nested with it,
 * does already; warns of another stack of the app.
 */
export function declareOnce(connection: Construct, sourceServerId: string): void {
  refuse(connection, problemsOfDeclaration(connection, sourceServerId));
  const declared = declaredIn(connection);
  const others = declared.get(sourceServerId) ?? [];
  if (others[0]) warn(connection, others[0], sourceServerId);
  declared.set(sourceServerId, [...others, connection]);
}

/** Why a construct cannot declare a server: its stack, or one of the same tree, does so already. */
export function problemsOfDeclaration(scope: Construct, sourceServerId: string): string[] {
  const others = declaredIn(scope).get(sourceServerId) ?? [];
  const deployedWith = others.find((other) => rootOf(Stack.of(other)) === rootOf(Stack.of(scope)));
  if (!deployedWith) return [];
  return [
    `source server ${sourceServerId} is already declared by '${deployedWith.node.path}'; declare each server once in a stack and its nested stacks`,
  ];
}

function declaredIn({ node: { root: app } }: Construct): Map<string, Construct[]> {
  const declared = declarations.get(app) ?? new Map<string, Construct[]>();
  declarations.set(app, declared);
  return declared;
}

/** Each stack speaks for itself: the first to remove the server disconnects it, whatever the other says. */
function warn(connection: Construct, other: Construct, sourceServerId: string): void {
  Annotations.of(connection).addWarningV2(
    'cdk-mgn-disconnect:declaredByTwoStacks',
    `source server ${sourceServerId} is declared by '${other.node.path}' and by '${connection.node.path}', and the first of the two stacks that removes it disconnects it; to move it, deploy it with RemovalPolicy.RETAIN in the stack that it leaves before you declare it in the other`,
  );
}
