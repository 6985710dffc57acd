import { Throttle } from '../kernel/throttle';
import { AwsError, type Environment, type Operation, type Service } from '../kernel/types';
import { queryProtocol } from '../protocols/query';
import { authorizations } from './api/authorizations';
import { addBootstrapStack } from './api/bootstrap';
import { changeSetOperations } from './api/change-sets';
import { describeOperations } from './api/describe-operations';
import { driftOperations } from './api/drift-operations';
import { eventOperations } from './api/event-operations';
import { held, isStarting } from './api/hold';
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

/** An operation is a function of the same name. The protocol has made its input from the client's request. */
const OPERATIONS: Readonly<Record<string, (engine: Engine, input: never) => unknown>> = {
  ...stackOperations,
  ...changeSetOperations,
  ...policyOperations,
  ...rollbackOperations,
  ...describeOperations,
  ...eventOperations,
  ...driftOperations,
  ...summaryOperations,
};

export function createCloudFormation(
  env: Environment,
  deps: Dependencies,
  options: CloudFormationOptions = {},
): CloudFormation {
  const { holdMs = 0 } = options;
  const initial: CloudFormationBehaviour = { ...cloudFormationDefaults, ...options.behaviour };
  const behaviour = { ...initial };
  const throttle = new Throttle(env.clock, behaviour, () => new AwsError('Throttling', 'Rate exceeded'));
  let engine = beginEngine(env, deps, behaviour);
  const operations = Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
    name,
    (input) => {
      throttle.take(name);
      const answer = () => operation(engine, input as never);
      return holdMs > 0 && isStarting(name) ? held(engine, input.StackName, answer, holdMs) : answer();
    },
  ]);
  const service: Service = {
    signingName: 'cloudformation',
    protocol: queryProtocol({
      version: '2010-05-15',
      namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    }),
    operations: Object.fromEntries(operations),
    authorizations: (operation, input) => authorizations(engine, operation, input),
    reset() {
      Object.assign(behaviour, initial);
      throttle.clear();
      engine.end();
      engine = beginEngine(env, deps, behaviour);
    },
  };
  return { service, behaviour, stop: async () => engine.end() };
}

function beginEngine(env: Environment, deps: Dependencies, behaviour: CloudFormationBehaviour): Engine {
  const engine = new Engine(env, deps, behaviour, (self) => new NestedStacks(self));
  addBootstrapStack(engine);
  return engine;
}
