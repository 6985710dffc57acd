import { DeadlineExceeded } from './deadline';

interface Asked {
  readonly running: Promise<unknown>;
  next?: Promise<unknown>;
}

/**
 * Questions that are asked for all who have them: one at a time, and who comes while it is asked waits for the next one,
 * which they share. So no answer is older than the one who gets it, however many come together.
 */
export class Shared {
  private readonly asked = new Map<string, Asked>();

  async ask<T>(question: string, ask: () => Promise<T>): Promise<T> {
    let isOwn = false;
    const askForAll = () => {
      isOwn = true;
      return ask();
    };
    try {
      return await this.join(question, askForAll);
    } catch (error) {
      // the time of who has asked for all is up, not that of this one
      if (isOwn || !(error instanceof DeadlineExceeded)) throw error;
      return this.ask(question, ask);
    }
  }

  private join<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.asked.get(question);
    const begin = () => this.begin(question, ask);
    if (!known) return begin();
    known.next ??= known.running.then(begin, begin);
    return known.next as Promise<T>;
  }

  private begin<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const running = ask();
    const entry: Asked = { running };
    this.asked.set(question, entry);
    const end = () => {
      if (entry.next === undefined) this.asked.delete(question);
    };
    running.then(end, end);
    return running;
  }
}
