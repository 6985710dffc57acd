import { randomUUID } from 'node:crypto';
import type { Blueprint } from '../../template';
import type { Stack, StackOptions } from '../stack/stack';
import type { Engine } from './engine';

export const DEFAULT_OPTIONS: StackOptions = {
  disableRollback: false,
  onFailure: 'ROLLBACK',
  retainExceptOnCreate: false,
};

/** Conditions may need it before the stack exists. */
export function newStackId({ env }: Engine, name: string): string {
  return `arn:${env.partition}:cloudformation:${env.region}:${env.accountId}:stack/${name}/${randomUUID()}`;
}

interface NewStack {
  readonly id?: string;
  readonly name: string;
  readonly parent?: Stack;
  readonly blueprint: Blueprint;
  readonly options?: StackOptions;
}

export function newStack(engine: Engine, options: NewStack): Stack {
  const { name, parent, blueprint } = options;
  const stack: Stack = {
    id: options.id ?? newStackId(engine, name),
    ...{ name, parent, blueprint, options: options.options ?? DEFAULT_OPTIONS },
    creationTime: new Date(engine.env.clock.now()),
    status: 'REVIEW_IN_PROGRESS',
    resources: new Map(),
    outputs: [],
    events: [],
    listings: [],
    newestEvents: [],
    lastOperations: [],
    capabilities: parent?.capabilities ?? [],
    notificationArns: parent?.notificationArns ?? [],
    roleArn: parent?.roleArn,
    terminationProtection: false,
    changeSets: new Map(),
    executed: new Map(),
  };
  engine.add(stack);
  return stack;
}
