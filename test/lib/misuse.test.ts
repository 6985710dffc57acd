import { App, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SourceServerAccess, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { errorOf } from './refusals';

/*
 * What callers pass whom no compiler checks: JavaScript, and other languages by way of jsii. Each must learn from the
 * error what to do.
 */

const SERVER = 's-3053c1c3b7d8bd4e0';
const WANTED = '\'Stack/Server\': the source server id must be "s-" followed by 17 letters or digits, got';
const LIST = "; 'aws mgn describe-source-servers' lists the ids";

describe('a connection', () => {
  test.each([
    ['no props', undefined, 'undefined'],
    ['null for props', null, 'undefined'],
    ['no id', {}, 'undefined'],
    ['a list of one good id', { sourceServerId: [SERVER] }, `[ '${SERVER}' ]`],
    ['a number', { sourceServerId: 3053 }, '3053'],
    ['an object that is a token', { sourceServerId: parameter().value }, expect.anything()],
    ['an object that refers to itself', { sourceServerId: new App() }, expect.anything()],
  ])('of %s is refused, and says what it got', (_, props, got) => {
    const message = errorOf(() => connect(stackOf(), props));
    expect(message).toMatch(new RegExp(`^${WANTED}`));
    expect(message.endsWith(LIST)).toBe(true);
    if (typeof got === 'string') expect(message).toBe(`${WANTED} ${got}${LIST}`);
  });

  test('of a huge id does not repeat it whole', () => {
    const message = errorOf(() => connect(stackOf(), { sourceServerId: 'x'.repeat(1_000_000) }));
    expect(message).toBe(`${WANTED} "${'x'.repeat(99)}…${LIST}`);
  });

  test('in an account that is a number is refused: leading zeros are lost', () => {
    expect(errorOf(() => connect(stackOf(), { sourceServerId: SERVER, accountId: 210987654321 }))).toBe(
      "'Stack/Server': the account id must be the 12 digits of an AWS account, as a text, got 210987654321; leave it out for the account of the stack",
    );
  });

  test.each([
    [RemovalPolicy.SNAPSHOT, '"snapshot"; a connection has no snapshot'],
    ['', '""; pass one of these members'],
    [null, 'null; pass one of these members'],
    ['RETAIN', '"RETAIN"; pass one of these members'],
  ])('with the removal policy %s is refused', (removalPolicy, got) => {
    expect(errorOf(() => connect(stackOf(), { sourceServerId: SERVER, removalPolicy }))).toBe(
      `'Stack/Server': the removal policy must be RemovalPolicy.DESTROY, RemovalPolicy.RETAIN or RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, got ${got}`,
    );
  });

  test.each([
    ['finalizeCutover', 'false', '"false"'],
    ['finalizeCutover', 'true', '"true"'],
    ['allowDisconnected', 1, '1'],
    ['allowDisconnected', null, 'null'],
  ])('with the option %s that is %p is refused: no boolean says so', (option, value, got) => {
    expect(errorOf(() => connect(stackOf(), { sourceServerId: SERVER, [option]: value }))).toBe(
      `'Stack/Server': ${option} must be true or false, got ${got}; pass a boolean`,
    );
  });

  test('with members that are no options is not refused: a larger object may be spread', () => {
    expect(() => connect(stackOf(), { sourceServerId: SERVER, hostname: 'web', owner: 'team' })).not.toThrow();
  });

  test.each([
    ['a text', () => 'provider', '"provider"'],
    ['its stack', (stack: Stack) => stack, expect.anything()],
    ['an empty object', () => ({}), '{}'],
  ])('with %s for its provider is refused', (_, provider, got) => {
    const stack = stackOf();
    const message = errorOf(() => connect(stack, { sourceServerId: SERVER, provider: provider(stack) }));
    expect(message).toMatch(
      /^'Stack\/Server': the provider must be a SourceServerConnectionProvider, got .{1,101}; leave it out/,
    );
    if (typeof got === 'string') expect(message).toContain(`got ${got}; leave it out or make one in 'Stack'`);
  });

  test('with several mistakes is refused for all of them at once', () => {
    const props = { sourceServerId: 's-1', accountId: '1', removalPolicy: 'RETAIN' };
    expect(errorOf(() => connect(stackOf(), props)).split('\n')).toEqual([
      "'Stack/Server' has 3 problems:",
      expect.stringMatching(/^ {2}the source server id must be .*, got "s-1"; /),
      expect.stringMatching(/^ {2}the account id must be .*, got "1"; /),
      expect.stringMatching(/^ {2}the removal policy must be .*, got "RETAIN"; /),
    ]);
  });

  test('that was refused has not taken its server', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const provider = new SourceServerConnectionProvider(new Stack(app, 'Other'), 'Provider');
    expect(() => connect(stack, { sourceServerId: SERVER, provider })).toThrow(
      /'Stack\/Server': the provider must be in the stack/,
    );
    connect(stack, { sourceServerId: SERVER }, 'Again');
    Template.fromStack(stack).resourceCountIs('Custom::MgnSourceServerConnection', 1);
  });

  test('in a stack where another construct has the id of the provider is refused', () => {
    const stack = stackOf();
    new CfnParameter(stack, 'SourceServerConnectionProvider');
    expect(errorOf(() => connect(stack, { sourceServerId: SERVER }))).toBe(
      "'Stack/SourceServerConnectionProvider' is not a SourceServerConnectionProvider; rename it, or give each connection a provider",
    );
  });

  test('with settings for the provider that a connection has made already is refused', () => {
    const stack = stackOf();
    connect(stack, { sourceServerId: SERVER });
    expect(errorOf(() => SourceServerConnectionProvider.getOrCreate(stack, {}))).toBe(
      "'Stack/SourceServerConnectionProvider' is made already, without these settings; call getOrCreate with them before the first connection of the stack",
    );
  });
});

describe('SourceServerAccess.taggedWith', () => {
  test.each([
    ['key', undefined, '7', 'undefined'],
    ['key', '', '7', '""'],
    ['value', 'MigrationWave', undefined, 'undefined'],
    ['value', 'MigrationWave', null, 'null'],
    ['value', 'MigrationWave', '', '""'],
    ['value', 'MigrationWave', 7, '7'],
  ])('refuses a %s that is none, which would allow every server or none: %s, %s', (name, key, value, got) => {
    const taggedWith = SourceServerAccess.taggedWith as (key: unknown, value: unknown) => SourceServerAccess;
    expect(errorOf(() => taggedWith(key, value))).toBe(
      `'${name}' must be the ${name} of a tag, got ${got}; name a tag that the servers carry, such as taggedWith('MigrationWave', '7')`,
    );
  });

  test('takes a value that is known only at deployment', () => {
    expect(() => SourceServerAccess.taggedWith('MigrationWave', parameter().valueAsString)).not.toThrow();
  });
});

function stackOf(): Stack {
  return new Stack(new App(), 'Stack');
}

function parameter(): CfnParameter {
  return new CfnParameter(stackOf(), 'Parameter');
}

function connect(stack: Stack, props: unknown, id = 'Server'): void {
  new SourceServerConnection(stack, id, props as { sourceServerId: string });
}
