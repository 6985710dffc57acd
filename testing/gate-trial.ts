import type * as cfn from '@aws-sdk/client-cloudformation';
import { GATE_TYPE } from '../lib/private/contract';
import { type Expectation, GateModel } from './gate-model';
import type { Step } from './program';
import type { World } from './world';

/** What differs from what guards must make of a step. */
export interface GateProblem {
  readonly kind: 'LET GO' | 'REFUSED' | 'REFUSED ON THE WAY BACK' | 'GATE ANSWERS';
  readonly what: string;
}

/** Compares what gates make of each step with the model. */
export class GateTrial {
  private readonly models = new Map<string, GateModel>();
  private expected: Expectation = 'passed';
  private seen = 0;
  private before: string[] = [];

  constructor(private readonly world: World) {}

  /** Before a step. */
  expect(step: Step): void {
    this.expected = 'stack' in step ? this.modelOf(step.stack).expects(step, (id) => this.world.stateOf(id)) : 'passed';
    this.seen = this.world.gateExchanges.size;
    this.before = this.world.connected;
  }

  /** After it. */
  problems(step: Step, status: string, events: readonly cfn.StackEvent[]): GateProblem[] {
    if (!('stack' in step)) return [];
    this.modelOf(step.stack).learn(step, this.expected, status);
    return [...this.missing(status), ...this.refusals(events), ...this.answers(events)];
  }

  private missing(status: string): GateProblem[] {
    if (this.expected !== 'refused' || status.startsWith('refused:')) return [];
    const gone = this.before.filter((server) => !this.world.connected.includes(server));
    const completed = /^(missing|CREATE_COMPLETE|UPDATE_COMPLETE)$/.test(status) ? [status] : [];
    return [...completed, ...gone].map((what) => ({ kind: 'LET GO', what }));
  }

  private refusals(events: readonly cfn.StackEvent[]): GateProblem[] {
    return events.flatMap((event, index): GateProblem[] => {
      const { ResourceStatusReason = '' } = event;
      if (!isRefusal(event)) return [];
      const isStatus = (one: cfn.StackEvent) =>
        one.StackId === event.StackId && one.PhysicalResourceId === event.StackId;
      const status = events.slice(0, index).findLast(isStatus)?.ResourceStatus;
      if (status?.includes('ROLLBACK')) return [{ kind: 'REFUSED ON THE WAY BACK', what: ResourceStatusReason }];
      return this.expected === 'passed' ? [{ kind: 'REFUSED', what: ResourceStatusReason }] : [];
    });
  }

  private answers(events: readonly cfn.StackEvent[]): GateProblem[] {
    const isCancelled = events.some(({ ResourceType, ResourceStatusReason }) => {
      return ResourceType === GATE_TYPE && ResourceStatusReason?.includes('cancelled');
    });
    const fresh = [...this.world.gateExchanges.values()].slice(this.seen);
    const wrong = fresh.filter(({ answers }) => answers.length !== 1 && !(isCancelled && answers.length === 0));
    return wrong.map(({ event, answers }) => ({
      kind: 'GATE ANSWERS',
      what: `${answers.length} to its ${event.RequestType}`,
    }));
  }

  private modelOf(stack: string): GateModel {
    const model = this.models.get(stack) ?? new GateModel();
    this.models.set(stack, model);
    return model;
  }
}

/** Whether a gate has refused something, and was not only cancelled. */
export function isRefusal({ ResourceType, ResourceStatus, ResourceStatusReason = '' }: cfn.StackEvent): boolean {
  const hasFailed = ResourceType === GATE_TYPE && ResourceStatus?.endsWith('_FAILED') === true;
  return hasFailed && /removal guards/.test(ResourceStatusReason);
}
