import type { Environment } from '../../kernel/types';
import type { CloudFormationBehaviour } from '../behaviour';
import { isAboutStack } from './events';
import type { LastOperation, Stack, StackEvent } from './stack';

/* What CloudFormation shows of itself. It may differ from the truth: see behaviour.ts. */

interface Sources {
  readonly behaviour: CloudFormationBehaviour;
  readonly env: Environment;
}

/** What DescribeStacks shows of a stack's history. */
export interface Course {
  readonly status: string;
  readonly statusReason?: string;
  readonly lastOperations: readonly LastOperation[];
}

export function courseOf(sources: Sources, stack: Stack): Course {
  const { describeLagMs } = sources.behaviour;
  const lastOperations = newestOperation(stack);
  const { status, statusReason } = stack;
  if (describeLagMs === 0) return { status, statusReason, lastOperations };
  const own = eventsOf(sources, stack).filter((event) => isAboutStack(stack, event));
  const event = own.at(-1) ?? stack.events[0];
  return {
    status: event?.ResourceStatus ?? status,
    statusReason: event?.ResourceStatusReason,
    lastOperations,
  };
}

/**
 * The newest, after its own rollback if it had one, as in AWS's example (user guide, "View stack events by
 * operation").
 */
function newestOperation({ lastOperations }: Stack): readonly LastOperation[] {
  return lastOperations.slice(0, lastOperations[0]?.OperationType === 'ROLLBACK' ? 2 : 1);
}

/** How long CloudFormation shows events and deleted stacks. */
export const VISIBLE_MS = 90 * 24 * 3600 * 1000;

/** Oldest first. */
export function eventsOf({ behaviour, env }: Sources, { events }: Stack): readonly StackEvent[] {
  const now = env.clock.now();
  const isOld = ({ Timestamp }: StackEvent) => Timestamp.getTime() < now - VISIBLE_MS;
  const isLate = ({ Timestamp }: StackEvent) => Timestamp.getTime() > now - behaviour.describeLagMs;
  // most stacks have neither
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last || !(isOld(first) || (behaviour.describeLagMs > 0 && isLate(last)))) return events;
  return events.filter((event) => !isOld(event) && !(behaviour.describeLagMs > 0 && isLate(event)));
}
