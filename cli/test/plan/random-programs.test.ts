import * as fc from 'fast-check';
import type { Shape } from '../../../testing/app';
import { length, randomly } from '../../../testing/length';
import {
  cloudFormationBehaviours,
  guardedPrograms,
  mgnBehaviours,
  programs,
  SERVERS,
  type Step,
  tell,
} from '../../../testing/program';
import { Trial } from '../../../testing/trial';
import { compare, type Wrinkles } from '../predictions';

const { numRuns, seed } = randomly(length(30, 60), 20261125);

/** `together`: plans of two stacks. `underWay`: of one on which an operation was under way. */
const plain = { programs: 0, predicted: 0, open: 0, gone: 0, refused: 0, together: 0, underWay: 0 };
const wrinkled = { ...plain };

const random = () => fc.oneof(programs(), guardedPrograms());
const seldom = () =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const wrinkles = () =>
  fc.record({
    retainedGate: seldom(),
    foreignNested: seldom(),
    hiddenParameter: seldom(),
    runningJobs: seldom(),
    dependent: fc.boolean(),
    exclusively: seldom(),
    staged: seldom(),
    underWay: seldom(),
    providers: fc.constantFrom<Wrinkles['providers'][]>(undefined, undefined, undefined, 'two', 'changing'),
  });

/** With the two stacks in turn, where one needs the other. */
function withStacks(step: Step, index: number, { dependent }: Wrinkles): Step {
  return 'stack' in step && dependent ? { ...step, stack: index % 2 === 0 ? 'One' : 'Two' } : step;
}

/** With one server of another provider. */
function withProviders(step: Step, index: number, providers: Wrinkles['providers']): Step {
  if (step.do !== 'deploy' || !providers || (providers === 'changing' && index % 2 === 1)) return step;
  const [server] = SERVERS;
  const { [server]: one, ...rest } = step.shape.servers;
  if (!one) return step;
  return { ...step, shape: { ...step.shape, servers: { ...rest, [server]: { ...one, provider: 'Other' } } } };
}

test(
  `whenever a server goes, the plan before it said so, and what it says is what happens (${numRuns} programs)`,
  () =>
    fc.assert(
      fc.asyncProperty(random(), mgnBehaviours(), cloudFormationBehaviours(), (program, ofMgn, ofStacks) =>
        run(program, ofMgn, ofStacks, plain),
      ),
      { numRuns, seed },
    ),
  numRuns * 20_000,
);

test(
  `so it is with gates that are retained, nested stacks that nobody shows, hidden ids, running jobs, several providers, stages, stacks that need each other and operations under way (${numRuns} programs)`,
  () =>
    fc.assert(
      fc.asyncProperty(
        random(),
        mgnBehaviours(),
        cloudFormationBehaviours(),
        wrinkles(),
        (program, ofMgn, ofStacks, more) => run(program, ofMgn, ofStacks, wrinkled, more),
      ),
      { numRuns, seed },
    ),
  numRuns * 20_000,
);

test('where nothing is hidden, it says "not known until deploy" of fewer than one server in fifty', () => {
  for (const [name, { programs, predicted, open, gone, refused, together, underWay }] of Object.entries({
    plain,
    wrinkled,
  })) {
    console.info(
      `${name}: ${programs} programs, ${predicted} servers, of ${open} "not known until deploy", ${gone} went, ${refused} refusals as the plan said, ${together} plans of two stacks, ${underWay} with an operation under way`,
    );
  }
  expect(plain.predicted).toBeGreaterThan(numRuns);
  expect(plain.open / plain.predicted).toBeLessThan(0.02);
  expect(Math.min(plain.gone, wrinkled.gone, plain.refused)).toBeGreaterThan(0);
  expect(Math.min(wrinkled.together, wrinkled.underWay)).toBeGreaterThan(0);
});

async function run(
  program: readonly Step[],
  ofMgn: object,
  ofStacks: object,
  tally: typeof plain,
  wrinkles: Wrinkles = {},
): Promise<void> {
  tally.programs++;
  const trial = await Trial.start(SERVERS);
  Object.assign(trial.world.mgn, ofMgn);
  Object.assign(trial.world.stacks, ofStacks);
  const story: string[] = [];
  const shapes = new Map<string, Shape>();
  try {
    for (const [index, planned] of program.entries()) {
      const step = withProviders(withStacks(planned, index, wrinkles), index, wrinkles.providers);
      const others = Object.fromEntries(
        [...shapes]
          .filter(([name]) => !('stack' in step) || name !== step.stack)
          .map(([name, { servers, guards }]) => [name, { servers, guards }]),
      );
      const compared = await compare(trial, SERVERS, step, { wrinkles, others });
      const { predicted, open, gone, refused, problems } = compared;
      if (compared.stacks > 1) tally.together++;
      if (compared.cannotTell) tally.underWay++;
      story.push(tell(step));
      if (step.do === 'deploy') shapes.set(step.stack, step.shape);
      tally.predicted += predicted;
      tally.open += open;
      tally.gone += gone;
      if (refused) tally.refused++;
      if (problems.length > 0)
        throw new Error([...problems, JSON.stringify(wrinkles), 'after:', ...story].join('\n  '));
    }
  } finally {
    await trial.stop();
  }
}
