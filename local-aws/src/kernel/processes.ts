/**
 * Calls back when the npm that started this script has ended. npm passes a signal to the shell in which it starts
 * scripts, and the shell does not pass it on.
 */
export function onEndOfNpm(end: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && end(), 200);
  timer.unref();
}

/** Ends a process that was started with `detached`, and all its children. */
export function killGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has just ended by itself
  }
}
