import { SERVERS, type Step, tell } from './program';
import { Trial, tellEvent } from './trial';
import type { World } from './world';

/** Performs a program up to the first difference from the model, and throws a readable account of that. */
export async function run(program: readonly Step[], prepare?: (world: World) => void): Promise<void> {
  const trial = await Trial.start(SERVERS);
  prepare?.(trial.world);
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
