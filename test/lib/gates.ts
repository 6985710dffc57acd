import { App, type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
  type SourceServerConnectionProviderProps,
} from '../../lib';

/* Stacks with removal guards, and the gate that they get. */

export const GATE = 'Custom::MgnRemovalGate';
const removalGuards = [RemovalGuard.never()];

export function stackOf(name = 'Stack', context = {}): Stack {
  return new Stack(new App({ context }), name);
}

export function provide(
  scope: Construct,
  id = 'Provider',
  props: SourceServerConnectionProviderProps = { removalGuards },
) {
  return new SourceServerConnectionProvider(scope, id, props);
}

export function connect(
  scope: Construct,
  sourceServerId: string,
  provider?: SourceServerConnectionProvider,
  removalPolicy?: RemovalPolicy,
) {
  return new SourceServerConnection(scope, Token.isUnresolved(sourceServerId) ? 'OfToken' : `Of${sourceServerId}`, {
    sourceServerId,
    provider,
    removalPolicy,
  });
}

/** The one gate of a stack, and its logical id. */
export function gateOf(stack: Stack) {
  const gates = Object.entries(Template.fromStack(stack).findResources(GATE));
  expect(gates).toHaveLength(1);
  const [[id, gate] = ['', {} as any]] = gates;
  return { id, properties: gate.Properties, dependsOn: gate.DependsOn as string[] };
}
