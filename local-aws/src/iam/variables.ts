/** Condition keys with their values; names are looked up without regard to case. */
export type RequestKeys = ReadonlyMap<string, string | readonly string[]>;

const LITERALS: Readonly<Record<string, string>> = { '*': '*', '?': '?', $: '$' };

/**
 * Replaces ${aws:PrincipalAccount} and the like. Undefined if a variable without default has no value: then nothing
 * matches.
 */
export function substitute(text: string, keys: RequestKeys): string | undefined {
  let missing = false;
  const result = text.replace(
    /\$\{\s*([^},\s]+)\s*(?:,\s*'([^']*)')?\s*\}/g,
    (_all, name: string, fallback?: string) => {
      const value = LITERALS[name] ?? keys.get(name.toLowerCase()) ?? fallback;
      if (typeof value === 'string') return value;
      missing = true;
      return '';
    },
  );
  return missing ? undefined : result;
}
