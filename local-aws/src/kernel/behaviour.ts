import { AwsError } from './types';

/** Switches for what AWS does not document about a service. They may change while it runs. */
export interface Behaviours {
  readonly values: object;
  /** The values that the text switches may have. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** The text switches of a behaviour, each with all its values. */
export type Choices<T> = {
  readonly [K in keyof T as T[K] extends string ? K : never]: readonly T[K][];
};

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
