import { type RequestKeys, substitute } from './variables';
import { matchesWildcard } from './wildcard';

type Test = (actual: string, wanted: string) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => matchesWildcard(wanted, actual),
  ArnLike: arnLike,
  ArnEquals: arnLike, // the same by definition, IAM User Guide "ARN condition operators"
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: (actual, wanted) => Number(actual) === Number(wanted),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (actual, wanted) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (actual, wanted) => Number(actual) >= Number(wanted),
  DateEquals: (actual, wanted) => instant(actual) === instant(wanted),
  DateLessThan: (actual, wanted) => instant(actual) < instant(wanted),
  DateLessThanEquals: (actual, wanted) => instant(actual) <= instant(wanted),
  DateGreaterThan: (actual, wanted) => instant(actual) > instant(wanted),
  DateGreaterThanEquals: (actual, wanted) => instant(actual) >= instant(wanted),
};

/** Negated operators match if no wanted value matches, and if the key is absent. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotLike: 'ArnLike',
  ArnNotEquals: 'ArnEquals',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

interface Operator {
  readonly quantifier?: 'ForAnyValue' | 'ForAllValues';
  readonly ifExists: boolean;
  readonly negated: boolean;
  /** Absent for Null. */
  readonly test?: Test;
}

export function isOperator(name: string): boolean {
  return operatorOf(name) !== undefined;
}

/** All operators and all keys of a Condition block must match. */
export function conditionsHold(condition: Readonly<Record<string, object>>, keys: RequestKeys): boolean {
  return Object.entries(condition).every(([name, wantedByKey]) => {
    const operator = operatorOf(name);
    if (!operator) throw new Error(`Unknown condition operator ${name}`);
    return Object.entries(wantedByKey).every(([key, wanted]) =>
      holds(operator, keys.get(key.toLowerCase()), wanted, keys),
    );
  });
}

function operatorOf(name: string): Operator | undefined {
  const [, quantifier, bare = ''] = /^(?:(ForAnyValue|ForAllValues):)?(\w+)$/.exec(name) ?? [];
  if (bare === 'Null') return { ifExists: false, negated: false };
  const base = bare.replace(/IfExists$/, '');
  const negated = Object.hasOwn(NEGATED, base);
  const positive = negated ? (NEGATED[base] ?? '') : base;
  if (!Object.hasOwn(TESTS, positive)) return undefined;
  return { quantifier: quantifier as Operator['quantifier'], ifExists: base !== bare, negated, test: TESTS[positive] };
}

function holds(
  operator: Operator,
  actual: string | readonly string[] | undefined,
  wanted: unknown,
  keys: RequestKeys,
): boolean {
  const wantedValues = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
  const { test } = operator;
  if (!test) return wantedValues.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  if (actual === undefined)
    return operator.ifExists || operator.quantifier === 'ForAllValues' || isNegatedSingle(operator);
  const resolved = wantedValues.map((value) => substitute(value, keys));
  // a variable without a value makes no statement match, not even a negated one
  const matches = (one: string): boolean =>
    operator.negated
      ? resolved.every((text) => text !== undefined && !test(one, text))
      : resolved.some((text) => text !== undefined && test(one, text));
  const actualValues = typeof actual === 'string' ? [actual] : actual;
  return operator.quantifier === 'ForAllValues' ? actualValues.every(matches) : actualValues.some(matches);
}

/** An absent key is "not equal" to anything, but has no value for ForAnyValue. */
function isNegatedSingle({ negated, quantifier }: Operator): boolean {
  return negated && quantifier === undefined;
}

/** Compares each of the six parts of an ARN on its own: a * does not cross a colon. */
function arnLike(actual: string, wanted: string): boolean {
  const actualParts = arnParts(actual);
  const wantedParts = arnParts(wanted);
  if (actualParts.length !== 6 || wantedParts.length !== 6) return false;
  return wantedParts.every((part, index) => matchesWildcard(part, actualParts[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
