/** Aborts when the user has had enough: Ctrl-C, `kill`, a closed terminal, the end of the npm that started the demo. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort());
  if (process.env.npm_lifecycle_event) abortWithParent(controller);
  return controller.signal;
}

/** npm passes a signal to the shell that it starts scripts in, and the shell does not pass it on. */
function abortWithParent(controller: AbortController): void {
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && controller.abort(), 200);
  timer.unref();
}
