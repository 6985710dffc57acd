import { setImmediate as turn } from 'node:timers/promises';
import { Timers } from './timers';
import type { Clock } from './types';

const LONGEST_TIMEOUT = 2 ** 31 - 1;
const TURNS_TO_SETTLE = 8;

/** Lets promise chains and socket events run that a fired timer started. They may set timers of their own. */
async function settle(): Promise<void> {
  for (let i = 0; i < TURNS_TO_SETTLE; i++) await turn();
}

abstract class TimedClock implements Clock {
  protected readonly timers = new Timers();
  private moving: Promise<void> = Promise.resolve();

  abstract now(): number;
  /** Makes now() at least `time`. */
  protected abstract moveTo(time: number): void;
  /** Called when the earliest timer may have changed. */
  protected abstract timersChanged(): void;

  after(ms: number, action: () => void): () => void {
    return this.set(ms, action, false);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.set(ms, resolve, true));
  }

  /** One move at a time: two at once would each fire only a part of what is due. */
  advance(ms: number): Promise<void> {
    const move = this.moving.then(() => this.runUntil(this.now() + ms));
    this.moving = move.catch(() => {});
    return move;
  }

  /** Drops all timers. */
  stop(): void {
    this.timers.clear();
    this.timersChanged();
  }

  protected async runUntil(target: number): Promise<void> {
    await settle();
    for (let first = this.timers.first(); first && first.at <= target; first = this.timers.first()) {
      this.moveTo(first.at);
      this.timers.due(first.at)?.action();
      this.timersChanged();
      await settle();
    }
    this.moveTo(target);
    this.timersChanged();
  }

  private set(ms: number, action: () => void, awaited: boolean): () => void {
    const cancel = this.timers.add(this.now() + Math.max(0, ms), action, awaited);
    this.timersChanged();
    return () => {
      cancel();
      this.timersChanged();
    };
  }
}

/** Real time, which can be moved ahead. */
export class RealClock extends TimedClock {
  private offset = 0;
  private alarm: NodeJS.Timeout | undefined;

  now(): number {
    return Date.now() + this.offset;
  }

  protected moveTo(time: number): void {
    this.offset = Math.max(this.offset, time - Date.now());
  }

  protected timersChanged(): void {
    clearTimeout(this.alarm);
    const first = this.timers.first();
    if (!first) return;
    const delay = Math.min(Math.max(0, first.at - this.now()), LONGEST_TIMEOUT);
    this.alarm = setTimeout(() => this.ring(), delay);
    if (!this.timers.someAwaited()) this.alarm.unref();
  }

  private ring(): void {
    const timer = this.timers.due(this.now());
    this.timersChanged(); // before the action, which may throw
    timer?.action();
  }
}

export interface VirtualClockOptions {
  /** Default: the start of 2026. */
  readonly start?: number;
  /** Jumps to the next timer by itself when nothing else happens. */
  readonly auto?: boolean;
  /** What "something happens" means beyond the event loop: a running process, an open request. */
  readonly busy?: () => boolean;
}

/** What is busy in this process is done within a few turns of the event loop; another process takes its time. */
const LOOKS_AT_ONCE = 20;
const BUSY_POLL_MS = 5;

/** Time moves only by advance(), or in auto mode when there is nothing to do but wait. */
export class VirtualClock extends TimedClock {
  private readonly busy: (() => boolean)[];
  private time: number;
  private readonly auto: boolean;
  private idling = false;

  constructor(options: VirtualClockOptions = {}) {
    super();
    this.time = options.start ?? Date.UTC(2026, 0, 1);
    this.auto = options.auto ?? false;
    this.busy = options.busy ? [options.busy] : [];
  }

  now(): number {
    return this.time;
  }

  /** While this holds, time does not move by itself. */
  waitFor(busy: () => boolean): void {
    this.busy.push(busy);
  }

  /** Fires all timers, and those that they set, until none is left. */
  async runUntilIdle(): Promise<void> {
    await settle();
    let looks = 0;
    for (let first = this.timers.first(); first; first = this.timers.first()) {
      const isBusy = this.busy.some((busy) => busy());
      looks = isBusy ? looks + 1 : 0;
      if (!isBusy) await this.advance(first.at - this.time);
      else if (looks > LOOKS_AT_ONCE) await new Promise((resolve) => setTimeout(resolve, BUSY_POLL_MS));
      await settle();
    }
  }

  protected moveTo(time: number): void {
    this.time = Math.max(this.time, time);
  }

  protected timersChanged(): void {
    if (!this.auto || this.idling || !this.timers.first()) return;
    this.idling = true;
    void this.runUntilIdle().finally(() => {
      this.idling = false;
      this.timersChanged();
    });
  }
}
