type CleanUp = () => Promise<unknown>;

const pending = new Set<CleanUp>();

/** Has work done when the user ends this process; what comes back does it at once, and only once however often it is called. */
export function atTheLatestOnExit(work: CleanUp): CleanUp {
  let done: Promise<unknown> | undefined;
  const once = () => {
    done ??= work().finally(() => pending.delete(once));
    return done;
  };
  pending.add(once);
  return once;
}

/** Ctrl-C puts away what was made; a second one does not wait for that. */
export function endOnSignals(): void {
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => {
      void Promise.allSettled([...pending].map((work) => work())).then(() => process.exit(code));
    });
  }
}
