import type {
  Environment,
  Functions,
  Iam,
  ObjectStore,
  ParameterStore,
  ResourceState,
  ResourceType,
} from '../../kernel/types';
import type { Pseudo } from '../../template';
import type { CloudFormationBehaviour } from '../behaviour';
import { CustomResources, isCustomResource } from '../resources/custom-resource';
import { type Handler, ResourceFailure } from '../resources/handler';
import { setResourceStatus, setStackStatus } from '../stack/events';
import type { ScopeSources } from '../stack/scope';
import type { Stack, StackResource } from '../stack/stack';
import { VISIBLE_MS } from '../stack/view';

export interface Dependencies {
  readonly objects: ObjectStore;
  readonly parameters: ParameterStore;
  readonly functions: Functions;
  readonly iam?: Iam;
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Handles all other types. Without it they fail to be created. */
  readonly otherTypes?: ResourceType;
}

/** The stacks of one account and Region, and what their operations need. A reset makes a new one. */
export class Engine implements ScopeSources {
  /** By id, including deleted stacks. */
  readonly stacks = new Map<string, Stack>();
  /** By name, only stacks that are not deleted. */
  readonly byName = new Map<string, Stack>();
  private readonly customResources: CustomResources;
  private readonly nestedStacks: Handler;
  private ended = false;

  constructor(
    readonly env: Environment,
    readonly deps: Dependencies,
    readonly behaviour: CloudFormationBehaviour,
    nestedStacks: (engine: Engine) => Handler,
  ) {
    this.customResources = new CustomResources(env.region, env.clock, deps, behaviour);
    this.nestedStacks = nestedStacks(this);
  }

  get pseudo(): Pseudo {
    return this.env;
  }

  get parameters(): ParameterStore {
    return this.deps.parameters;
  }

  find(nameOrId: string | undefined): Stack | undefined {
    if (nameOrId === undefined) return undefined;
    const stack = this.stacks.get(nameOrId) ?? this.byName.get(nameOrId);
    return stack && this.isForgotten(stack) ? undefined : stack;
  }

  add(stack: Stack): void {
    this.stacks.set(stack.id, stack);
    this.byName.set(stack.name, stack);
  }

  /** A deleted stack is found only by its id, and not for ever. */
  forgetName(stack: Stack): void {
    if (this.byName.get(stack.name) === stack) this.byName.delete(stack.name);
    for (const one of this.stacks.values()) if (this.isForgotten(one)) this.stacks.delete(one.id);
  }

  private isForgotten({ status, deletionTime }: Stack): boolean {
    const since = this.env.clock.now() - (deletionTime?.getTime() ?? 0);
    return status === 'DELETE_COMPLETE' && since > VISIBLE_MS;
  }

  handlerOf(type: string): Handler {
    if (isCustomResource(type)) return this.customResources;
    if (type === 'AWS::CloudFormation::Stack') return this.nestedStacks;
    const native = this.deps.resourceTypes[type] ?? this.deps.otherTypes;
    return native ? handlerFor(native) : unsupported;
  }

  exportedValue(name: string): string | undefined {
    return this.exporter(name)?.value;
  }

  exporter(name: string): { stack: Stack; value: string } | undefined {
    for (const stack of this.byName.values()) {
      const output = stack.outputs.find(({ ExportName }) => ExportName === name);
      if (output) return { stack, value: output.OutputValue };
    }
    return undefined;
  }

  importers(name: string): Stack[] {
    return [...this.byName.values()].filter((stack) => stack.blueprint.imports.has(name));
  }

  stackStatus(stack: Stack, status: string, reason?: string): void {
    setStackStatus(this, stack, status, reason);
  }

  resourceStatus(stack: Stack, resource: StackResource, status: string, reason?: string): void {
    setResourceStatus(this, stack, resource, status, reason);
  }

  /** On this engine's clock; no time at all if that is its setting. */
  async pause(ms: number): Promise<void> {
    if (ms > 0) await this.env.clock.sleep(ms);
    await this.alive();
  }

  /**
   * Stops every operation that still runs after the engine has ended, so that nothing acts on what comes after a
   * reset.
   */
  async alive(): Promise<void> {
    if (this.ended) await new Promise<never>(() => {});
  }

  end(): void {
    this.ended = true;
    this.customResources.stop();
  }
}

function handlerFor(native: ResourceType): Handler {
  return {
    replaceOn: native.replaceOn ?? [],
    create: (request) => native.create(request),
    update: native.update && (async (request) => native.update?.(request) as Promise<ResourceState>),
    delete: (request) => native.delete(request),
  };
}

const unsupported: Handler = {
  replaceOn: [],
  create: async ({ type }) => {
    throw new ResourceFailure(`Resource type ${type} is not supported by the local AWS`, undefined, false);
  },
  delete: async () => {},
};
