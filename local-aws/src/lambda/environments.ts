import type { Clock } from '../kernel/types';
import type { FunctionConfiguration } from './configuration';
import type { ExecutionEnvironment } from './executor';

/** An execution environment, its output and its history. */
export interface Sandbox {
  readonly configuration: FunctionConfiguration;
  readonly environment: ExecutionEnvironment;
  readonly logStream: string;
  readonly startedAt: number;
  /** Also receives the lines that the function prints during an invocation. */
  onLine?: (line: string) => void;
  invocations: number;
}

interface Waiter {
  readonly configuration: FunctionConfiguration;
  take(sandbox: Sandbox): void;
  refuse(reason: Error): void;
}

/**
 * Keeps warm environments and limits their number, because each is a process on the user's machine. If all are taken,
 * an invocation waits; that is no throttling.
 */
export class Environments {
  private readonly sandboxes = new Map<Sandbox, 'busy' | (() => void)>();
  private readonly waiters: Waiter[] = [];
  private generation = 0;

  constructor(
    private readonly clock: Clock,
    private readonly start: (configuration: FunctionConfiguration) => Sandbox,
    private readonly limits: { readonly most: number; readonly idleMs: number },
  ) {}

  async acquire(configuration: FunctionConfiguration): Promise<Sandbox> {
    const warm = this.idle().find((sandbox) => sandbox.configuration === configuration && sandbox.environment.alive);
    if (warm) return this.take(warm);
    if (this.sandboxes.size < this.limits.most) return this.take(this.start(configuration));
    const [other] = this.idle();
    if (!other) return new Promise((take, refuse) => this.waiters.push({ configuration, take, refuse }));
    const { generation } = this;
    await this.end(other);
    if (generation !== this.generation) throw stopped();
    return this.acquire(configuration);
  }

  /** Gives an environment back after an invocation. `current`: whether its function still has this configuration. */
  async release(sandbox: Sandbox, current: boolean): Promise<void> {
    const reusable = current && sandbox.environment.alive;
    const next = reusable ? this.waiterFor(sandbox.configuration) : undefined;
    if (next) return next.take(this.take(sandbox));
    if (reusable && this.waiters.length === 0) return this.keepWarm(sandbox);
    await this.end(sandbox);
    const waiter = this.waiters.shift();
    if (waiter) this.acquire(waiter.configuration).then(waiter.take, waiter.refuse);
  }

  /** Ends the idle environments of a function's old configuration. A busy one ends when it is released. */
  async retire(name: string): Promise<void> {
    const old = this.idle().filter(({ configuration }) => configuration.name === name);
    await Promise.all(old.map((sandbox) => this.end(sandbox)));
  }

  async endAll(): Promise<void> {
    this.generation++;
    for (const waiter of this.waiters.splice(0)) waiter.refuse(stopped());
    await Promise.all([...this.sandboxes.keys()].map((sandbox) => this.end(sandbox)));
  }

  private idle(): Sandbox[] {
    return [...this.sandboxes].filter(([, state]) => state !== 'busy').map(([sandbox]) => sandbox);
  }

  private take(sandbox: Sandbox): Sandbox {
    const cancelEnd = this.sandboxes.get(sandbox);
    if (typeof cancelEnd === 'function') cancelEnd();
    this.sandboxes.set(sandbox, 'busy');
    return sandbox;
  }

  private keepWarm(sandbox: Sandbox): void {
    const cancel = this.clock.after(this.limits.idleMs, () => void this.end(sandbox));
    this.sandboxes.set(sandbox, cancel);
  }

  private waiterFor(configuration: FunctionConfiguration): Waiter | undefined {
    const index = this.waiters.findIndex((waiter) => waiter.configuration === configuration);
    return index < 0 ? undefined : this.waiters.splice(index, 1)[0];
  }

  private async end(sandbox: Sandbox): Promise<void> {
    const state = this.sandboxes.get(sandbox);
    if (typeof state === 'function') state();
    this.sandboxes.set(sandbox, 'busy'); // it counts until it is gone, but no invocation may take it
    await sandbox.environment.end();
    this.sandboxes.delete(sandbox);
  }
}

const stopped = () => new Error('The local Lambda service was stopped');
