import type { Environment, Operation, Service } from '../kernel/types';
import { queryProtocol } from '../wire/query';
import { authorizations } from './authorizations';
import { addBootstrapStack } from './bootstrap';
import { changeSetOperations } from './change-sets';
import { describeOperations } from './describe-operations';
import { type Dependencies, Engine } from './engine';
import { held } from './hold';
import { NestedStacks } from './nested-stack';
import { stackOperations } from './stack-operations';

export interface CloudFormationOptions {
  /**
   * How long the answer to a call that starts a stack operation may be held back until that has ended. The CDK CLI polls
   * at once and then every 5 s: what is over by its first poll costs it no wait. Default 0.
   */
  readonly holdMs?: number;
}

export function createCloudFormation(
  env: Environment,
  deps: Dependencies,
  { holdMs = 0 }: CloudFormationOptions = {},
): { service: Service; stop(): Promise<void> } {
  const begin = () => {
    const engine = new Engine(env, deps, (self) => new NestedStacks(self));
    addBootstrapStack(engine);
    const all = { ...stackOperations(engine), ...changeSetOperations(engine), ...describeOperations(engine) };
    return { engine, operations: holdMs > 0 ? held(engine, all, holdMs) : all };
  };
  let current = begin();
  const operations = Object.fromEntries(
    Object.keys(current.operations).map((name): [string, Operation] => [
      name,
      (input, context) => current.operations[name]?.(input, context),
    ]),
  );
  const service: Service = {
    signingName: 'cloudformation',
    protocol: queryProtocol({
      version: '2010-05-15',
      namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    }),
    operations,
    authorizations: (operation, input) => authorizations(current.engine, operation, input),
    reset() {
      current.engine.end();
      current = begin();
    },
  };
  return { service, stop: async () => current.engine.end() };
}
