import { App, NestedStack, Annotations as Notes, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  Inventory,
  MigrationWave,
  RemovalGuard,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from '../../lib';
import { A, B } from '../../testing/app';
import { gateOf, stackOf } from './gates';

/* What synthesis makes of protected servers, and where it warns. */

const GATE = 'Custom::MgnRemovalGate';

describe('a protected server', () => {
  test('is told to the gate, which the root gets though no provider has guards', () => {
    const root = stackOf();
    new SourceServerConnection(root, 'A', { sourceServerId: A });
    new SourceServerConnection(new NestedStack(root, 'Nested'), 'B', { sourceServerId: B, protect: true });
    expect(gateOf(root).properties.Servers).toEqual([
      expect.objectContaining({ Server: B, Protected: 'true' }),
      { Server: A, Provider: 'SourceServerConnectionProvider' },
    ]);
  });

  test('may be one of a wave, by an override', () => {
    const stack = stackOf();
    const servers = Inventory.fromList([{ sourceServerId: A }, { sourceServerId: B }]);
    new MigrationWave(stack, 'Wave', { servers, overrides: { [B]: { protect: true } } });
    expect(gateOf(stack).properties.Servers).toEqual([
      expect.not.objectContaining({ Protected: 'true' }),
      expect.objectContaining({ Server: B, Protected: 'true' }),
    ]);
  });

  test.each([
    [undefined, 0],
    [false, 1],
    [true, 1],
  ])('has a gate where somebody says whether it is one: protect %s', (protect, gates) => {
    const stack = stackOf();
    new SourceServerConnection(stack, 'A', { sourceServerId: A, protect });
    Template.fromStack(stack).resourceCountIs(GATE, gates);
  });

  test('is not one by a text', () => {
    expect(() => new SourceServerConnection(stackOf(), 'A', { sourceServerId: A, protect: 'false' as any })).toThrow(
      '\'Stack/A\': protect must be true or false, got "false"; pass a boolean',
    );
  });
});

describe('guards without termination protection', () => {
  const ID = 'cdk-mgn-disconnect:noTerminationProtection';
  const guarded = (terminationProtection?: boolean) => {
    const stack = new Stack(new App(), 'Stack', { terminationProtection });
    SourceServerConnectionProvider.getOrCreate(stack, { removalGuards: [RemovalGuard.atMost(2)] });
    return stack;
  };
  const warnings = (stack: Stack) =>
    Annotations.fromStack(stack).findWarning('/Stack/MgnRemovalGate', Match.stringLikeRegexp(ID));

  test('are warned of, once', () => {
    const [warning, ...others] = warnings(guarded());
    expect(others).toEqual([]);
    expect(warning?.entry.data).toMatch(/leaves it in DELETE_FAILED, .*'terminationProtection: true'/);
  });

  test('are not with it, nor a stack without guards', () => {
    expect(warnings(guarded(true))).toEqual([]);
    const plain = stackOf();
    new SourceServerConnection(plain, 'A', { sourceServerId: A });
    expect(warnings(plain)).toEqual([]);
  });

  test('are not when that is acknowledged', () => {
    const stack = guarded();
    Notes.of(stack).acknowledgeWarning(ID);
    expect(warnings(stack)).toEqual([]);
  });
});
