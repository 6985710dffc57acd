import type { Properties } from '../../kernel/types';
import { type Blueprint, bindParameters, makeBlueprint } from '../../template';
import {
  type ExistingRequest,
  type Handler,
  type HandlerRequest,
  type HandlerState,
  type NestedPhases,
  ResourceFailure,
} from '../resources/handler';
import type { Cancellation } from '../stack/cancellation';
import { type Stack, StackFailure } from '../stack/stack';
import { cleanUp } from './clean-up';
import { deleteResources } from './delete';
import type { Engine } from './engine';
import { newStack, newStackId } from './new-stack';
import { noteOperation } from './operation';
import { rollForward } from './roll-forward';
import { beginRollback, restore, type Skip, settleRollback } from './rollback';
import { templateFromUrl } from './template-source';
import { beginUpdate } from './update';

/** What is known of a nested stack before it exists. */
type Child = Pick<Stack, 'id' | 'name'> & Partial<Pick<Stack, 'blueprint'>>;

/** AWS::CloudFormation::Stack: a stack whose phases its parent's phases drive. */
export class NestedStacks implements Handler, NestedPhases {
  readonly replaceOn = [];
  readonly nested = this;

  constructor(private readonly engine: Engine) {}

  async create(request: HandlerRequest): Promise<HandlerState> {
    const { engine } = this;
    const { properties, stack: parent } = request;
    const name = request.generateName(128);
    const id = newStackId(engine, name);
    const blueprint = this.blueprint(properties, parent, { id, name });
    const child = newStack(engine, { id, name, parent, blueprint, options: parent.options });
    noteOperation(child, 'CREATE_STACK');
    engine.stackStatus(child, 'CREATE_IN_PROGRESS', 'User Initiated');
    request.initiated(child.id);
    await this.rollForward(
      child,
      request.cancellation,
      'CREATE_FAILED',
      (reason) => `Embedded stack ${child.id} was not successfully created: ${reason}`,
    );
    engine.stackStatus(child, 'CREATE_COMPLETE');
    await this.parentLearns();
    return stateOf(child);
  }

  async update(request: ExistingRequest): Promise<HandlerState> {
    const { engine } = this;
    const child = this.child(request.physicalId);
    const blueprint = this.blueprint(request.properties, request.stack, child);
    if (!child.update && !this.differs(child, blueprint)) return stateOf(child);
    child.options = request.stack.options;
    noteOperation(child, 'UPDATE_STACK');
    beginUpdate(engine, child, blueprint);
    const { disableRollback } = child.options;
    await this.rollForward(child, request.cancellation, disableRollback ? 'UPDATE_FAILED' : undefined, (reason) => {
      if (!disableRollback) this.beginRollback(child, reason);
      return `Embedded stack ${child.id} was not successfully updated. Currently in ${child.status} with reason: ${reason}`;
    });
    engine.stackStatus(child, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.parentLearns();
    return stateOf(child);
  }

  async delete({ physicalId }: ExistingRequest): Promise<void> {
    const child = this.child(physicalId);
    if (child.status === 'DELETE_COMPLETE') return;
    noteOperation(child, 'DELETE_STACK');
    await deleteResources(this.engine, child, 'User Initiated');
    await this.parentLearns();
    if (child.status === 'DELETE_FAILED') {
      throw new ResourceFailure(`Embedded stack ${child.id} was not successfully deleted: ${child.statusReason}`);
    }
  }

  async rollBack(childId: string, skip: Skip): Promise<void> {
    const child = this.child(childId);
    if (child.update && child.status !== 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') {
      if (child.status !== 'UPDATE_ROLLBACK_IN_PROGRESS') this.beginRollback(child);
      await restore(this.engine, child, skip);
      await this.parentLearns();
    }
    if (child.status.endsWith('_FAILED')) {
      throw new ResourceFailure(
        `Embedded stack ${child.id} was not successfully updated. Currently in ${child.status} with reason: ${child.statusReason}`,
      );
    }
  }

  /**
   * A nested stack runs its own Deletes only now, with its root in clean-up: until here a sibling could roll it back.
   */
  async cleanUp(childId: string, begun: () => void): Promise<void> {
    const child = this.child(childId);
    if (!child.status.endsWith('_CLEANUP_IN_PROGRESS')) return;
    begun();
    if (child.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') await cleanUp(this.engine, child);
    else await settleRollback(this.engine, child);
    await this.parentLearns();
  }

  private beginRollback(child: Stack, reason?: string): void {
    noteOperation(child, 'ROLLBACK');
    beginRollback(this.engine, child, reason);
  }

  private parentLearns(): Promise<void> {
    return this.engine.pause(this.engine.behaviour.parentLearnsAfterMs);
  }

  private async rollForward(
    child: Stack,
    cancellation: Cancellation,
    failedStatus: string | undefined,
    describe: (reason: string) => string,
  ): Promise<void> {
    try {
      await rollForward(this.engine, child, cancellation);
    } catch (error) {
      if (!(error instanceof StackFailure)) throw error;
      if (failedStatus) this.engine.stackStatus(child, failedStatus, error.message);
      const failure = new ResourceFailure(describe(error.message), child.id);
      await this.parentLearns();
      throw failure;
    }
  }

  private blueprint(properties: Properties, parent: Stack, { id, name, blueprint }: Child): Blueprint {
    const previous = blueprint?.parameters ?? new Map();
    try {
      const inputs = Object.entries(properties.Parameters ?? {}).map(([ParameterKey, value]) => ({
        ParameterKey,
        ParameterValue: Array.isArray(value) ? value.join(',') : String(value),
      }));
      const body = templateFromUrl(this.engine.deps.objects, properties.TemplateURL);
      const tags = [...parent.blueprint.tags, ...(properties.Tags ?? [])];
      return makeBlueprint(
        body,
        (template) => bindParameters(template, inputs, previous, this.engine.parameters),
        tags,
        this.engine.pseudo,
        { id, name, notificationArns: parent.notificationArns },
      );
    } catch (error) {
      throw new ResourceFailure((error as Error).message, undefined, false);
    }
  }

  wouldChange(childId: string, properties: Properties, parent: Stack): boolean {
    const child = this.child(childId);
    return this.differs(child, this.blueprint(properties, parent, child));
  }

  /** Also if something has changed behind the same template URL, here or deeper. */
  private differs(child: Stack, blueprint: Blueprint): boolean {
    if (!isSameBlueprint(child.blueprint, blueprint)) return true;
    return [...child.resources.values()].some(
      ({ type, properties, physicalId = '' }) =>
        type === 'AWS::CloudFormation::Stack' && this.wouldChange(physicalId, properties, child),
    );
  }

  private child(id: string): Stack {
    const child = this.engine.stacks.get(id);
    if (!child) throw new ResourceFailure(`Stack with id ${id} does not exist`);
    return child;
  }
}

function isSameBlueprint(a: Blueprint, b: Blueprint): boolean {
  const given = ({ parameters }: Blueprint) => JSON.stringify([...parameters].map(([key, { value }]) => [key, value]));
  return a.body === b.body && given(a) === given(b);
}

function stateOf(child: Stack): HandlerState {
  const attributes = Object.fromEntries(
    child.outputs.map(({ OutputKey, OutputValue }) => [`Outputs.${OutputKey}`, OutputValue]),
  );
  return { physicalId: child.id, attributes };
}
