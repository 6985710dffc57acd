import * as fc from 'fast-check';
import type { FaultSpec } from '../local-aws/src';
import { type CloudFormationBehaviour, cloudFormationChoices } from '../local-aws/src/cloudformation/behaviour';
import type { MgnBehaviour } from '../local-aws/src/mgn/behaviour';
import { type Declaration, type Guards, type Neighbour, PLACES, type Shape } from './app';
import { WITHOUT_AGENT } from './fleet';

/* Random programs: what users, pipelines and CloudFormation do to two stacks that declare servers of one fleet. */

export const SERVERS = ['s-0000000000000000a', 's-0000000000000000b', 's-0000000000000000c'] as const;

export type Step =
  | {
      readonly do: 'deploy';
      readonly stack: string;
      readonly shape: Shape;
      /** What a failure leads to; `delete` is OnFailure=DELETE, for a creation. */
      readonly onFailure: 'rollback' | 'nothing' | 'delete';
      /** CancelUpdateStack after so many milliseconds. */
      readonly cancelAfter?: number;
      readonly fault?: FaultSpec;
    }
  | { readonly do: 'destroy'; readonly stack: string; readonly mended: boolean; readonly fault?: FaultSpec }
  | { readonly do: 'roll back'; readonly stack: string; readonly mended: boolean }
  | {
      readonly do: 'continue the rollback of';
      readonly stack: string;
      readonly mended: boolean;
      /** Without what has failed in the root. */
      readonly skip: boolean;
    }
  | { readonly do: 'reconnect'; readonly server: string }
  /** The migration of a server goes on, or back: to another life cycle state. */
  | { readonly do: 'bring'; readonly server: string; readonly state: string }
  /** Somebody tags a server, and removes its other tags. */
  | { readonly do: 'tag'; readonly server: string; readonly tags: Readonly<Record<string, string>> };

export function programs(): fc.Arbitrary<Step[]> {
  return fc.array(step(), { minLength: 2, maxLength: 7 });
}

export function step(): fc.Arbitrary<Step> {
  const stack = fc.oneof({ weight: 5, arbitrary: fc.constant('One') }, { weight: 1, arbitrary: fc.constant('Two') });
  const mended = fc.boolean();
  return fc.oneof(
    { weight: 8, arbitrary: deployment(stack) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('destroy' as const), stack, mended, fault: fault() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('roll back' as const), stack, mended }) },
    { weight: 1, arbitrary: continuation(stack) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const), server: fc.constantFrom(...SERVERS) }) },
    { weight: 2, arbitrary: bring(...WITHOUT_AGENT, 'READY_FOR_TEST') },
  );
}

function bring(...states: string[]): fc.Arbitrary<Step> {
  const server = fc.constantFrom(...SERVERS);
  return fc.record({ do: fc.constant('bring' as const), server, state: fc.constantFrom(...states) });
}

function continuation(stack: fc.Arbitrary<string>): fc.Arbitrary<Step> {
  const [mended, skip] = [fc.boolean(), fc.boolean()];
  return fc.record({ do: fc.constant('continue the rollback of' as const), stack, mended, skip });
}

function deployment(stack: fc.Arbitrary<string>): fc.Arbitrary<Step> {
  const onFailure = fc.oneof(
    { weight: 1, arbitrary: fc.constant('rollback' as const) },
    { weight: 1, arbitrary: fc.constantFrom('nothing' as const, 'delete' as const) },
  );
  const cancelAfter = seldom(fc.integer({ min: 0, max: 5_000 }));
  return fc.record({
    do: fc.constant('deploy' as const),
    stack,
    shape: shape(),
    onFailure,
    cancelAfter,
    fault: fault(),
  });
}

/** At most one server of a shape comes by a parameter: two of them in one place would be two values of one parameter. */
function shape(): fc.Arbitrary<Shape> {
  const declarations = fc.tuple(...SERVERS.map(() => fc.option(declaration(), { nil: undefined, freq: 3 })));
  return fc
    .record({
      declarations,
      byParameter: fc.integer({ min: 0, max: 8 }),
      neighbour: fc.option(neighbour(), { nil: undefined, freq: 2 }),
      anyServer: fc.boolean(),
    })
    .map(({ declarations, byParameter, ...rest }) => {
      const entries = declarations.flatMap((one, index): [string, Declaration][] => {
        const server = SERVERS[index] as string;
        return one ? [[server, index === byParameter ? { ...one, parameter: 'Chosen' } : one]] : [];
      });
      return { servers: Object.fromEntries(entries), ...rest };
    });
}

function declaration(): fc.Arbitrary<Declaration> {
  return fc.record({
    place: fc.oneof(
      { weight: 2, arbitrary: fc.constant('root' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...PLACES) },
    ),
    retain: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
}

function neighbour(): fc.Arbitrary<Neighbour> {
  return fc.record({
    place: fc.constantFrom(...PLACES),
    failsOn: fc.oneof(
      { weight: 1, arbitrary: fc.constant('Create' as const) },
      { weight: 1, arbitrary: fc.constantFrom('Update', 'Delete', 'nothing') },
    ),
    after: fc.boolean(),
    asStack: fc.boolean(),
  });
}

/** What MGN does meanwhile: short troubles, and one that outlasts the function. */
function fault(): fc.Arbitrary<FaultSpec | undefined> {
  const any = ['ThrottlingException', 'InternalServerException', 'ConnectionReset', 'Hang', 'Malformed'];
  const times = fc.integer({ min: 1, max: 4 });
  const short = (operation: string, errors: string[]) =>
    fc.record({
      service: fc.constant('mgn'),
      operation: fc.constant(operation),
      error: fc.constantFrom(...errors),
      times,
    });
  const long = fc.record({
    service: fc.constant('mgn'),
    operation: fc.constant('DisconnectFromService'),
    error: fc.constantFrom('ThrottlingException', 'ConflictException', 'AccessDeniedException'),
    forSeconds: fc.constant(7_200),
  });
  return seldom(
    fc.oneof(
      { weight: 2, arbitrary: short('DescribeSourceServers', any) },
      { weight: 2, arbitrary: short('DisconnectFromService', [...any, 'ConflictException']) },
      { weight: 1, arbitrary: long },
    ),
  );
}

function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** A step as a sentence. */
export function tell(step: Step): string {
  if (step.do === 'reconnect') return `reconnect ${step.server}`;
  if (step.do === 'tag') return `tag ${step.server} ${JSON.stringify(step.tags)}`;
  if (step.do === 'bring') return `bring ${step.server} to ${step.state}`;
  const details = Object.entries(step)
    .filter(([name, value]) => !['do', 'stack', 'shape'].includes(name) && value !== undefined)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const shape = step.do === 'deploy' ? ` with ${tellShape(step.shape)}` : '';
  return `${step.do} ${step.stack}${shape}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

const PROTECTION = new Map<unknown, string>([
  [true, 'protected'],
  [false, 'not protected'],
]);

function tellShape({ servers, neighbour, guards, anyServer }: Shape): string {
  const declared = Object.entries(servers).map(([id, { place, retain, parameter, protect, provider }]) =>
    [id, 'in', place, retain && 'retained', PROTECTION.get(protect), parameter && 'by parameter', provider]
      .filter(Boolean)
      .join(' '),
  );
  if (neighbour) {
    const { place, failsOn, after, asStack } = neighbour;
    const like = asStack ? ' that answers with the id of the stack' : '';
    declared.push(`a neighbour in ${place}${like} that fails on ${failsOn} ${after ? 'after' : 'beside'} the servers`);
  }
  if (anyServer) declared.push('permissions that name no server');
  if (guards) declared.push(`guards ${JSON.stringify(guards)}`);
  return declared.join(', ') || 'nothing';
}

/**
 * What CloudFormation does where AWS documents nothing. requestIdOfRetry is not drawn, since a trial tells requests apart by
 * their ids: test/custody/unknowns.test.ts has it.
 */
export function cloudFormationBehaviours(): fc.Arbitrary<Partial<CloudFormationBehaviour>> {
  const { requestIdOfRetry: _, ...choices } = cloudFormationChoices;
  const texts = Object.entries(choices).map(([name, all]) => [name, fc.constantFrom(...(all as readonly string[]))]);
  return fc.record({
    describeLagMs: fc.constantFrom(0, 3_000),
    listLagMs: fc.constantFrom(0, 5_000),
    answersReadAfterMs: fc.constantFrom(0, 1_000),
    deletionsBeginAfterMs: fc.constantFrom(0, 2_000),
    parentLearnsAfterMs: fc.constantFrom(0, 10_000),
    ...Object.fromEntries(texts),
  }) as fc.Arbitrary<Partial<CloudFormationBehaviour>>;
}

/** What MGN does where AWS documents nothing. */
export function mgnBehaviours(): fc.Arbitrary<Partial<MgnBehaviour>> {
  return fc.record({
    secondDisconnect: fc.constantFrom('ok', 'conflict'),
    disconnectBeforeReplication: fc.constantFrom('ok', 'conflict'),
    disconnectedAfterSeconds: fc.constantFrom(0, 60),
    describeLagMs: fc.constantFrom(0, 0, 1, 5_000),
    lifeCycleAfterCutover: fc.constantFrom('CUTOVER', 'DISCONNECTED'),
  });
}

/** Random programs with removal guards, and with servers that come to meet them, or no more. */
export function guardedPrograms(): fc.Arbitrary<Step[]> {
  const any = fc.oneof(
    { weight: 5, arbitrary: guardedStep() },
    { weight: 1, arbitrary: bring('READY_FOR_TEST', 'READY_FOR_CUTOVER') },
    { weight: 1, arbitrary: tagging() },
  );
  return fc.array(any, { minLength: 2, maxLength: 8 });
}

const APPROVAL = ['Decommission', 'approved'] as const;

function tagging(): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constant('tag' as const),
    server: fc.constantFrom(...SERVERS),
    tags: fc.constantFrom({}, Object.fromEntries([APPROVAL]), { Decommission: 'Approved', decommission: 'approved' }),
  });
}

function guardedStep(): fc.Arbitrary<Step> {
  return fc.tuple(step(), extras()).map(([one, extra]) => {
    return one.do === 'deploy' ? { ...one, shape: withExtras(one.shape, extra) } : one;
  });
}

/** Half of them with removal guards. */
export function shapes(): fc.Arbitrary<Shape> {
  return fc.oneof(
    shape(),
    fc.tuple(shape(), extras()).map(([one, extra]) => withExtras(one, extra)),
  );
}

type Extras = readonly [Shape['guards'], readonly (boolean | undefined)[]];

function extras(): fc.Arbitrary<Extras> {
  const protections = fc.tuple(...SERVERS.map(protection));
  return fc.tuple(fc.option(guards(), { nil: undefined, freq: 6 }), protections);
}

function withExtras(one: Shape, [guards, protections]: Extras): Shape {
  const servers = Object.entries(one.servers).map(([id, declaration], index) => [
    id,
    { ...declaration, protect: protections[index] },
  ]);
  return { ...one, servers: Object.fromEntries(servers), guards };
}

function protection(): fc.Arbitrary<boolean | undefined> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  );
}

function guards() {
  const some: fc.Arbitrary<Guards> = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ states: ['READY_FOR_CUTOVER'] }) },
    { weight: 1, arbitrary: fc.constantFrom<Guards>({ atMost: 1 }, { atMost: 2 }, { never: true }) },
    { weight: 2, arbitrary: fc.constant({ tag: APPROVAL }) },
    {
      weight: 1,
      arbitrary: fc.constant({ states: ['READY_FOR_CUTOVER', 'READY_FOR_TEST'], atMost: 1, noJob: true as const }),
    },
  );
  // a provider's guards are its own, though they may read as another's: the model counts servers by them
  const own = some.map((one) => ({ ...one }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ root: own, a: own, b: own }, { requiredKeys: ['root'] }) },
    { weight: 1, arbitrary: fc.record({ a: own, b: own }, { requiredKeys: [] }) },
  );
}
