/** Those of each key, in their order. Node 20 has no Map.groupBy. */
export function groupedBy<T, K>(all: Iterable<T>, keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(one);
  }
  return groups;
}

/** What the pages of an answer hold. */
export async function collected<P, T>(pages: AsyncIterable<P>, itemsOf: (page: P) => readonly T[] | undefined) {
  const all: T[] = [];
  for await (const page of pages) all.push(...(itemsOf(page) ?? []));
  return all;
}

/** Does the work on each, on so many at one time. */
export async function sideBySide<T>(all: Iterable<T>, most: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: most }, worker));
}

/** How many there are of each key of a table. */
export function countedBy<T, K extends string>(
  table: Readonly<Record<K, unknown>>,
  all: readonly T[],
  keyOf: (one: T) => K,
) {
  const counts = Object.keys(table).map((key) => [key, all.filter((one) => keyOf(one) === key).length]);
  return Object.fromEntries(counts) as Record<K, number>;
}
