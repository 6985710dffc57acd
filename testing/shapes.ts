import type { Declaration, Neighbour, Place, Shape, Template } from './app';
import type { Guards } from './guards';

/** The two servers of the tests with names. */
export const A = 's-0000000000000000a';
export const B = 's-0000000000000000b';

export function app(servers: Record<string, Place | Declaration>, neighbour?: Neighbour): Shape {
  const declarations = Object.entries(servers).map(([id, at]) => [
    id,
    typeof at === 'string' ? { place: at, retain: false } : at,
  ]);
  return { servers: Object.fromEntries(declarations), neighbour };
}

export function byParameter(place: Place): Declaration {
  return { place, retain: false, parameter: 'Chosen' };
}

export function retained(place: Place): Declaration {
  return { place, retain: true };
}

/** Another resource, which fails when the servers before it are done. */
export function fails(failsOn: Neighbour['failsOn'], place: Place = 'root'): Neighbour {
  return { place, failsOn, after: true };
}

/** An edit of a root's template: a neighbour fails when all resources of such a type are done. */
export function failingAfter(type: string): (template: Template, neighbourToken: string) => void {
  return ({ Resources }, ServiceToken) => {
    const DependsOn = Object.keys(Resources).filter((id) => Resources[id].Type.includes(type));
    Resources.Neighbour = { Type: 'Custom::Neighbour', Properties: { ServiceToken, FailsOn: 'Create' }, DependsOn };
  };
}

/** With permissions that name no server, so that another id by a parameter replaces nothing but the connection. */
export function anyServer(shape: Shape): Shape {
  return { ...shape, anyServer: true };
}

/** With removal guards: of the root's provider, or of each place's. */
export function guarded(shape: Shape, guards: Guards | Partial<Record<Place, Guards>>): Shape {
  const byPlace = ['root', 'a', 'b'].some((place) => place in guards);
  return { ...shape, guards: byPlace ? (guards as Partial<Record<Place, Guards>>) : { root: guards as Guards } };
}

/** The servers begin in READY_FOR_TEST. */
export const CUTOVER_ONLY: Guards = { states: ['READY_FOR_CUTOVER'] };
