import { DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { sideBySide } from '../model/lists';
import { type Ground, type Names, patiently } from './ground';
import { recordingOf } from './record';
import type { ProbeRecording } from './recording';
import { settledRequests } from './requests';
import { type Run, Runner } from './run';
import type { Scenario } from './scenarios/scenario';
import { createSupport, placeholdersOf, Templates } from './support';

/* One run: it makes what the scenarios share, runs them side by side, and reads the requests at the end. */

export interface Probed {
  readonly recordings: readonly ProbeRecording[];
  /** Why a scenario did not come to its end, by its id. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface ProbeOptions {
  readonly scenarios: readonly Scenario[];
  readonly sideBySide: number;
  /** Hears what has ended. */
  readonly onProgress: (done: number, all: number, about: string) => void;
  /** Says that nothing new may begin. */
  readonly isOver: () => boolean;
}

export async function probe(ground: Ground, names: Names, options: ProbeOptions): Promise<Probed> {
  const { scenarios, sideBySide: most, onProgress, isOver } = options;
  const known = placeholdersOf(names, ground, await support(ground, names));
  const runner = new Runner(ground, names, new Templates(ground, names, known), isOver);
  const failed = new Map<string, string>();
  const runs = new Map<string, Run>();
  let done = 0;
  await sideBySide(scenarios, most, async (scenario) => {
    if (isOver()) return;
    try {
      runs.set(scenario.id, await runner.run(scenario));
    } catch (error) {
      failed.set(scenario.id, (error as Error).message);
    }
    onProgress(++done, scenarios.length, scenario.about);
  });
  if (isOver()) return { recordings: [], failed };
  const requests = await settledRequests(ground, names.logGroup);
  const ended = scenarios.flatMap(({ id }) => runs.get(id) ?? []);
  return { recordings: ended.map((run) => recordingOf(ground, names, run, requests)), failed };
}

const LONGEST = 5 * 60_000;

/** Makes what all scenarios share. Returns the name of the role. */
async function support(ground: Ground, names: Names): Promise<string> {
  const { cloudFormation, clock } = ground;
  const StackName = names.support;
  const describe = () => cloudFormation.send(new DescribeStacksCommand({ StackName }));
  await createSupport(ground, names);
  const end = clock.now() + LONGEST;
  for (let status = ''; status !== 'CREATE_COMPLETE'; await clock.sleep(2_000)) {
    status = (await patiently(ground, describe)).Stacks?.[0]?.StackStatus ?? '';
    const isOnItsWay = /^CREATE_(IN_PROGRESS|COMPLETE)$/.test(status) && clock.now() < end;
    if (!isOnItsWay) throw new Error(`the stack ${StackName} is ${status}: its events say why`);
  }
  const command = new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Role' });
  const { StackResourceDetail } = await patiently(ground, () => cloudFormation.send(command));
  return StackResourceDetail?.PhysicalResourceId ?? '';
}
