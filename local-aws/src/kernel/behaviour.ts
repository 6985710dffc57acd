import { AwsError } from './types';

/** Switches for what AWS does not document about a service. They may change while it runs. */
export interface Behaviours {
  readonly values: object;
  /** The values that the text switches may have. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** A switch by its default: a number, a yes or no, or texts, of which the first is the default. */
type Switches = Readonly<Record<string, number | boolean | readonly string[]>>;

/** The position of each switch. */
export type Behaviour<T extends Switches> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer Text)[] ? Text : T[K] extends number ? number : boolean;
};

/** The text switches, each with all its values. */
type Choices<T extends Switches> = { readonly [K in keyof T as T[K] extends readonly string[] ? K : never]: T[K] };

export function defaultsOf<T extends Switches>(switches: T): Readonly<Behaviour<T>> {
  const positions = Object.entries(switches).map(([name, of]) => [name, typeof of === 'object' ? of[0] : of]);
  return Object.fromEntries(positions);
}

export function choicesOf<T extends Switches>(switches: T): Choices<T> {
  return Object.fromEntries(Object.entries(switches).filter(([, of]) => typeof of === 'object')) as Choices<T>;
}

/** Checked strictly, before anything changes: a misspelt switch would make a test pass for nothing. */
export function changeBehaviours(services: Readonly<Record<string, Behaviours>>, changes: Record<string, any>): void {
  const all = Object.entries(changes).flatMap(([service, values]) => {
    const known = member(services, service, 'service');
    return Object.entries(values ?? {}).map(([name, value]) => ({ known, name, value: meant(known, name, value) }));
  });
  for (const { known, name, value } of all) Object.assign(known.values, { [name]: value });
}

/** JSON has no infinity: null means no limit. */
function meant({ values, choices }: Behaviours, name: string, value: unknown): unknown {
  const now = member(values as Record<string, unknown>, name, 'behaviour');
  const allowed = choices[name];
  if (allowed && !allowed.includes(value as string)) {
    throw invalid(`'${name}' must be one of ${JSON.stringify(allowed)}, not ${JSON.stringify(value)}`);
  }
  if (typeof now === 'number' && value === null) return Number.POSITIVE_INFINITY;
  if (now !== undefined && typeof value !== typeof now) {
    throw invalid(`'${name}' must be a ${typeof now}, not ${JSON.stringify(value)}`);
  }
  return value;
}

function member<T>(all: Readonly<Record<string, T>>, name: string, what: string): T {
  if (Object.hasOwn(all, name)) return all[name] as T;
  throw invalid(`Unknown ${what} '${name}'; there is: ${Object.keys(all).join(', ')}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidRequest', message);
}
