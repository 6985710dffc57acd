import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Ground, type Names, patiently } from './ground';
import { type Look, Looker, type StackLook } from './look';
import { COMMANDS, type Operation } from './operations';
import type { Scenario, Step } from './scenarios/scenario';
import { type Templates, tagsOf } from './support';

/* Takes one stack through a scenario, and looks at it all the time. */

export interface Done {
  readonly at: number;
  readonly operation: Operation;
  readonly refused?: string;
  readonly end?: string;
}

/** What a scenario has shown, before the requests are known. */
export interface Run {
  readonly scenario: Scenario;
  readonly rootId: string;
  readonly began: number;
  readonly operations: readonly Done[];
  readonly looks: readonly Look[];
  readonly looker: Looker;
}

/** An operation that CloudFormation was asked for, and what it answered. */
interface Begun {
  at: number;
  /** Never rejected. */
  answered: Promise<void>;
  stackId?: string;
  error?: Error;
}

const BETWEEN_LOOKS = 3_000;
const ANSWERED_WITHIN = 1_000;
/** An operation of seconds that takes longer is stuck. */
const LONGEST = 15 * 60_000;

export class Runner {
  constructor(
    private readonly ground: Ground,
    private readonly names: Names,
    private readonly templates: Templates,
    private readonly isOver: () => boolean,
  ) {}

  async run(scenario: Scenario): Promise<Run> {
    const [first, ...rest] = scenario.steps as [Step, ...Step[]];
    const begun = this.begin(scenario, first);
    const rootId = await this.stackIdOf(scenario, begun);
    const [looker, looks] = [new Looker(this.ground, rootId), [] as Look[]];
    const operations = [await this.ended(begun, first, looker, looks)];
    for (const step of rest) {
      const isGone = operations.at(-1)?.end === 'DELETE_COMPLETE';
      if (this.isOver() || isGone) break;
      operations.push(await this.ended(this.begin(scenario, step), step, looker, looks));
    }
    return { scenario, rootId, began: begun.at, operations, looks, looker };
  }

  /** Does not wait for the answer: it looks at the stack from the beginning. */
  private begin(scenario: Scenario, step: Step): Begun {
    const begun: Begun = { at: this.ground.clock.now(), answered: Promise.resolve() };
    begun.answered = this.perform(scenario, step, begun).then(
      (answer) => {
        begun.stackId = answer.StackId;
      },
      (error: Error) => {
        begun.error = error;
      },
    );
    return begun;
  }

  private async stackIdOf(scenario: Scenario, begun: Begun): Promise<string> {
    const { cloudFormation, clock } = this.ground;
    const describe = () =>
      cloudFormation
        .send(new DescribeStacksCommand({ StackName: this.names.stack(scenario.id) }))
        .catch(() => undefined);
    for (;;) {
      await Promise.race([begun.answered, clock.sleep(ANSWERED_WITHIN)]);
      if (begun.error) throw begun.error;
      const id = begun.stackId ?? (await describe())?.Stacks?.[0]?.StackId;
      if (id) return id;
    }
  }

  private async ended(begun: Begun, step: Step, looker: Looker, looks: Look[]): Promise<Done> {
    const { operation } = step;
    await Promise.race([begun.answered, this.ground.clock.sleep(ANSWERED_WITHIN)]);
    const end = await this.settled(begun, step, looker, looks);
    await begun.answered;
    if (begun.error && begun.error.name !== 'ValidationError') throw begun.error;
    return { at: begun.at, operation, ...(begun.error ? { refused: begun.error.message } : { end }) };
  }

  /** `at` is when AWS accepted the call: throttling may have delayed it. */
  private async perform(scenario: Scenario, { operation, template, options }: Step, begun: Begun) {
    const input = {
      StackName: this.names.stack(scenario.id),
      ...(template && {
        TemplateBody: await this.templates.bodyOf(template),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        Tags: tagsOf(this.names),
      }),
      ...options,
    };
    const Command: new (input: any) => any = COMMANDS[operation];
    return patiently<{ StackId?: string }>(this.ground, () => {
      begun.at = this.ground.clock.now();
      return this.ground.cloudFormation.send(new Command(input)) as Promise<{ StackId?: string }>;
    });
  }

  /** Looks until no operation runs, or until the resource that the next step waits for is in progress. */
  private async settled(begun: Begun, { until, linger = 0 }: Step, looker: Looker, looks: Look[]): Promise<string> {
    const { clock } = this.ground;
    const end = clock.now() + LONGEST;
    const before = looks.at(-1)?.stacks[0]?.told ?? 0;
    let overSince: number | undefined;
    while (!begun.error) {
      const look = await looker.look();
      looks.push(look);
      const [root] = look.stacks as [StackLook];
      const { status } = root;
      const isThere = until !== undefined && root.listed.get(until)?.status === 'CREATE_IN_PROGRESS';
      // an answer may be older than the operation
      const hasBegun = root.told > before || root.unreadable !== undefined;
      if (hasBegun && !status.endsWith('_IN_PROGRESS')) overSince ??= clock.now();
      const isSettled = overSince !== undefined && clock.now() >= overSince + 1_000 * linger;
      if (isThere || isSettled || this.isOver()) return status;
      if (clock.now() > end) throw new Error(`it is still ${status} after ${LONGEST / 60_000} minutes`);
      await clock.sleep(BETWEEN_LOOKS);
    }
    return '';
  }
}
