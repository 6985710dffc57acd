import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  Inventory,
  MigrationWave,
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from '../../lib';

/*
 * valueFromLookup() gives a dummy at the first synthesis. The CLI looks up what that has asked for, and synthesizes again.
 */

const TYPE = 'Custom::MgnSourceServerConnection';
const env = { account: '123456789012', region: 'eu-west-1' };
const FOUND: Readonly<Record<string, string>> = {
  '/migration/web': 's-3053c1c3b7d8bd4e0',
  '/migration/database': 's-3a1f4f5d6c7e8b901',
  '/migration/account': '210987654321',
};

describe('what is looked up is not refused before it is known:', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['the id of a connection', (stack) => connect(stack, { sourceServerId: lookUp(stack, '/migration/web') })],
    [
      'the account of a connection',
      (stack) =>
        connect(stack, { sourceServerId: 's-3053c1c3b7d8bd4e0', accountId: lookUp(stack, '/migration/account') }),
    ],
    [
      'the ids of a wave',
      (stack) =>
        wave(stack, [
          { sourceServerId: lookUp(stack, '/migration/web') },
          { sourceServerId: lookUp(stack, '/migration/database') },
        ]),
    ],
    [
      'the account of a server of a wave',
      (stack) =>
        wave(stack, [{ sourceServerId: 's-3053c1c3b7d8bd4e0', accountId: lookUp(stack, '/migration/account') }]),
    ],
    [
      'the id of a server with an override, by the id that will be found',
      (stack) => wave(stack, [{ sourceServerId: lookUp(stack, '/migration/web') }], 's-3053c1c3b7d8bd4e0'),
    ],
    [
      'an id with removal guards',
      (stack) => {
        SourceServerConnectionProvider.getOrCreate(stack, { removalGuards: [RemovalGuard.never()] });
        connect(stack, { sourceServerId: lookUp(stack, '/migration/web') });
      },
    ],
  ])('%s', (_, declare) => {
    const missing = missingOf(declare);
    expect(missing.length).toBeGreaterThan(0);
    const again = missingOf(declare, Object.fromEntries(missing.map(({ key, props }) => [key, FOUND[nameIn(props)]])));
    expect(again).toEqual([]);
  });

  test('an id that was found names its resource as a literal does', () => {
    const [{ key } = { key: '' }] = missingOf((stack) => void lookUp(stack, '/migration/web'));
    const stack = stackWith({ [key]: 's-3053c1c3b7d8bd4e0' });
    connect(stack, { sourceServerId: lookUp(stack, '/migration/web') });
    expect(Object.keys(Template.fromStack(stack).findResources(TYPE))).toEqual(['SourceServers3053c1c3b7d8bd4e0']);
  });

  test('a malformed id is refused as soon as it is found', () => {
    const [{ key } = { key: '' }] = missingOf((stack) => void lookUp(stack, '/migration/web'));
    const stack = stackWith({ [key]: 'web' });
    expect(() => connect(stack, { sourceServerId: lookUp(stack, '/migration/web') })).toThrow(/got "web"/);
  });
});

function missingOf(declare: (stack: Stack) => void, context: Readonly<Record<string, string | undefined>> = {}) {
  const stack = stackWith(context);
  declare(stack);
  return (stack.node.root as App).synth().manifest.missing ?? [];
}

function nameIn(props: object): string {
  return (props as { readonly parameterName: string }).parameterName;
}

function stackWith(context: Readonly<Record<string, string | undefined>>): Stack {
  return new Stack(new App({ context }), 'Stack', { env });
}

function lookUp(stack: Stack, name: string): string {
  return StringParameter.valueFromLookup(stack, name);
}

function connect(stack: Stack, props: { sourceServerId: string; accountId?: string }): void {
  new SourceServerConnection(stack, 'Server', props);
}

function wave(stack: Stack, servers: { sourceServerId: string; accountId?: string }[], kept?: string): void {
  const overrides = kept ? { [kept]: { removalPolicy: RemovalPolicy.RETAIN } } : undefined;
  new MigrationWave(stack, 'Wave', { servers: Inventory.fromList(servers), overrides });
}
