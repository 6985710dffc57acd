interface Asked {
  running: Promise<unknown>;
  next?: Promise<unknown>;
}

const asked = new Map<string, Asked>();

/**
 * Asks a question for all who have it now: one at a time, and who comes while it is asked waits for the next one, which
 * they share. So no answer is older than the one who gets it, however many come together.
 */
export function shared<T>(question: string, ask: () => Promise<T>): Promise<T> {
  const known = asked.get(question);
  if (!known) return begin(question, ask);
  known.next ??= known.running.then(
    () => begin(question, ask),
    () => begin(question, ask),
  );
  return known.next as Promise<T>;
}

function begin<T>(question: string, ask: () => Promise<T>): Promise<T> {
  const running = ask();
  const entry: Asked = { running };
  asked.set(question, entry);
  const end = () => {
    if (entry.next === undefined) asked.delete(question);
  };
  running.then(end, end);
  return running;
}
