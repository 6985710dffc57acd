import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { TABLES } from './calls';
import type { Call, Refusal, Step } from './calls/call';
import { group } from './checks';
import { answer, type Sdk } from './sdk-client';

/** Plays the calls of the table with clients of the AWS SDK, as python/table.py does with those in Python. */
const PATIENCE_MS = 30_000;

export function play(title: string, clientOf: (service: string) => Sdk, without: readonly string[] = []): void {
  const kept = new Map<string, string>();
  for (const [name, steps] of Object.entries(TABLES)) {
    const mine = steps.filter(
      (step) => !('on' in step) || ![step.on, serviceOf(step)].some((one) => without.includes(one)),
    );
    if (!mine.some((step) => 'on' in step)) continue;
    const checks = mine.map((step, index) => [titleOf(step, index), () => run(step, kept, clientOf)] as const);
    group(`${title}: ${name}`, Object.fromEntries(checks));
  }
}

const serviceOf = ({ on }: Call) => on.split(' ')[0] ?? '';
const titleOf = (step: Step, index: number) =>
  `${index + 1}. ${'on' in step ? step.on : step.local} ${JSON.stringify(step).slice(0, 120)}`;

async function run(step: Step, kept: Map<string, string>, clientOf: (service: string) => Sdk): Promise<void> {
  if ('local' in step) return control(step.local, step.body);
  const { on, input = {}, gives = {}, refused, until, keep = {} } = filled(step, kept) as Call;
  const [service = '', operation = ''] = on.split(' ');
  const client = clientOf(service);
  const send = () => answer(client, operation, input);
  if (refused) return refusal(send, client, refused);
  for (const begin = Date.now(); ; await sleep(100)) {
    const actual = await send();
    const wrong = differences(actual, gives);
    if (until && wrong.length > 0 && Date.now() - begin < PATIENCE_MS) continue;
    assert.deepEqual(wrong, [], JSON.stringify(actual).slice(0, 2000));
    for (const [name, path] of Object.entries(keep)) kept.set(name, at(path, actual));
    return;
  }
}

const at = (path: string, answer: any) => path.split('.').reduce((part, name) => part[name], answer);

async function control(name: string, body: unknown): Promise<void> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_local/${name}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

async function refusal(send: () => Promise<unknown>, { sdk }: Sdk, expected: Refusal): Promise<void> {
  const error: any = await send().then(
    (actual) => assert.fail(`not refused, but ${JSON.stringify(actual)}`),
    (problem) => problem,
  );
  if (expected.exception) {
    assert.ok(error instanceof sdk[expected.exception], `${error} is not a ${expected.exception}`);
    assert.equal(error.name, expected.exception);
  } else assert.equal(error.name, expected.code);
  assert.ok(error.message.includes(expected.message ?? ''), error.message);
  assert.deepEqual(differences(error, expected.members ?? {}), []);
}

/** With the names in braces replaced; templates and code have braces too, but none around a kept name. */
function filled(value: any, kept: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (all, name) => kept.get(name) ?? all);
  if (Array.isArray(value)) return value.map((item) => filled(item, kept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, kept)]));
}

/** Where an answer does not hold what is expected of it. */
export function differences(actual: any, expected: any, path = 'answer'): string[] {
  if (typeof expected !== 'object' || expected === null)
    return actual === expected ? [] : [`${path} is ${shown(actual)}, not ${shown(expected)}`];
  const marker = Object.keys(expected).find((name) => name.startsWith('$'));
  if (marker) return MARKERS[marker]?.(actual, expected[marker], path) ?? [`${marker} is unknown`];
  if (typeof actual !== 'object' || actual === null) return [`${path} is ${shown(actual)}, not ${shown(expected)}`];
  if (Array.isArray(expected) && actual.length !== expected.length)
    return [`${path} has ${actual.length} items, not ${expected.length}: ${shown(actual)}`];
  return Object.entries(expected).flatMap(([name, part]) => differences(actual[name], part, `${path}.${name}`));
}

type Marker = (actual: any, wanted: any, path: string) => string[];

const MARKERS: Readonly<Record<string, Marker>> = {
  $has: (actual, wanted: unknown[], path) => {
    if (!Array.isArray(actual)) return [`${path} is ${shown(actual)}, not a list`];
    const missing = wanted.filter((one) => !actual.some((item) => differences(item, one).length === 0));
    return missing.map((one) => `${path} has no ${shown(one)}`);
  },
  $json: (actual, wanted, path) =>
    typeof actual === 'string'
      ? differences(JSON.parse(actual.startsWith('%') ? decodeURIComponent(actual) : actual), wanted, path)
      : [`${path} is ${shown(actual)}, not JSON`],
  $matches: (actual, pattern: string, path) =>
    new RegExp(pattern, 's').test(String(actual ?? '\0')) ? [] : [`${path} is ${shown(actual)}, not like ${pattern}`],
  $time: (actual, _wanted, path) =>
    actual instanceof Date && !Number.isNaN(actual.getTime()) ? [] : [`${path} is ${shown(actual)}, not a time`],
};

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 500);
