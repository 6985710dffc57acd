const cache = new Map<string, RegExp>();

/** Whether `value` matches a pattern in which * is any text and ? any one character. */
export function matchesWildcard(pattern: string, value: string, { ignoreCase = false } = {}): boolean {
  return expression(pattern, ignoreCase ? 'is' : 's').test(value);
}

function expression(pattern: string, flags: string): RegExp {
  const key = `${flags}:${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const source = pattern
    .replace(/\*+/g, '*') // a run of stars means one, and would take exponential time as several
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('');
  const made = new RegExp(`^${source}$`, flags);
  if (cache.size > 10_000) cache.clear();
  cache.set(key, made);
  return made;
}
