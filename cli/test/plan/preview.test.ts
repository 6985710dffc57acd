import type { ChangeSetPreview, PreviewedChange } from '../../src/aws/change-set';
import type { Declaration, DeclaredConnection } from '../../src/model/declared';
import type { Held } from '../../src/model/deployed';
import { known, unknown } from '../../src/model/known';
import { withPreview } from '../../src/plan/preview';

/* What a change set says of the open values in a declaration. */

const [A, B] = ['s-0000000000000000a', 's-0000000000000000b'];
const OPEN = unknown('something');

const preview = (
  changes: Record<string, PreviewedChange>,
  nested: Record<string, ChangeSetPreview> = {},
): ChangeSetPreview => ({
  changes: new Map(Object.entries(changes)),
  nested: new Map(Object.entries(nested)),
  resolved: new Map(),
});

const change = (action: string, ...properties: string[]): PreviewedChange => ({
  action,
  touches: (property) => properties.includes(property),
});

const held = (server: string, path: string[] = []): Held => ({
  ...{ server, path, logicalId: 'One', completed: true },
  ...{ retained: [known(false)], retainedIfReplaced: known(false), steps: known({ finalizeCutover: false }) },
});

const declared = (more: Partial<DeclaredConnection>): DeclaredConnection => ({
  ...{
    path: [],
    logicalId: 'One',
    present: OPEN,
    server: OPEN,
    accountId: known(undefined),
    allowsDisconnected: false,
  },
  ...more,
});

function told(one: DeclaredConnection, told: ChangeSetPreview, before: readonly Held[]) {
  const nestedStacks = one.path.map((_, depth) => [one.path.slice(0, depth + 1).join('/'), OPEN] as const);
  const declaration: Declaration = { connections: [one], nestedStacks: new Map(nestedStacks), unread: new Set() };
  const { connections, nestedStacks: nested } = withPreview(declaration, told, before);
  return { ...connections[0], nested: [...nested.values()] };
}

test('what is not among the changes stays as it is, or is not there', () => {
  expect(told(declared({}), preview({}), [held(A)])).toMatchObject({ present: known(true), server: known(A) });
  expect(told(declared({}), preview({}), [])).toMatchObject({ present: known(false), server: OPEN });
});

test.each([
  ['Remove', known(false)],
  ['Add', known(true)],
  ['Modify', known(true)],
  ['Dynamic', OPEN],
])('the action %s says whether a connection is there', (action, present) => {
  expect(told(declared({}), preview({ One: change(action, 'SourceServerId') }), [held(A)]).present).toEqual(present);
});

test('a change of another property leaves the server, one of its id leaves it open', () => {
  const policy = preview({ One: change('Modify', 'RemovalPolicy') });
  const id = preview({ One: change('Modify', 'SourceServerId') });
  expect(told(declared({}), policy, [held(A)]).server).toEqual(known(A));
  expect(told(declared({}), id, [held(A)]).server).toEqual(OPEN);
});

test('a dynamic reference is looked up anew with any change of its resource', () => {
  const server = unknown('the dynamic reference {{resolve:ssm:/web}}');
  const policy = preview({ One: change('Modify', 'RemovalPolicy') });
  expect(told(declared({ server }), policy, [held(A)]).server).toEqual(server);
  expect(told(declared({ server }), preview({}), [held(A)]).server).toEqual(known(A));
});

test('what the template says for certain is not overruled', () => {
  const one = declared({ present: known(true), server: known(B) });
  expect(told(one, preview({}), [held(A)])).toMatchObject({ present: known(true), server: known(B) });
});

describe('in a nested stack', () => {
  const one = declared({ path: ['Nested'] });
  const before = [held(A, ['Nested'])];

  test('without a change all stays as it is', () => {
    const { present, server, nested } = told(one, preview({}), before);
    expect({ present, server, nested }).toEqual({ present: known(true), server: known(A), nested: [known(true)] });
  });

  test('its own change set tells', () => {
    const inner = preview({ One: change('Remove') });
    const outer = preview({ Nested: change('Modify', 'Parameters') }, { Nested: inner });
    expect(told(one, outer, before)).toMatchObject({ present: known(false), nested: [known(true)] });
  });

  test('that has none, everything stays open', () => {
    const outer = preview({ Nested: change('Modify', 'Parameters') });
    expect(told(one, outer, before)).toMatchObject({ present: OPEN, server: OPEN, nested: [known(true)] });
  });

  test('that is removed, its absence is told by the nested stack', () => {
    expect(told(one, preview({ Nested: change('Remove') }), before).nested).toEqual([known(false)]);
  });
});
