type CleanUp = () => Promise<unknown>;

const pending = new Set<CleanUp>();

/** Does some work when the user ends this process. The returned function does it at once. It is done only once. */
export function atTheLatestOnExit(work: CleanUp): CleanUp {
  let done: Promise<unknown> | undefined;
  const once = () => {
    done ??= work().finally(() => pending.delete(once));
    return done;
  };
  pending.add(once);
  return once;
}

/** Ctrl-C cleans up. A second one does not wait for that. */
export function endOnSignals(): void {
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => {
      void Promise.allSettled([...pending].map((work) => work())).then(() => process.exit(code));
    });
  }
}
