import { Throttle } from '../kernel/throttle';
import { AwsError, type Environment, type Operation, type Service } from '../kernel/types';
import { queryProtocol } from '../protocols/query';
import { authorizations } from './api/authorizations';
import { addBootstrapStack } from './api/bootstrap';
import { changeSetOperations } from './api/change-sets';
import { describeOperations } from './api/describe-operations';
import { driftOperations } from './api/drift-operations';
import { eventOperations } from './api/event-operations';
import { held } from './api/hold';
import { policyOperations } from './api/policy-operations';
import { rollbackOperations } from './api/rollback-operations';
import { stackOperations } from './api/stack-operations';
import { summaryOperations } from './api/summary-operations';
import { type CloudFormationBehaviour, cloudFormationDefaults } from './behaviour';
import { type Dependencies, Engine } from './deployment/engine';
import { NestedStacks } from './deployment/nested-stack';

export { type CloudFormationBehaviour, cloudFormationDefaults } from './behaviour';

export interface CloudFormation {
  readonly service: Service;
  /** May be changed at any time. */
  readonly behaviour: CloudFormationBehaviour;
  stop(): Promise<void>;
}

export interface CloudFormationOptions {
  readonly behaviour?: Partial<CloudFormationBehaviour>;

  /**
   * How long the answer to a call that starts a stack operation may be delayed until the operation has ended. The CDK
   * CLI polls at once and then every 5 s: an operation that is over by its first poll costs it no wait. Default 0.
   */
  readonly holdMs?: number;
}

export function createCloudFormation(
  env: Environment,
  deps: Dependencies,
  options: CloudFormationOptions = {},
): CloudFormation {
  const { holdMs = 0 } = options;
  const initial: CloudFormationBehaviour = { ...cloudFormationDefaults, ...options.behaviour };
  const behaviour = { ...initial };
  const throttle = new Throttle(env.clock, behaviour, () => new AwsError('Throttling', 'Rate exceeded'));
  const begin = () => beginEngine(env, deps, behaviour, holdMs);
  let current = begin();
  const operations = Object.fromEntries(
    Object.keys(current.operations).map((name): [string, Operation] => [
      name,
      (input, context) => {
        throttle.take(name);
        return current.operations[name]?.(input, context);
      },
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
      Object.assign(behaviour, initial);
      throttle.clear();
      current.engine.end();
      current = begin();
    },
  };
  return { service, behaviour, stop: async () => current.engine.end() };
}

function beginEngine(env: Environment, deps: Dependencies, behaviour: CloudFormationBehaviour, holdMs: number) {
  const engine = new Engine(env, deps, behaviour, (self) => new NestedStacks(self));
  addBootstrapStack(engine);
  const all = {
    ...stackOperations(engine),
    ...changeSetOperations(engine),
    ...policyOperations(engine),
    ...rollbackOperations(engine),
    ...describeOperations(engine),
    ...eventOperations(engine),
    ...driftOperations(engine),
    ...summaryOperations(engine),
  };
  return { engine, operations: holdMs > 0 ? held(engine, all, holdMs) : all };
}
