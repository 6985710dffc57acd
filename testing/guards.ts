import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LifeCycleState, RemovalGuard, SourceServerConnectionProvider } from '../lib';

/* Removal guards in the shape of an app: data, so that programs with them can be told and made by chance. */

export interface Guards {
  /** The life cycle states in which a server may leave. */
  readonly states?: readonly string[];
  readonly atMost?: number;
  readonly never?: true;
  readonly noJob?: true;
  readonly proven?: true;
  readonly finalizedForHours?: number;
  /** The key and the value of a tag. */
  readonly tag?: readonly [string, string];
}

export function guardsOf({ states, atMost, never, noJob, proven, finalizedForHours, tag }: Guards): RemovalGuard[] {
  return [
    states && RemovalGuard.lifeCycleStates(...states.map(LifeCycleState.of)),
    atMost && RemovalGuard.atMost(atMost),
    never && RemovalGuard.never(),
    noJob && RemovalGuard.noRunningJob(),
    proven && RemovalGuard.launchedInstanceProven(),
    finalizedForHours && RemovalGuard.cutoverFinalizedFor(Duration.hours(finalizedForHours)),
    tag && RemovalGuard.tagged(...tag),
  ].filter((guard) => guard instanceof RemovalGuard);
}

/** Makes the default provider of a stack one with guards. */
export function guard(scope: Construct, guards: Guards): SourceServerConnectionProvider {
  const removalGuards = guardsOf(guards);
  return new SourceServerConnectionProvider(scope, 'SourceServerConnectionProvider', { removalGuards });
}
