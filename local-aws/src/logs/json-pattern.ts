import { AwsError } from '../kernel/types';

type Test = (event: unknown) => boolean;

const TERM =
  /^\$((?:\.[\w-]+|\[\d+\])+)\s*(?:(!=|<=|>=|=|<|>)\s*("[^"]*"|[^\s"]+)|(IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS))$/;

/**
 * A filter pattern for JSON events: comparisons of members with && and ||, without parentheses and regular
 * expressions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function jsonPattern(pattern: string): (message: string) => boolean {
  const [, expression = ''] = /^\s*\{(.*)\}\s*$/s.exec(pattern) ?? [];
  const anyOf = expression.split('||').map((part) => part.split('&&').map((term) => testOf(term.trim())));
  return (message) => {
    const event = parsed(message);
    return event !== undefined && anyOf.some((allOf) => allOf.every((test) => test(event)));
  };
}

/** Undefined if it is no JSON object: a prefix makes an event plain text. */
function parsed(message: string): object | undefined {
  try {
    const event = JSON.parse(message);
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
}

function testOf(term: string): Test {
  const [, path = '', operator, operand = '', state] = TERM.exec(term) ?? [];
  if (!path) throw new AwsError('InvalidParameterException', `Invalid filter pattern: ${term}`);
  const names = path.match(/[\w-]+/g) ?? [];
  const found = (event: unknown) => names.reduce((value: any, name) => value?.[name], event);
  if (state) {
    const [, wanted] = /^IS\s+(\w+)/.exec(state) ?? [];
    return (event) => found(event) === (wanted ? JSON.parse(wanted.toLowerCase()) : undefined);
  }
  const compare = operand.startsWith('"') ? textTest(operator, operand.slice(1, -1)) : numberTest(operator, operand);
  return (event) => compare(found(event));
}

/** An asterisk stands for any characters. */
function textTest(operator: string | undefined, operand: string): Test {
  const pattern = operand
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const matches = new RegExp(`^${pattern}$`, 's');
  return (value) => typeof value === 'string' && matches.test(value) === (operator === '=');
}

function numberTest(operator: string | undefined, operand: string): Test {
  const number = Number(operand);
  if (Number.isNaN(number)) return textTest(operator, operand);
  return (value) => {
    if (typeof value !== 'number') return false;
    const same = value === number;
    if (operator === '=' || operator === '!=') return same === (operator === '=');
    return (same && operator?.endsWith('=')) || (operator?.startsWith('<') ? value < number : value > number);
  };
}
