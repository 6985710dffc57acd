import * as fc from 'fast-check';
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
import { compare } from '../predictions';

const { numRuns, seed } = randomly(length(30, 60), 20261125);

const tally = { programs: 0, predicted: 0, open: 0, refused: 0 };

test(
  `what the plan predicts is what a completed deployment or deletion then does (${numRuns} programs)`,
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(programs(), guardedPrograms()),
        mgnBehaviours(),
        cloudFormationBehaviours(),
        (program, ofMgn, ofStacks) => run(program, ofMgn, ofStacks),
      ),
      { numRuns, seed },
    ),
  60_000 + numRuns * 4_000,
);

test('with the parameters given, it says "not known until deploy" of fewer than one server in twenty', () => {
  expect(tally.predicted).toBeGreaterThan(numRuns);
  console.info(`not known until deploy: ${tally.open} of ${tally.predicted} servers in ${tally.programs} programs`);
  expect(tally.open / tally.predicted).toBeLessThan(0.05);
  console.info(`refused by removal guards, as the plan said: ${tally.refused} deployments and deletions`);
  expect(tally.refused).toBeGreaterThan(0);
});

async function run(program: readonly Step[], ofMgn: object, ofStacks: object): Promise<void> {
  tally.programs++;
  const trial = await Trial.start(SERVERS);
  Object.assign(trial.world.mgn, ofMgn);
  Object.assign(trial.world.stacks, ofStacks);
  const story: string[] = [];
  try {
    for (const step of program) {
      const { predicted, open, refused, problems } = await compare(trial, SERVERS, step);
      story.push(tell(step));
      tally.predicted += predicted;
      tally.open += open;
      if (refused) tally.refused++;
      if (problems.length > 0) throw new Error([...problems, 'after:', ...story].join('\n  '));
    }
  } finally {
    await trial.stop();
  }
}
