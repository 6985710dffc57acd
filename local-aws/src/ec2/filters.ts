import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../kernel/types';
import type { Tag } from './resources';

type Values<T> = Readonly<Record<string, (one: T) => readonly string[]>>;

/** All filters must match, by one of their values each. * and ? in a value stand for any characters. */
export function filtered<T extends { readonly tagSet: readonly Tag[] }>(
  all: readonly T[],
  filters: readonly Filter[] = [],
  known: Values<T>,
): readonly T[] {
  const tests = filters.map(({ Name = '', Values = [] }) => {
    const values = valuesOf(Name, known);
    const patterns = Values.map(patternOf);
    return (one: T) => values(one).some((value) => patterns.some((pattern) => pattern.test(value)));
  });
  return all.filter((one) => tests.every((matches) => matches(one)));
}

function valuesOf<T extends { readonly tagSet: readonly Tag[] }>(name: string, known: Values<T>) {
  const values = Object.hasOwn(known, name) ? known[name] : undefined;
  if (values) return values;
  if (name === 'tag-key') return ({ tagSet }: T) => tagSet.map(({ key }) => key);
  if (name.startsWith('tag:'))
    return ({ tagSet }: T) => tagSet.filter(({ key }) => key === name.slice(4)).map(({ value }) => value);
  const served = ['tag:KEY', 'tag-key', ...Object.keys(known)].join(', ');
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid; the local AWS serves ${served}`);
}

function patternOf(value: string): RegExp {
  const source = value.replace(/\\?[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return part.replace(/^\\(?=.)/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
