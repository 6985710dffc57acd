import * as fc from 'fast-check';
import * as answers from './answers';
import { invoke } from './invocation';

/* Events that CloudFormation never sends, through the built bundle: nothing but the ResponseURL may ever be called. */

const { SERVER } = answers;
const ResponseURL = 'http://127.0.0.1:1/bucket/key?X-Amz-Signature=topsecret';
const deletion = () => ({ ...answers.deletion(), ResponseURL });
const creation = () => ({ ...answers.creation(), ResponseURL });

test.each([
  ['null', null],
  ['a string', 'Delete'],
  ['a list', []],
  ['an empty object', {}],
  ['an event without a ResponseURL', { ...deletion(), ResponseURL: undefined }],
  ['an event whose ResponseURL is no URL', { ...deletion(), ResponseURL: 'somewhere' }],
  ['an event whose ResponseURL is a file', { ...deletion(), ResponseURL: 'file:///etc/passwd' }],
  ['an event whose ResponseURL is a number', { ...deletion(), ResponseURL: 7 }],
  ['an event that inherits its ResponseURL', JSON.parse('{"__proto__": {"ResponseURL": "http://127.0.0.1:1/x"}}')],
])('%s is logged and calls nothing', async (_, event) => {
  const { requests, logs, outcome } = await invoke(event);
  expect(requests).toEqual([]);
  expect(outcome.status).toBe('success');
  expect(JSON.parse(logs[0] ?? '')).toMatchObject({ level: 'ERROR', message: expect.stringContaining('ResponseURL') });
});

test.each([
  ['no RequestType', { RequestType: undefined }],
  ['an unknown RequestType', { RequestType: 'Drop' }],
  ['a RequestType in lower case', { RequestType: 'delete' }],
  ['a RequestType of Object.prototype', { RequestType: 'constructor' }],
])('%s is answered FAILED and calls nothing else', async (_, members) => {
  const { requests, answer } = await invoke({ ...deletion(), ...members });
  expect(requests).toHaveLength(1);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: SERVER });
  expect(answer.Reason).toMatch(/RequestType must be Create, Update or Delete, got/);
});

test.each([
  ['invented by CloudFormation', 'Stack-SourceServer-1ABCDEFGHIJKL'],
  ['of a failed Create', 'not-connected'],
  ['missing', undefined],
  ['a number', 5],
  ['a list with the server', [SERVER]],
  ['too long', `${SERVER}${SERVER}`],
  ['in upper case', SERVER.toUpperCase()],
  ['with a path', `../${SERVER}`],
  ['with an account that is none', `12345/${SERVER}`],
  ['with white space', ` ${SERVER}`],
  ['with a line break', `${SERVER}\n`],
])('a Delete whose physical resource id is %s is answered SUCCESS and does nothing', async (_, id) => {
  const { requests, answer } = await invoke({ ...deletion(), PhysicalResourceId: id });
  expect(requests).toHaveLength(1);
  expect(answer.Status).toBe('SUCCESS');
  expect(answer.PhysicalResourceId).toBe(typeof id === 'string' ? id : 'not-connected');
});

test.each([
  ['missing', undefined],
  ['null', null],
  ['a string', SERVER],
  ['without a server', {}],
  ['with a list of servers', { SourceServerId: [SERVER] }],
  ['with a malformed server', { SourceServerId: 's-1' }],
  ['with a malformed account', { SourceServerId: SERVER, AccountId: 'mine' }],
  ['that inherit the server', JSON.parse(`{"__proto__": {"SourceServerId": "${SERVER}"}}`)],
  ['with a string of 1 MB', { SourceServerId: 'x'.repeat(1_000_000) }],
])('a Create whose properties are %s is answered FAILED with an id that no Delete acts on', async (_, properties) => {
  const { requests, answer } = await invoke({ ...creation(), ResourceProperties: properties });
  expect(requests).toHaveLength(1);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-connected' });
  expect(answer.Reason).toMatch(/(SourceServerId|AccountId) must be/);
});

test('whatever an event holds: one answer of at most 4,096 bytes, no call, and no secret in it or in the log', async () => {
  const member = fc.constantFrom(
    ...['RequestType', 'StackId', 'RequestId', 'LogicalResourceId', 'PhysicalResourceId', 'ResourceProperties'],
    ...['OldResourceProperties', 'ResourceType', '__proto__', 'constructor', 'toString'],
  );
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('Create', 'Update', 'x'.repeat(5_000), null, '\u0000', '\ud800', '💥'.repeat(900)),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(member, anything), async (members) => {
      const event = { ...deletion(), PhysicalResourceId: 'not-ours', ResourceProperties: {}, ...members };
      const { requests, body, logs } = await invoke(JSON.parse(JSON.stringify(event)));
      expect(requests.map(({ method }) => method)).toEqual(['PUT']);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
      expect(body + logs.join()).not.toContain('topsecret');
    }),
    { numRuns: 300 },
  );
});
