import { evaluate, requestKeys } from '../../src/iam/evaluate';
import { policyDocument, type Statement } from '../../src/iam/policy';

const SERVER = 'arn:aws:mgn:us-east-1:123456789012:source-server/s-3053c1c3b7d8bd4e0';
const DISCONNECT = { action: 'mgn:DisconnectFromService', resource: SERVER };

describe('the decision', () => {
  test.each<[string, Partial<Statement>[], string]>([
    ['nothing said is a denial', [], 'implicitDeny'],
    ['an allow allows', [{}], 'allowed'],
    ['an allow of another action does not', [{ Action: 'mgn:DeleteSourceServer' }], 'implicitDeny'],
    ['an allow of another resource does not', [{ Resource: `${SERVER}x` }], 'implicitDeny'],
    ['a deny wins over an allow, whatever their order', [{ Effect: 'Deny' }, {}], 'explicitDeny'],
    ['a deny of another resource does not matter', [{ Effect: 'Deny', Resource: 'arn:*:other' }, {}], 'allowed'],
    ['actions match without regard to case', [{ Action: 'MGN:disconnectfromSERVICE' }], 'allowed'],
    ['resources match with regard to case', [{ Resource: SERVER.toUpperCase() }], 'implicitDeny'],
    ['* is any text', [{ Action: 'mgn:Dis*', Resource: 'arn:*:mgn:*:*:source-server/s-3053*' }], 'allowed'],
    ['* matches across slashes and colons', [{ Resource: 'arn:*4e0' }], 'allowed'],
    ['? is one character', [{ Action: 'mgn:DisconnectFromServic?' }], 'allowed'],
    ['? is not none', [{ Action: 'mgn:DisconnectFromService?' }], 'implicitDeny'],
    ['other characters stand for themselves', [{ Resource: SERVER.replace('-', '.') }], 'implicitDeny'],
    ['one of several actions is enough', [{ Action: ['mgn:Get*', 'mgn:Disconnect*'] }], 'allowed'],
    ['NotAction allows the rest', [{ Action: undefined, NotAction: 'mgn:Delete*' }], 'allowed'],
    ['NotAction spares what it names', [{ Action: undefined, NotAction: 'mgn:Disconnect*' }], 'implicitDeny'],
    ['NotResource allows the rest', [{ Resource: undefined, NotResource: 'arn:*:other' }], 'allowed'],
    ['NotResource spares what it names', [{ Resource: undefined, NotResource: SERVER }], 'implicitDeny'],
  ])('%s', (_name, statements, expected) => {
    expect(evaluate([policy(...statements)], DISCONNECT, requestKeys({}))).toBe(expected);
  });

  test('policies add up', () => {
    expect(evaluate([policy({ Action: 'x:*' }), policy({})], DISCONNECT, requestKeys({}))).toBe('allowed');
    expect(evaluate([policy({}), policy({ Effect: 'Deny' })], DISCONNECT, requestKeys({}))).toBe('explicitDeny');
  });

  test('a pattern of many stars is matched in no time', () => {
    const Resource = `arn:${'*'.repeat(5_000)}a${'*?'.repeat(12)}b`;
    expect(evaluate([policy({ Resource })], DISCONNECT, requestKeys({}))).toBe('implicitDeny');
  });
});

describe('conditions', () => {
  const keys = requestKeys({
    'aws:ResourceTag/Team': 'blue',
    'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/path/r',
    'aws:TagKeys': ['a', 'b'],
    'aws:CurrentTime': '2026-06-01T00:00:00Z',
    'aws:EpochTime': '1780272000',
    'aws:SecureTransport': 'true',
    'aws:PrincipalAccount': '123456789012',
    's3:max-keys': '10',
  });

  test.each<[Statement['Condition'], boolean]>([
    [{ StringEquals: { 'aws:ResourceTag/Team': 'blue' } }, true],
    [{ StringEquals: { 'AWS:resourcetag/TEAM': ['red', 'blue'] } }, true],
    [{ StringEquals: { 'aws:ResourceTag/Team': 'Blue' } }, false],
    [{ StringEquals: { 'aws:ResourceTag/Team': 'bl*' } }, false],
    [{ StringEquals: { 'aws:ResourceTag/None': 'blue' } }, false],
    [{ StringEqualsIfExists: { 'aws:ResourceTag/None': 'blue' } }, true],
    [{ StringEqualsIfExists: { 'aws:ResourceTag/Team': 'red' } }, false],
    [{ StringEqualsIgnoreCase: { 'aws:ResourceTag/Team': 'BLUE' } }, true],
    [{ StringNotEquals: { 'aws:ResourceTag/Team': 'red' } }, true],
    [{ StringNotEquals: { 'aws:ResourceTag/Team': ['red', 'blue'] } }, false],
    [{ StringNotEquals: { 'aws:ResourceTag/None': 'red' } }, true],
    [{ StringNotEqualsIgnoreCase: { 'aws:ResourceTag/Team': 'BLUE' } }, false],
    [{ StringLike: { 'aws:ResourceTag/Team': 'b?u*' } }, true],
    [{ StringNotLike: { 'aws:ResourceTag/Team': 'b?u*' } }, false],
    [{ StringEquals: { 'aws:PrincipalAccount': '123456789012', 'aws:ResourceTag/Team': 'red' } }, false],
    [{ StringEquals: { 'aws:PrincipalAccount': '123456789012' }, StringLike: { 'aws:ResourceTag/Team': 'r*' } }, false],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, true],
    [{ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/path/?' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:*:role/path/r' } }, false],
    [{ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/other' } }, true],
    [{ ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/path/r' } }, false],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, true],
    [{ Bool: { 'aws:SecureTransport': false } }, false],
    [{ Null: { 'aws:ResourceTag/None': 'true' } }, true],
    [{ Null: { 'aws:ResourceTag/None': 'false' } }, false],
    [{ Null: { 'aws:ResourceTag/Team': false } }, true],
    [{ NumericEquals: { 's3:max-keys': '10.0' } }, true],
    [{ NumericNotEquals: { 's3:max-keys': 10 } }, false],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, false],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, true],
    [{ NumericGreaterThan: { 's3:max-keys': '9' } }, true],
    [{ NumericGreaterThanEquals: { 's3:max-keys': '11' } }, false],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-05-31T23:59:59Z' } }, true],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-05-31T23:59:59Z' } }, false],
    [{ DateLessThanEquals: { 'aws:EpochTime': '2026-06-01T00:00:00Z' } }, true],
    [{ DateGreaterThanEquals: { 'aws:EpochTime': '1780272001' } }, false],
    [{ DateEquals: { 'aws:EpochTime': '1780272000' } }, true],
    [{ DateNotEquals: { 'aws:EpochTime': '1780272000' } }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['b', 'c'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['c'] } }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:None': ['c'] } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b', 'c'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:None': ['a'] } }, true],
    [{ StringLike: { 'aws:PrincipalArn': '*:$' + '{aws:PrincipalAccount}:*' } }, true],
    [{ StringNotEquals: { 'aws:ResourceTag/Team': '$' + '{aws:None}' } }, false],
    [{ StringEquals: { 'aws:ResourceTag/Team': '$' + '{aws:None}' } }, false],
    [{ StringEquals: { 'aws:ResourceTag/Team': '$' + "{aws:None, 'blue'}" } }, true],
  ])('%j holds: %j', (Condition, expected) => {
    expect(evaluate([policy({ Condition })], DISCONNECT, keys)).toBe(expected ? 'allowed' : 'implicitDeny');
  });

  test('an unknown operator is an error, not a silent no', () => {
    const unknown = { Condition: { StringMatches: { a: 'b' } } };
    expect(() => evaluate([policy(unknown)], DISCONNECT, keys)).toThrow('Unknown condition operator StringMatches');
    expect(() => policyDocument(policy(unknown))).toThrow('Invalid Condition type : StringMatches');
  });
});

test('a variable in a resource is replaced', () => {
  const keys = requestKeys({ 'aws:PrincipalAccount': '123456789012' });
  const Resource = 'arn:aws:mgn:*:$' + '{aws:PrincipalAccount}:source-server/*';
  expect(evaluate([policy({ Resource })], DISCONNECT, keys)).toBe('allowed');
  expect(evaluate([policy({ Resource })], DISCONNECT, requestKeys({}))).toBe('implicitDeny');
});

function policy(...statements: Partial<Statement>[]) {
  const defaults: Statement = { Effect: 'Allow', Action: 'mgn:DisconnectFromService', Resource: SERVER };
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ ...defaults, ...statement })) };
}
