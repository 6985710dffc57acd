import { App, CfnParameter, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AfterDisconnection,
  Inventory,
  MigrationWave,
  type MigrationWaveProps,
  RemovalGuard,
  SourceServerAccess,
  SourceServerConnection,
  SourceServerConnectionProvider,
} from '../../lib';
import { serverIds } from '../../testing/server-ids';
import { errorOf } from './refusals';

const TYPE = 'Custom::MgnSourceServerConnection';
const IDS = serverIds(3);
const [A = '', B = '', C = ''] = IDS;

describe('a wave', () => {
  test('has a connection for each server, as if it were declared by itself', () => {
    const [together, alone] = [stackWith(IDS), new Stack(new App(), 'Stack')];
    for (const sourceServerId of IDS) new SourceServerConnection(alone, sourceServerId, { sourceServerId });
    expect(JSON.parse(templateOf(together))).toEqual(JSON.parse(templateOf(alone)));
  });

  test('gives the connections by the ids of the servers', () => {
    const { connections } = new MigrationWave(new Stack(new App(), 'Stack'), 'Wave', { servers: listOf(IDS) });
    expect(Object.keys(connections)).toEqual(IDS);
    expect(connections[B]).toBeInstanceOf(SourceServerConnection);
    expect(connections[B]?.sourceServerId).toBe(B);
  });

  test.each([3, 150])('of %d servers is the same, byte for byte, in whatever order they are listed', (count) => {
    const ids = serverIds(count);
    const shuffled = [...ids.filter((_, index) => index % 2), ...ids.filter((_, index) => !(index % 2)).reverse()];
    expect(templateOf(stackWith(shuffled))).toBe(templateOf(stackWith(ids)));
  });

  test('says what becomes of all servers, and an override says it otherwise of one', () => {
    const stack = stackWith(IDS, {
      afterDisconnection: AfterDisconnection.ARCHIVE,
      finalizeCutover: true,
      allowDisconnected: true,
      overrides: {
        [B]: { removalPolicy: RemovalPolicy.RETAIN, finalizeCutover: undefined, allowDisconnected: false },
      },
    });
    const template = Template.fromStack(stack);
    const shown = Object.values(template.findResources(TYPE)).map(({ Properties, DeletionPolicy }) => {
      const { SourceServerId, AfterDisconnection, FinalizeCutover, AllowDisconnected } = Properties;
      return [SourceServerId, AfterDisconnection, FinalizeCutover, AllowDisconnected, DeletionPolicy];
    });
    expect(shown).toEqual([
      [A, 'archive', 'true', 'true', 'Delete'],
      [B, 'archive', 'true', undefined, 'Retain'],
      [C, 'archive', 'true', 'true', 'Delete'],
    ]);
  });

  test('takes the provider that it is given', () => {
    const stack = new Stack(new App(), 'Stack');
    const provider = new SourceServerConnectionProvider(stack, 'Provider');
    new MigrationWave(stack, 'Wave', { servers: listOf(IDS), provider });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
    expect(stack.node.tryFindChild('SourceServerConnectionProvider')).toBeUndefined();
  });
});

describe('a wave is refused', () => {
  test.each<[string, Partial<MigrationWaveProps>, RegExp]>([
    [
      'without an inventory',
      { servers: undefined as never },
      /'Stack\/Wave': the servers must be an Inventory, got undefined; make it/,
    ],
    [
      'with a list of no servers',
      { servers: listOf([]) },
      /the list lists no server, so all servers of the wave would be disconnected; if you want that/,
    ],
    [
      'with no list',
      { servers: Inventory.fromList('s-1' as never) },
      /the servers must be a list, got "s-1"; list objects/,
    ],
    [
      'with nothing in the list',
      { servers: Inventory.fromList([undefined as never]) },
      /servers\[0\]: a server must be an object, got undefined/,
    ],
    [
      'with a server twice',
      { servers: listOf([A, B, A]) },
      /servers\[2\]: source server "s-0{17}" is listed already in servers\[0\]; list each/,
    ],
    [
      'with an override of a server that is not listed',
      { overrides: { [`${A}0`]: { finalizeCutover: true } } },
      /the override of "s-0{18}" is for a server that is not in the list; list the server, or remove it/,
    ],
    [
      'with a wrong override',
      { overrides: { [A]: { removalPolicy: RemovalPolicy.SNAPSHOT } } },
      /the override of "s-0{17}": the removal policy must be/,
    ],
    [
      'with an override that sets nothing, as a dict in Python arrives',
      { overrides: { [A]: {} } },
      /^'Stack\/Wave': the override of "s-0{17}" sets nothing; set one of removalPolicy, .* \(in Python with a struct, not a dict\), or remove it$/,
    ],
    [
      'with an override that sets what is undefined, such as a misspelt member of RemovalPolicy',
      { overrides: { [A]: { removalPolicy: (RemovalPolicy as any).RETIAN } } },
      /the override of "s-0{17}" sets nothing/,
    ],
    [
      'with misspelt members of an override, each of them named',
      { overrides: { [A]: { removal_policy: RemovalPolicy.RETAIN, finalizeCutOver: true } as never } },
      /has 2 problems:\n.*of "s-0{17}" has no member "removal_policy"; the members are removalPolicy, protect, allowDisconnected, afterDisconnection, finalizeCutover\n.*has no member "finalizeCutOver"/,
    ],
    [
      'with an override that is a policy itself',
      { overrides: { [A]: RemovalPolicy.RETAIN as never } },
      /the override of "s-0{17}" must be an object, got "retain"; set one of/,
    ],
    ['with nothing for an override', { overrides: { [A]: undefined as never } }, /must be an object, got undefined/],
    [
      'with overrides in a Map, which hides them',
      { overrides: new Map([[A, { removalPolicy: RemovalPolicy.RETAIN }]]) as never },
      /the overrides must be an object, got Map.*; give it options by source server id/,
    ],
    ['with a text for overrides', { overrides: A as never }, /the overrides must be an object, got "s-0{17}"/],
    [
      'with an override that is no boolean',
      { overrides: { [A]: { finalizeCutover: 'false' as never } } },
      /the override of "s-0{17}": finalizeCutover must be true or false, got "false"; pass a boolean/,
    ],
    [
      'with an option that is no boolean',
      { allowDisconnected: 'no' as never },
      /allowDisconnected must be true or false/,
    ],
    [
      'with a wrong option',
      { removalPolicy: RemovalPolicy.SNAPSHOT },
      /^'Stack\/Wave': the removal policy must be .*; a connection has no snapshot$/,
    ],
    [
      'with something else as its provider',
      { provider: {} as never },
      /the provider must be a SourceServerConnectionProvider, got \{\}/,
    ],
  ])('%s', (_, props, expected) => {
    expect(() => stackWith(IDS, props)).toThrow(expected);
  });

  test('with an id that only the deployment knows', () => {
    const stack = new Stack(new App(), 'Stack');
    const { valueAsString } = new CfnParameter(stack, 'Id');
    expect(() => new MigrationWave(stack, 'Wave', { servers: listOf([A, valueAsString]) })).toThrow(
      /servers\[1\]: a wave cannot have an id that is known only at deployment; declare a SourceServerConnection for it/,
    );
  });

  test('with servers that the stack declares already, each of them named', () => {
    const stack = new Stack(new App(), 'Stack');
    for (const id of [A, B]) new SourceServerConnection(stack, id, { sourceServerId: id });
    expect(() => new MigrationWave(stack, 'Wave', { servers: listOf([A, B, C]) })).toThrow(
      /has 2 problems:\n.*servers\[0\]: source server s-0{17} is already declared by 'Stack\/s-0{17}'.*\n.*servers\[1\]/,
    );
  });
});

describe('more servers than fit', () => {
  test('480 fit, with removal guards too, far below the largest template', () => {
    const stack = new Stack(new App(), 'Stack');
    const provider = new SourceServerConnectionProvider(stack, 'Provider', { removalGuards: [RemovalGuard.never()] });
    new MigrationWave(stack, 'Wave', { servers: listOf(serverIds(480)), provider });
    const template = Template.fromStack(stack).toJSON();
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(template).length).toBeLessThan(1_048_576 / 2);
  });

  test.each<[string, number, Partial<MigrationWaveProps>]>([
    ['480 that are disconnected', 480, {}],
    ['475 that are archived', 475, { afterDisconnection: AfterDisconnection.ARCHIVE }],
  ])('of %s is the most, and the error says so', (_, most, props) => {
    expect(() => Template.fromStack(stackWith(serverIds(most), props))).not.toThrow();
    expect(() => Template.fromStack(stackWith(serverIds(most + 1), props))).toThrow(
      new RegExp(`permissions for more than ${most} source servers do not fit into .*; move some servers to another`),
    );
  });

  test('for the resources of a stack says how many may stay, and those fit', () => {
    expect(() => Template.fromStack(byTag(497))).toThrow(
      /\[Stack\/Wave\] the stack has 502 resources, and CloudFormation takes 500; leave at most 495 of the 497 servers of the wave here, and move the others into a wave of another stack/,
    );
    expect(() => Template.fromStack(byTag(495))).not.toThrow();
  });

  test.each([1, 13, 14, 15, 20, 21, 25])('of %d servers there is room beside 470 other resources', (count) => {
    const template = Template.fromStack(crowded(470, count)).toJSON();
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(connectionsWithoutPermission(template)).toEqual([]);
  });

  test.each([480, 485])('beside %d other resources the most that fits is what the error says', (others) => {
    expect(() => Template.fromStack(crowded(others, 20))).toThrow(/takes 500; leave at most \d+ of the 20 servers/);
    const [, most] = /leave at most (\d+)/.exec(errorOf(() => Template.fromStack(crowded(others, 20)))) ?? [];
    expect(() => Template.fromStack(crowded(others, Number(most)))).not.toThrow();
    expect(() => Template.fromStack(crowded(others, Number(most) + 1))).toThrow(/takes 500/);
  });

  test('of one provider leave room for those of another', () => {
    const stack = crowded(450, 10);
    const provider = new SourceServerConnectionProvider(stack, 'Another');
    new MigrationWave(stack, 'Second', { servers: listOf(serverIds(30).slice(10, 20)), provider });
    const template = Template.fromStack(stack).toJSON();
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(connectionsWithoutPermission(template)).toEqual([]);
  });

  test('of more kinds than a role has managed policies for keep a policy each, and the error says what may stay', () => {
    const kinds = [AfterDisconnection.KEEP_RECORD, AfterDisconnection.ARCHIVE, AfterDisconnection.DELETE].flatMap(
      (afterDisconnection) => [true, false].map((finalizeCutover) => ({ afterDisconnection, finalizeCutover })),
    );
    const ids = serverIds(6);
    const overrides = Object.fromEntries(ids.map((id, index) => [id, kinds[index] ?? {}]));
    const stack = stackWith(ids, { overrides });
    crowd(stack, 486);
    expect(errorOf(() => Template.fromStack(stack))).toMatch(/takes 500; leave at most/);
    expect(errorOf(() => Template.fromStack(stack))).not.toMatch(/do not fit into the managed policies/);
  });

  test('where there is room each server has a policy of its own, up to the last resource', () => {
    const policies = (others: number) => {
      const { Resources } = Template.fromStack(crowded(others, 5)).toJSON();
      const { length } = Object.keys(Resources);
      return {
        length,
        managed: Object.values<any>(Resources).filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy').length,
      };
    };
    const { length } = policies(400);
    expect(policies(400 + 500 - length)).toEqual({ length: 500, managed: 0 });
    expect(policies(400 + 501 - length)).toEqual({ length: 497, managed: 1 });
  });

  test('beside many other resources is to move as a whole', () => {
    const stack = byTag(2);
    crowd(stack, 500);
    expect(() => Template.fromStack(stack)).toThrow(/takes 500; move the wave into a stack of its own/);
  });
});

/** With access by tag the number of servers changes nothing in the permissions. */
function byTag(count: number): Stack {
  const stack = new Stack(new App(), 'Stack');
  const provider = new SourceServerConnectionProvider(stack, 'Provider', {
    access: SourceServerAccess.taggedWith('MigrationWave', '7'),
  });
  new MigrationWave(stack, 'Wave', { servers: listOf(serverIds(count)), provider });
  return stack;
}

function crowd(stack: Stack, others: number): void {
  for (let index = 0; index < others; index += 1) new CfnResource(stack, `Topic${index}`, { type: 'AWS::SNS::Topic' });
}

/** A wave in a stack with so many other resources, those of the provider not counted. */
function crowded(others: number, servers: number): Stack {
  const stack = stackWith(serverIds(servers));
  crowd(stack, others);
  return stack;
}

/** Each connection must depend on the policy that allows its disconnection. */
function connectionsWithoutPermission({ Resources }: Record<string, any>): string[] {
  const allows = (id: string, server: string) =>
    /Policy$/.test(Resources[id].Type) && JSON.stringify(Resources[id].Properties).includes(server);
  return Object.entries<any>(Resources)
    .filter(([, { Type }]) => Type === TYPE)
    .filter(([, { DependsOn, Properties }]) => !DependsOn.some((id: string) => allows(id, Properties.SourceServerId)))
    .map(([id]) => id);
}

function stackWith(ids: readonly string[], props: Partial<MigrationWaveProps> = {}): Stack {
  const stack = new Stack(new App(), 'Stack');
  new MigrationWave(stack, 'Wave', { servers: listOf(ids), ...props });
  return stack;
}

function listOf(ids: readonly string[]): Inventory {
  return Inventory.fromList(ids.map((sourceServerId) => ({ sourceServerId })));
}

function templateOf(stack: Stack): string {
  return JSON.stringify(Template.fromStack(stack).toJSON());
}
