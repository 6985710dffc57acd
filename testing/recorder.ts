import { GATE_TYPE } from '../lib/private/contract';
import type {
  EnvironmentSpec,
  ExecutionEnvironment,
  HandlerResult,
  InvocationEvent,
} from '../local-aws/src/lambda/executor';
import { InProcessExecutor } from './in-process';
import type { Host } from './in-process-http';

/** An event that a connection's function got, and the answers that came for it. */
export interface Exchange {
  readonly event: Record<string, any>;
  readonly answers: Record<string, any>[];
  /** From the event to the answer, on the world's clock. */
  milliseconds: number;
  readonly began: number;
}

/** What it asks of the world that it records for, and leaves there. */
interface Recorded extends Host {
  readonly custodian: { readonly type: string };
  readonly exchanges: Map<string, Exchange>;
  readonly gateExchanges: Map<string, Exchange>;
  readonly mended: boolean;
  readonly twice: boolean;
  crashes: number;
  kill: () => void;
}

const KILLED: HandlerResult = { status: 'exited', errorType: 'Runtime.ExitError', reason: 'signal: killed' };

/** Notes each event that a connection's function gets. */
export class Recorder extends InProcessExecutor {
  private lastSpec?: EnvironmentSpec;

  constructor(private readonly world: Recorded) {
    super(() => world);
  }

  override start(spec: EnvironmentSpec, onLog: (line: string) => void): ExecutionEnvironment {
    const environment = super.start(spec, onLog);
    const invoke = environment.invoke.bind(environment);
    environment.invoke = async (invocation) => {
      const event = JSON.parse(invocation.payload.toString());
      const isGate = event.ResourceType === GATE_TYPE;
      const isOurs = isGate || event.ResourceType === this.world.custodian.type;
      if (!isOurs) return invoke(this.mend(invocation, event));
      this.lastSpec = spec;
      const { twice } = this.world;
      this.note(event, isGate);
      if (this.world.crashes > 0) {
        this.world.crashes -= 1;
        return KILLED;
      }
      const killed = new Promise<HandlerResult>((resolve) => {
        this.world.kill = () => void environment.end().then(() => resolve(KILLED));
      });
      if (twice) await invoke(invocation);
      return Promise.race([invoke(invocation), killed]);
    };
    return environment;
  }

  /** Lambda may bring an event more than once. */
  private note(event: Record<string, any>, isGate: boolean): void {
    const exchanges = isGate ? this.world.gateExchanges : this.world.exchanges;
    if (exchanges.has(event.RequestId)) return;
    exchanges.set(event.RequestId, { event, answers: [], milliseconds: 0, began: this.world.clock.now() });
  }

  /** Another environment of the function that last ran. */
  another(): ExecutionEnvironment {
    if (!this.lastSpec) throw new Error('no connection has been deployed');
    return this.start(this.lastSpec, () => {});
  }

  /** What only the function may know of its environment. */
  get secrets(): string[] {
    const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = this.lastSpec?.variables ?? {};
    return [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN];
  }

  private mend(invocation: InvocationEvent, event: Record<string, any>): InvocationEvent {
    if (this.world.mended) event.ResourceProperties.FailsOn = 'nothing';
    return { ...invocation, payload: Buffer.from(JSON.stringify(event)) };
  }
}

export function invocationOf(event: object, now: number): InvocationEvent {
  const payload = Buffer.from(JSON.stringify(event));
  return { requestId: 'again', functionArn: 'arn', payload, remainingMs: 900_000, deadlineMs: now + 900_000 };
}
