import { randomUUID } from 'node:crypto';
import type { Engine } from '../deployment/engine';
import type { Blueprint } from '../template/blueprint';
import type { Stack, StackOptions } from './stack';

export const DEFAULT_OPTIONS: StackOptions = {
  disableRollback: false,
  onFailure: 'ROLLBACK',
  retainExceptOnCreate: false,
};

interface NewStack {
  readonly name: string;
  readonly parent?: Stack;
  readonly blueprint: Blueprint;
  readonly options?: StackOptions;
}

export function newStack(engine: Engine, { name, parent, blueprint, options = DEFAULT_OPTIONS }: NewStack): Stack {
  const { partition, region, accountId, clock } = engine.env;
  const stack: Stack = {
    id: `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${randomUUID()}`,
    ...{ name, parent, blueprint, options },
    creationTime: new Date(clock.now()),
    status: 'REVIEW_IN_PROGRESS',
    resources: new Map(),
    outputs: [],
    events: [],
    listings: [],
    lastEventAt: 0,
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
