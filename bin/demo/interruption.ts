import { onEndOfNpm } from '../../local-aws/src/kernel/processes';

/** Aborts when the user has had enough: Ctrl-C, `kill`, a closed terminal, the end of the npm that started the demo. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort());
  onEndOfNpm(() => controller.abort());
  return controller.signal;
}
