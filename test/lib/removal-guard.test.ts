import { CfnParameter, type CfnResource, Duration, NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LifeCycleState, RemovalGuard } from '../../lib';
import { A } from '../../testing/app';
import { connect, gateOf, provide, stackOf } from './gates';

describe('guards are told to the gate', () => {
  test.each([
    [
      RemovalGuard.lifeCycleStates(LifeCycleState.CUTOVER, LifeCycleState.TESTING, LifeCycleState.CUTOVER),
      { Kind: 'LifeCycleStates', States: ['CUTOVER', 'TESTING'] },
    ],
    [
      RemovalGuard.lifeCycleStates('CUTOVER' as any, LifeCycleState.of('RETIRED'), LifeCycleState.of('CUTOVER')),
      { Kind: 'LifeCycleStates', States: ['CUTOVER', 'RETIRED'] },
    ],
    [RemovalGuard.cutoverFinalizedFor(Duration.hours(48)), { Kind: 'CutoverFinalizedFor', Seconds: 172_800 }],
    [RemovalGuard.cutoverFinalizedFor(Duration.millis(1_500)), { Kind: 'CutoverFinalizedFor', Seconds: 2 }],
    [RemovalGuard.launchedInstanceProven(), { Kind: 'LaunchedInstanceProven' }],
    [RemovalGuard.tagged('Keep', ''), { Kind: 'Tagged', Key: 'Keep', Value: '' }],
    [RemovalGuard.tagged('k'.repeat(256), ' A '), { Kind: 'Tagged', Key: 'k'.repeat(256), Value: ' A ' }],
    [RemovalGuard.noRunningJob(), { Kind: 'NoRunningJob' }],
    [RemovalGuard.atMost(3), { Kind: 'AtMost', Servers: 3 }],
    [RemovalGuard.never(), { Kind: 'Never' }],
  ])('%#: %j', (guard, properties) => {
    const stack = stackOf();
    provide(stack, 'Provider', { removalGuards: [guard] });
    expect(gateOf(stack).properties.Guards).toEqual({ Provider: [properties] });
  });

  test('a number and a duration may be tokens', () => {
    const stack = stackOf();
    const { valueAsNumber } = new CfnParameter(stack, 'Number', { type: 'Number' });
    const guards = [
      RemovalGuard.atMost(valueAsNumber),
      RemovalGuard.cutoverFinalizedFor(Duration.seconds(valueAsNumber)),
    ];
    provide(stack, 'Provider', { removalGuards: guards });
    const { Guards } = gateOf(stack).properties;
    expect(Guards.Provider).toEqual([
      { Kind: 'AtMost', Servers: { Ref: 'Number' } },
      { Kind: 'CutoverFinalizedFor', Seconds: { Ref: 'Number' } },
    ]);
  });
});

describe('a mistake is told at synthesis', () => {
  test.each([
    ['no state', () => RemovalGuard.lifeCycleStates(), /'states' must name a life cycle state, got none/],
    [
      'a text that is no state, which no server would ever be in',
      () => RemovalGuard.lifeCycleStates('CUTOVR' as any),
      '\'states\' must be members of LifeCycleState, got "CUTOVR"; for a state that MGN has added, use LifeCycleState.of(...)',
    ],
    ['nothing for a state', () => RemovalGuard.lifeCycleStates(undefined as any), /got undefined; for a state/],
    ['the class for a state', () => RemovalGuard.lifeCycleStates(LifeCycleState as any), /members of LifeCycleState/],
    ...['', 'cutover', 'CUT OVER', '_CUTOVER', 7, undefined].map((name): [string, () => unknown, RegExp] => [
      `the state ${name}, which MGN could not have`,
      () => LifeCycleState.of(name as any),
      /'name' must be a life cycle state as MGN's API calls it, in capital letters, got /,
    ]),
    [
      'a number for a time',
      () => RemovalGuard.cutoverFinalizedFor(48 as any),
      "'duration' must be a Duration, got 48; write Duration.hours(48), for example",
    ],
    [
      'no time',
      () => RemovalGuard.cutoverFinalizedFor(Duration.seconds(0)),
      /'duration' must be greater than zero, got 0 seconds; for a cutover/,
    ],
    [
      'no key of a tag',
      () => RemovalGuard.tagged('', 'yes'),
      /'key' must be the key of a tag, from 1 to 256 .*, got ""/,
    ],
    ['a key that is too long', () => RemovalGuard.tagged('k'.repeat(257), 'yes'), /'key' must be the key of a tag/],
    [
      'a key that AWS reserves',
      () => RemovalGuard.tagged('aws:Owner', 'yes'),
      /must not begin with "aws:", .*"aws:Owner"/,
    ],
    [
      'a value that is too long',
      () => RemovalGuard.tagged('Key', 'v'.repeat(257)),
      /'value' must be the value of a tag/,
    ],
    ['no value of a tag', () => RemovalGuard.tagged('Key', undefined as any), /'value' .*, got undefined/],
    [
      'no server',
      () => RemovalGuard.atMost(0),
      /'servers' must be a whole number from 1, got 0; to let no server leave, use never\(\)/,
    ],
    ['half a server', () => RemovalGuard.atMost(1.5), /got 1.5/],
    ['no number', () => RemovalGuard.atMost('3' as any), /got "3"/],
    [
      'a guard that is a text',
      () => provide(stackOf(), 'P', { removalGuards: ['never' as any] }),
      /the removal guards must be a list of RemovalGuards, got \[ 'never' \]/,
    ],
    [
      'guards that are no list',
      () => provide(stackOf(), 'P', { removalGuards: RemovalGuard.never() as any }),
      /the removal guards must be a list/,
    ],
    [
      'protection without guards',
      () => provide(stackOf(), 'P', {}).protect(),
      /'Stack\/P' has no removal guards to protect other resources with; give it 'removalGuards'/,
    ],
  ])('%s', (_, mistake, message) => expect(mistake).toThrow(message));

  test('a condition in a nested stack, which the gate cannot follow', () => {
    const root = stackOf();
    const nested = new NestedStack(root, 'Nested');
    const resource = connect(nested, A, provide(nested)).node.defaultChild as CfnResource;
    resource.cfnOptions.condition = { logicalId: 'C' } as any;
    expect(() => Template.fromStack(root)).toThrow(
      /'Stack\/Nested\/Ofs-0000000000000000a\/Resource' has a condition in a nested stack, .*put the condition on the nested stack, in 'Stack'/,
    );
  });
});
