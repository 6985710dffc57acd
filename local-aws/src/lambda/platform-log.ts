import type { FunctionConfiguration } from './configuration';

/** What Lambda itself writes to a function's log: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html */
export interface Report {
  readonly durationMs: number;
  readonly initMs?: number;
  readonly maxMemoryMb: number;
  /** Present if it did not end well: `timeout`, `error`. */
  readonly status?: string;
  readonly errorType?: string;
}

const ms = (value: number) => `${value.toFixed(2)} ms`;

export class PlatformLog {
  private readonly json: boolean;

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly now: () => number,
    readonly write: (line: string) => void,
  ) {
    this.json = configuration.logFormat === 'JSON';
  }

  initStart(): void {
    const { runtime } = this.configuration;
    this.line(`INIT_START Runtime Version: ${runtime}.local`, 'initStart', { runtimeVersion: runtime });
  }

  initFailed(initMs: number, status: string, errorType: string): void {
    this.line(
      `INIT_REPORT Init Duration: ${ms(initMs)}\tPhase: init\tStatus: ${status}\tError Type: ${errorType}`,
      'initReport',
      {
        phase: 'init',
        status,
        errorType,
        metrics: { durationMs: initMs },
      },
    );
  }

  start(requestId: string): void {
    this.line(`START RequestId: ${requestId} Version: $LATEST`, 'start', { requestId, version: '$LATEST' });
  }

  timedOut(requestId: string, seconds: number): void {
    const time = new Date(this.now()).toISOString();
    if (!this.json) this.write(`${time} ${requestId} Task timed out after ${seconds.toFixed(2)} seconds`);
  }

  exited(requestId: string, message: string): void {
    if (!this.json) this.write(`RequestId: ${requestId} Error: ${message}\nRuntime.ExitError`);
  }

  report(requestId: string, report: Report): void {
    const { durationMs, initMs, maxMemoryMb, status, errorType } = report;
    const billedMs = Math.ceil(durationMs + (initMs ?? 0));
    const text = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${ms(durationMs)}`,
      `Billed Duration: ${billedMs} ms`,
      `Memory Size: ${this.configuration.memoryMb} MB`,
      `Max Memory Used: ${maxMemoryMb} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${ms(initMs)}`]),
      ...(status ? [`Status: ${status}`] : []),
      ...(errorType ? [`Error Type: ${errorType}`] : []),
    ].join('\t');
    if (!this.json) this.write(`END RequestId: ${requestId}`);
    const memory = { memorySizeMB: this.configuration.memoryMb, maxMemoryUsedMB: maxMemoryMb };
    const metrics = { durationMs, billedDurationMs: billedMs, ...memory, initDurationMs: initMs };
    this.line(text, 'report', { requestId, metrics, status: status ?? 'success', errorType });
  }

  private line(text: string, type: string, record: unknown): void {
    const time = new Date(this.now()).toISOString();
    this.write(this.json ? JSON.stringify({ time, type: `platform.${type}`, record }) : text);
  }
}
