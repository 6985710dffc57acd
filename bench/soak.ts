import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { guardedPrograms, programs, type Step } from '../testing/program';
import { promise } from '../testing/promise';

/*
 * npm run test:soak: many times the random programs of npm test, in two processes. What one finds is printed as the
 * shortest list of steps that shows it, with the seed that finds it again. Two of three programs may have removal guards,
 * and about every third does.
 */

const PROCESSES = 2;
const EVERY = 1_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { programs: { type: 'string' }, seed: { type: 'string' }, share: { type: 'boolean' } },
  });
  const count = Number(values.programs ?? 10_000);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (values.share) return soak(count, seed);
  console.log(`${count} random programs, seed ${seed}`);
  const started = Date.now();
  const codes = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => share(Math.ceil(count / PROCESSES), seed + index)),
  );
  const failed = codes.filter((code) => code !== 0).length;
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  console.log(`${failed === 0 ? 'no counter-example' : 'COUNTER-EXAMPLE'} (seed ${seed}, ${minutes} minutes)`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function share(count: number, seed: number): Promise<number> {
  const child = fork(__filename, ['--share', '--programs', String(count), '--seed', String(seed)]);
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function soak(count: number, seed: number): Promise<void> {
  let done = 0;
  let guarded = 0;
  const progress = (program: readonly Step[]) => {
    done += 1;
    if (program.some(hasGuards)) guarded += 1;
    if (done % EVERY === 0 || done === count)
      console.log(`  seed ${seed}: ${done} of ${count}, ${guarded} with removal guards`);
  };
  const steps = fc.oneof({ weight: 1, arbitrary: programs() }, { weight: 2, arbitrary: guardedPrograms() });
  const result = await fc.check(promise(progress, steps), { numRuns: count, seed });
  if (!result.failed) return;
  console.log(fc.defaultReportMessage(result));
  console.log(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
  process.exitCode = 1;
}

function hasGuards(step: Step): boolean {
  return step.do === 'deploy' && Object.keys(step.shape.guards ?? {}).length > 0;
}

void main();
