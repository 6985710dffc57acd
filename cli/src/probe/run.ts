import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { type Ground, type Names, patiently } from './ground';
import { type Look, Looker, type StackLook } from './look';
import type { Operation, Scenario, Step } from './scenarios';
import { type Templates, tagsOf } from './support';

/* Takes one stack through a scenario, and looks at it all the while. */

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

const COMMANDS: Readonly<Record<Operation, new (input: any) => any>> = {
  CreateStack: CreateStackCommand,
  UpdateStack: UpdateStackCommand,
  DeleteStack: DeleteStackCommand,
  RollbackStack: RollbackStackCommand,
  ContinueUpdateRollback: ContinueUpdateRollbackCommand,
  CancelUpdateStack: CancelUpdateStackCommand,
};

const BETWEEN_LOOKS = 3_000;
/** An operation of seconds that takes longer has got stuck. */
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
    const { at, answer } = await this.perform(scenario, first);
    const { StackId = '' } = answer as { StackId?: string };
    const looker = new Looker(this.ground, StackId);
    const looks: Look[] = [];
    const operations: Done[] = [{ at, operation: first.operation, end: await this.settled(looker, looks, first) }];
    for (const step of rest) {
      const isGone = operations.at(-1)?.end === 'DELETE_COMPLETE';
      if (this.isOver() || isGone) break;
      operations.push(await this.next(scenario, step, looker, looks));
    }
    return { scenario, rootId: StackId, began: at, operations, looks, looker };
  }

  private async next(scenario: Scenario, step: Step, looker: Looker, looks: Look[]): Promise<Done> {
    const { operation } = step;
    const performed = await this.perform(scenario, step).catch((error: Error) => error);
    if (!(performed instanceof Error))
      return { at: performed.at, operation, end: await this.settled(looker, looks, step) };
    if (performed.name !== 'ValidationError') throw performed;
    return { at: this.ground.clock.now(), operation, refused: performed.message };
  }

  /** `at` is when AWS was asked with success: throttling may have put that off. */
  private async perform(scenario: Scenario, { operation, template, options }: Step) {
    const input = {
      StackName: this.names.stack(scenario.id),
      ...(template && {
        TemplateBody: await this.templates.bodyOf(template),
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        Tags: tagsOf(this.names),
      }),
      ...options,
    };
    const Command = COMMANDS[operation];
    let at = 0;
    const answer: unknown = await patiently(this.ground, () => {
      at = this.ground.clock.now();
      return this.ground.cloudFormation.send(new Command(input));
    });
    return { at, answer };
  }

  /** Looks until no operation runs, or until the resource that the next step waits for is under way. */
  private async settled(looker: Looker, looks: Look[], { until, linger = 0 }: Step): Promise<string> {
    const { clock } = this.ground;
    const end = clock.now() + LONGEST;
    const before = looks.at(-1)?.stacks[0]?.told ?? 0;
    let overSince: number | undefined;
    for (;;) {
      const look = await looker.look();
      looks.push(look);
      const [root] = look.stacks as [StackLook];
      const { status } = root;
      const isThere = until !== undefined && root.listed.get(until)?.status === 'CREATE_IN_PROGRESS';
      // an answer may be of the time before the operation began
      const hasBegun = root.told > before || root.unreadable !== undefined;
      if (hasBegun && !status.endsWith('_IN_PROGRESS')) overSince ??= clock.now();
      const isSettled = overSince !== undefined && clock.now() >= overSince + 1_000 * linger;
      if (isThere || isSettled || this.isOver()) return status;
      if (clock.now() > end) throw new Error(`it is still ${status} after ${LONGEST / 60_000} minutes`);
      await clock.sleep(BETWEEN_LOOKS);
    }
  }
}
