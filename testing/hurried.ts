import { attempt } from './attempt';
import { GateTrial } from './gate-trial';
import { NOTHING, StackModel } from './model';
import { SERVERS, type Step, tell } from './program';
import { keyOf, newestEvents } from './trial';
import { World } from './world';

/*
 * Programs of an operator who does the next thing as soon as CloudFormation is ready for it, while its answers to
 * functions are seconds old. What nobody can tell then may fail, but not silently.
 */

export interface Pace {
  /** How old the answers are. */
  readonly lagSeconds: number;
  /** How long MGN takes for a disconnection. */
  readonly callSeconds: number;
}

/** MGN takes that long to describe a server, so that no phase is over before its answers show. */
const LOOK_SECONDS = 8;

/** Performs a program up to the first server that goes wrong, and throws an account of that. */
export async function runHurried(program: readonly Step[], pace: Pace): Promise<void> {
  const hurried = new Hurried(await World.start(SERVERS), pace);
  try {
    for (const step of program) await hurried.perform(step);
  } finally {
    await hurried.world.stop();
  }
}

class Hurried {
  private readonly models = new Map<string, StackModel>();
  private readonly gates: GateTrial;
  private readonly story: string[] = [];

  constructor(
    readonly world: World,
    private readonly pace: Pace,
  ) {
    this.gates = new GateTrial(world);
    const status = world.status.bind(world);
    world.status = (name) => this.now(() => status(name));
    world.settled = (name) => this.settled(name);
    world.stacks.describeLagMs = pace.lagSeconds * 1000;
  }

  async perform(step: Step): Promise<void> {
    const { world } = this;
    if (step.do === 'reconnect') {
      world.connect(step.server);
      for (const model of this.models.values()) model.reconnected(step.server);
    } else if (step.do === 'bring') {
      if (world.isConnected(step.server)) world.change(step.server, { lifeCycle: { state: step.state } });
    } else if (!('fault' in step && step.fault?.forSeconds)) {
      await this.attempt(step);
    }
  }

  private async attempt(step: Extract<Step, { stack: string }>): Promise<void> {
    const { world, story } = this;
    const model = this.models.get(step.stack) ?? new StackModel();
    this.models.set(step.stack, model);
    const before = new Set(world.connected);
    const seen = world.exchanges.size;
    const known = new Set((await this.now(() => newestEvents(world, step.stack))).map(keyOf));
    this.slowDown();
    this.gates.expect(step);
    const verdict = await attempt(world, model, step).catch((error) => String(error.message));
    const status = typeof verdict === 'string' ? `refused: ${verdict}` : await world.status(step.stack);
    story.push(`${tell(step)} -> ${status}`);
    const exchanges = [...world.exchanges.values()].slice(seen);
    const failed = exchanges.filter(({ answers }) => answers.some(({ Status }) => Status === 'FAILED'));
    const { may, must } = typeof verdict === 'string' ? NOTHING : verdict;
    const told = (server: string) => failed.some(({ event }) => JSON.stringify(event).includes(server));
    const problems = SERVERS.flatMap((server) => {
      if (before.has(server) && !world.isConnected(server) && !may.has(server))
        return [`WRONGLY DISCONNECTED: ${server}`];
      return must.has(server) && world.isConnected(server) && !told(server) ? [`MISSED: ${server}`] : [];
    });
    if (status === 'STUCK') problems.push('STUCK');
    const now = await this.now(() => newestEvents(world, step.stack));
    const events = now.filter((event) => !known.has(keyOf(event)));
    for (const { kind, what } of this.gates.problems(step, status, events)) problems.push(`${kind}: ${what}`);
    if (problems.length > 0) throw new Error([...problems, 'after:', ...story].join('\n  '));
  }

  private slowDown(): void {
    const { callSeconds } = this.pace;
    const slow = { service: 'mgn', latencyMs: LOOK_SECONDS * 1000 } as const;
    this.world.fault({ ...slow, operation: 'DescribeSourceServers', times: -1 });
    this.world.fault({ ...slow, operation: 'DisconnectFromService', latencyMs: callSeconds * 1000, times: 1 });
  }

  private async settled(name: string): Promise<string> {
    for (let looks = 0; looks < 10_000; looks++) {
      const status = await this.world.status(name);
      if (!status.endsWith('_IN_PROGRESS')) return status;
      await this.world.clock.sleep(looks < 600 ? 50 : 20_000);
    }
    return 'STUCK';
  }

  /** As CloudFormation itself knows it. */
  private async now<T>(task: () => Promise<T>): Promise<T> {
    const { stacks } = this.world;
    stacks.describeLagMs = 0;
    try {
      return await task();
    } finally {
      stacks.describeLagMs = this.pace.lagSeconds * 1000;
    }
  }
}
