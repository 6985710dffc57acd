import { declarationBefore } from '../../../lambda/guards/declaration';
import type { Gate } from '../../src/plan/gate';
import { takenAway } from '../../src/plan/guards';

/* Which guards a deployment takes away, from servers that leave and from those that stay. */

const A = 's-0000000000000000a';
const NEVER = [{ Kind: 'Never' }];
const WORLD = { seen: new Map(), now: 0 };

function gate(guards: object, provider?: string): Gate {
  const Servers = provider ? [{ Server: A, Provider: provider }] : [];
  const declaration = declarationBefore({ Guards: guards, Servers });
  return { logicalId: 'Gate', declaration, otherStacks: new Set(), serviceToken: 'token' };
}

const before = gate({ One: NEVER }, 'One');
const told = (next: Gate | undefined, ...going: string[]) =>
  takenAway(before, next, new Set(going), WORLD).map(({ guards, leavesServers }) => [
    guards.map(({ kind }) => kind),
    leavesServers,
  ]);

test.each([
  ['that goes while the gate stays', { Two: [] }],
  ['that stays for other servers', { One: NEVER, Two: [] }],
])('a server that stays, and moves to a provider without guards from one %s, loses them', (_, guards) => {
  expect(told(gate(guards, 'Two'))).toEqual([[['Never'], true]]);
});

test('a server that moves to a provider with the same guards loses none', () => {
  expect(told(gate({ Two: NEVER }, 'Two'))).toEqual([]);
});

test('a server that stays with its provider loses what that loses', () => {
  expect(told(gate({ One: [] }, 'One'))).toEqual([[['Never'], true]]);
  expect(told(undefined)).toEqual([[['Never'], true]]);
});

test('a server that leaves with its provider is asked for by the old guards, as long as there is a gate', () => {
  expect(told(gate({ Two: [] }), A)).toEqual([]);
  expect(told(undefined, A)).toEqual([[['Never'], false]]);
});
