import { existsSync, readFileSync } from 'node:fs';

/** Also a process that has ended is known until its parent has noticed. */
export const isKnown = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A zombie whose parent is gone waits for init and does not run. */
export const isRunning = (pid: number) => {
  try {
    if (existsSync('/proc/self/stat')) return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const PATIENCE_MS = 300_000;

/** Polls in real time: processes take theirs. Gives up before the test does, and says what there was instead. */
export async function until(condition: () => boolean, instead = () => String(condition)): Promise<void> {
  for (const begin = Date.now(); !condition(); await new Promise((done) => setTimeout(done, 5)))
    if (Date.now() - begin > PATIENCE_MS) throw new Error(`not in ${PATIENCE_MS / 1000} seconds: ${instead()}`);
}
