import type { Step } from '../../testing/program';
import type { World } from '../../testing/world';
import type { DeployedStack } from '../src/plan/deployed';
import type { Template } from '../src/plan/evaluate';
import { askedGate, gateIn, gateOf, guarded, notesOnGate } from '../src/plan/guards';
import { hostOf } from '../src/plan/host';
import type { Prediction } from '../src/plan/predict';
import type { Row } from '../src/plan/rows';

/* Holds what `plan` says of removal guards against what the gate then answers. */

export interface Templates {
  readonly deployed?: DeployedStack;
  readonly next?: Template;
}

export interface Foretold {
  /** Why a guard fails the step. */
  readonly certain?: string;
  /** What a guard may fail it for. */
  readonly notes: readonly string[];
}

/** What the plan says of guards. */
export function foretold(
  world: World,
  step: Step,
  predictions: readonly Prediction[],
  { deployed, next }: Templates,
): Foretold {
  if (step.do !== 'deploy' && step.do !== 'destroy') return { notes: [] };
  const [before, after] = [gateOf(deployed, {}), gateIn(next)];
  const gate = askedGate(step.do, before, after);
  const leaving = predictions.filter(
    ({ fate, server }) => fate.kind === 'disconnect' && world.isConnected(server ?? ''),
  );
  const rows = guarded(
    leaving.map((one) => rowOf(world, one)),
    gate,
    new Map(),
    step.do,
    world.clock.now(),
  );
  const certain = rows.find(({ verdict }) => verdict === 'kept')?.reason;
  return { certain, notes: step.do === 'deploy' ? notesOnGate(predictions, before, after) : [] };
}

function rowOf(world: World, { server = '', accountId, logicalId, path }: Prediction): Row {
  const host = hostOf(world.server(server) ?? {}, world.clock.now());
  const verdict = 'will-be-disconnected';
  return { server, accountId, logicalId, path, host, verdict, reason: '', disconnects: true, steps: [] };
}
