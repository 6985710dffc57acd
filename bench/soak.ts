import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { guardedPrograms } from '../testing/gate-program';
import { programs } from '../testing/program';
import { promise } from '../testing/promise';

/*
 * npm run test:soak: many times the random programs of npm test, one in three with removal guards, in two processes.
 * What one finds is printed as the shortest list of steps that shows it, with the seed that finds it again.
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
  console.log(`${count} random programs, one in three with removal guards, seed ${seed}`);
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
  const progress = () => {
    done += 1;
    if (done % EVERY === 0) console.log(`  seed ${seed}: ${done} of ${count}`);
  };
  const any = fc.oneof({ weight: 2, arbitrary: programs() }, { weight: 1, arbitrary: guardedPrograms() });
  const result = await fc.check(promise(progress, any), { numRuns: count, seed });
  if (!result.failed) return;
  console.log(fc.defaultReportMessage(result));
  console.log(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
  process.exitCode = 1;
}

void main();
