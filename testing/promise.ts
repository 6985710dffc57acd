import * as fc from 'fast-check';
import { cloudFormationBehaviours, mgnBehaviours, programs, SERVERS, type Step, tell } from './program';
import { type Pace, Trial, tellEvent } from './trial';
import type { World } from './world';

/** Whatever is done to the stacks, servers are disconnected when a completed deployment says so, and never otherwise. */
export function promise(afterEach: (program: readonly Step[]) => void = () => {}, steps = programs()) {
  const behaviours = fc.tuple(mgnBehaviours(), cloudFormationBehaviours(), fc.constantFrom(0, 0, 3));
  return fc.asyncProperty(steps, behaviours, async (program, [ofMgn, ofStacks, throttleEvery]) => {
    await run(program, (world) => {
      Object.assign(world.mgn, ofMgn);
      Object.assign(world.stacks, ofStacks);
      world.throttleEvery = throttleEvery;
    });
    afterEach(program);
  });
}

/** The same of an operator in a hurry, who does not wait until trouble of MGN that lasts is over. */
export function promiseInHurry(steps: fc.Arbitrary<Step[]>) {
  const pace = fc.record({ lagSeconds: fc.integer({ min: 1, max: 7 }), callSeconds: fc.integer({ min: 0, max: 9 }) });
  const isHopeless = (step: Step) => 'fault' in step && step.fault?.forSeconds !== undefined;
  return fc.asyncProperty(steps, pace, (program, pace) =>
    run(
      program.filter((step) => !isHopeless(step)),
      () => {},
      pace,
    ),
  );
}

/** Performs a program up to the first difference from the model, and throws a readable account of that. */
async function run(program: readonly Step[], prepare: (world: World) => void, pace?: Pace): Promise<void> {
  const trial = await Trial.start(SERVERS, { pace });
  prepare(trial.world);
  const story: string[] = [];
  try {
    for (const step of program) {
      const { status, problems, events } = await trial.perform(step);
      story.push(`${tell(step)} -> ${status}`);
      const told = problems.map(({ kind, what }) => `${kind}: ${what}`);
      if (told.length > 0) throw new Error([...told, 'after:', ...story, ...events.map(tellEvent)].join('\n  '));
    }
  } finally {
    await trial.stop();
  }
}
