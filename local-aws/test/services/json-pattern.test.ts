import { jsonPattern } from '../../src/logs/json-pattern';

const EVENT = { decision: 'kept', seconds: 12.5, nested: { list: [{ name: 'a b' }] }, yes: true, none: null };

test.each([
  ['{ $.decision = "kept" }', true],
  ['{$.decision="kept"}', true],
  ['{ $.decision = kept }', true],
  ['{ $.decision = "k*" }', true],
  ['{ $.decision = "ke.t" }', false],
  ['{ $.decision != "kept" }', false],
  ['{ $.decision != "failed" }', true],
  ['{ $.missing = "kept" }', false],
  ['{ $.seconds > 12 }', true],
  ['{ $.seconds <= 12 }', false],
  ['{ $.seconds = 12.5 }', true],
  ['{ $.decision = 12 }', false],
  ['{ $.nested.list[0].name = "a b" }', true],
  ['{ $.yes IS TRUE }', true],
  ['{ $.none IS NULL }', true],
  ['{ $.missing NOT EXISTS }', true],
  ['{ $.decision NOT EXISTS }', false],
  ['{ $.decision = "kept" && $.seconds > 20 }', false],
  ['{ $.decision = "failed" || $.decision = "kept" && $.yes IS TRUE }', true],
])('the JSON pattern %s finds %j', (pattern, finds) => {
  expect(jsonPattern(pattern)(JSON.stringify(EVENT))).toBe(finds);
});

test.each(['text', `2026-01-01T00:00:00.000Z\tid\tINFO\t${JSON.stringify(EVENT)}`, '"kept"', ''])(
  'an event that is no JSON object is not found: %s',
  (message) => expect(jsonPattern('{ $.decision = "kept" }')(message)).toBe(false),
);

test.each(['{ }', '{ decision = "kept" }', '{ ($.a = 1) }', '{ $.a = %x% && }'])('%s is refused', (pattern) => {
  expect(() => jsonPattern(pattern)).toThrow(/^Invalid filter pattern/);
});
