/** A value of a template before its deployment, or why it is not known yet. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

export const known = <T>(value: T): Known<T> => ({ known: true, value });
export const unknown = (why: string): Known<never> => ({ known: false, why });

/** Whether a value is known to be this one. */
export function is<T>(one: Known<T>, value: T): boolean {
  return one.known && one.value === value;
}

/** Whether a value may turn out to be this one. */
export function mayBe<T>(one: Known<T>, value: T): boolean {
  return !one.known || one.value === value;
}

/** True if any is; else unknown if any is. */
export function any(all: readonly Known<boolean>[]): Known<boolean> {
  return all.find((one) => is(one, true)) ?? all.find((one) => !one.known) ?? known(false);
}

/** False if any is; else unknown if any is. */
export function every(all: readonly Known<boolean>[]): Known<boolean> {
  return all.find((one) => is(one, false)) ?? all.find((one) => !one.known) ?? known(true);
}
