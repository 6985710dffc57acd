/**
 * Whether `value` matches a pattern in which * is any text and ? any one character. Written by hand: a regular
 * expression with many stars would take exponential time.
 */
export function matchesWildcard(pattern: string, value: string, { ignoreCase = false } = {}): boolean {
  return ignoreCase ? matches(pattern.toLowerCase(), value.toLowerCase()) : matches(pattern, value);
}

function matches(pattern: string, value: string): boolean {
  let [at, position] = [0, 0];
  let star = -1; // the last * so far, and where its text ends
  let end = 0;
  while (position < value.length) {
    if (pattern[at] === '*') {
      star = at++;
      end = position;
    } else if (pattern[at] === '?' || pattern[at] === value[position]) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++end;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
