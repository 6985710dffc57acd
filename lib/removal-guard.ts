import { type Duration, Token } from 'aws-cdk-lib';
import type { GuardProperties } from './private/contract';
import { isDuration, isKnown, matches, shown } from './private/validation';

const STATE = /^[A-Z]+(_[A-Z]+)*$/;

/**
 * A life cycle state of a source server.
 *
 * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_LifeCycle.html
 */
export class LifeCycleState {
  /** Replication was stopped. */
  public static readonly STOPPED = new LifeCycleState('STOPPED');

  /** The initial sync is running, or stalled. */
  public static readonly NOT_READY = new LifeCycleState('NOT_READY');

  /** A test instance can be launched. */
  public static readonly READY_FOR_TEST = new LifeCycleState('READY_FOR_TEST');

  /** A test instance was launched, and the test is not marked as done. */
  public static readonly TESTING = new LifeCycleState('TESTING');

  /** The test was marked as done. */
  public static readonly READY_FOR_CUTOVER = new LifeCycleState('READY_FOR_CUTOVER');

  /** A cutover instance was launched, and the cutover is not finalized. */
  public static readonly CUTTING_OVER = new LifeCycleState('CUTTING_OVER');

  /** The cutover was finalized. */
  public static readonly CUTOVER = new LifeCycleState('CUTOVER');

  /** The server was disconnected from the service. */
  public static readonly DISCONNECTED = new LifeCycleState('DISCONNECTED');

  /** The server was discovered in a vCenter, and does not replicate. */
  public static readonly DISCOVERED = new LifeCycleState('DISCOVERED');

  /** The server was imported, and has no agent yet. */
  public static readonly PENDING_INSTALLATION = new LifeCycleState('PENDING_INSTALLATION');

  /**
   * A state that MGN has added and that this version of the library does not know.
   *
   * Throws when the name has other characters than capital letters and underscores. A name that is not a state of MGN
   * is accepted, and no server is ever in it.
   *
   * @param name the state, as MGN's API calls it.
   */
  public static of(name: string): LifeCycleState {
    if (!matches(STATE, name)) {
      throw new Error(
        `'name' must be a life cycle state as MGN's API calls it, in capital letters, got ${shown(name)}; use a member of LifeCycleState if there is one`,
      );
    }
    return new LifeCycleState(name);
  }

  private constructor(
    /** The state, as MGN's API calls it. */
    public readonly name: string,
  ) {}
}

/** The states that this version knows, by name. */
export const LIFE_CYCLE_STATES: ReadonlySet<string> = new Set(Object.keys(LifeCycleState));

/**
 * A condition that must be met before a source server may leave its stack. If it is not met, the deployment that
 * removes the server fails and is rolled back before anything is disconnected. The deletion of the stack fails in the
 * same way, and every connection stays as it is.
 *
 * @example
 *
 * import { Duration } from 'aws-cdk-lib';
 * import { LifeCycleState, RemovalGuard, SourceServerConnectionProvider } from 'cdk-mgn-disconnect';
 *
 * SourceServerConnectionProvider.getOrCreate(this, {
 *   removalGuards: [
 *     RemovalGuard.lifeCycleStates(LifeCycleState.CUTOVER),
 *     RemovalGuard.cutoverFinalizedFor(Duration.hours(48)),
 *   ],
 * });
 */
export abstract class RemovalGuard {
  /**
   * The server is in one of these life cycle states.
   *
   * Throws when no state is given, or when an element is not a LifeCycleState.
   *
   * @param states the states in which a server may leave.
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_LifeCycle.html
   */
  public static lifeCycleStates(...states: LifeCycleState[]): RemovalGuard {
    if (states.length === 0) {
      throw new Error("'states' must name a life cycle state, got none; name those in which a server may leave");
    }
    return new Guard({ Kind: 'LifeCycleStates', States: [...new Set(states.map(nameOf))].sort() });
  }

  /**
   * The cutover of the server was finalized at least this long ago, and was not reverted since. Its agent was not
   * installed again, and no other cutover has begun.
   *
   * Throws when the duration is not greater than zero.
   *
   * @param duration how long ago the cutover must have been finalized. Parts of a second are rounded up.
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_FinalizeCutover.html
   */
  public static cutoverFinalizedFor(duration: Duration): RemovalGuard {
    if (!isDuration(duration)) {
      throw new Error(`'duration' must be a Duration, got ${shown(duration)}; write Duration.hours(48), for example`);
    }
    const seconds = duration.isUnresolved() ? duration.toSeconds() : Math.ceil(duration.toMilliseconds() / 1000);
    if (!duration.isUnresolved() && seconds <= 0) {
      throw new Error(
        `'duration' must be greater than zero, got ${duration.toHumanString()}; for a cutover that is finalized at all, use lifeCycleStates(LifeCycleState.CUTOVER)`,
      );
    }
    return new Guard({ Kind: 'CutoverFinalizedFor', Seconds: seconds });
  }

  /**
   * The instance last launched from the server has booted (`firstBoot` is `SUCCEEDED`), and each check of it that MGN
   * reports has passed.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_LaunchedInstance.html
   */
  public static launchedInstanceProven(): RemovalGuard {
    return new Guard({ Kind: 'LaunchedInstanceProven' });
  }

  /**
   * No test, cutover, diagnostic or termination job of MGN is pending or running on the server. The function that asks
   * the guards has the permission `mgn:DescribeJobs`, whichever guards are declared.
   *
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_DescribeJobs.html
   */
  public static noRunningJob(): RemovalGuard {
    return new Guard({ Kind: 'NoRunningJob' });
  }

  /**
   * The source server has this tag in MGN. People set it as an approval, with `aws mgn tag-resource` or in the MGN
   * console. Upper and lower case and blanks must be the same.
   *
   * Everybody who may call `mgn:TagResource` on the server can approve. The function has no such permission.
   *
   * Throws when the key is empty, begins with `aws:`, which AWS reserves, or when the key or the value has more than
   * 256 characters.
   *
   * @param key the key of the tag, from 1 to 256 characters.
   * @param value the value of the tag, up to 256 characters. It may be empty.
   * @see https://docs.aws.amazon.com/mgn/latest/APIReference/API_TagResource.html
   */
  public static tagged(key: string, value: string): RemovalGuard {
    const problem = problemOfTag(key, value);
    if (problem) throw new Error(problem);
    return new Guard({ Kind: 'Tagged', Key: key, Value: value });
  }

  /**
   * At most this many servers of the provider leave in one deployment. The deletion of a stack counts as a deployment.
   *
   * Throws when the number is not a whole number from 1.
   *
   * @param servers the largest number of servers that leave together.
   */
  public static atMost(servers: number): RemovalGuard {
    if (!Token.isUnresolved(servers) && !(Number.isInteger(servers) && servers >= 1)) {
      throw new Error(
        `'servers' must be a whole number from 1, got ${shown(servers)}; to let no server leave, use never()`,
      );
    }
    return new Guard({ Kind: 'AtMost', Servers: servers });
  }

  /** No server may leave while the provider has this guard. So the stack cannot be deleted either. */
  public static never(): RemovalGuard {
    return new Guard({ Kind: 'Never' });
  }

  /** @internal */
  public abstract _properties(): GuardProperties;
}

/** Whether a value is a removal guard, of any copy of this library. */
export function isGuard(value: unknown): value is RemovalGuard {
  return typeof (value as Partial<RemovalGuard> | undefined)?._properties === 'function';
}

/**
 * JavaScript may pass the name of a known state. A misspelt name would never be met, and the server could never leave.
 */
function nameOf(state: LifeCycleState | string): string {
  const name = typeof state === 'string' ? state : state?.name;
  if (typeof state === 'string' ? LIFE_CYCLE_STATES.has(name) : matches(STATE, name)) return name;
  throw new Error(
    `'states' must be members of LifeCycleState, got ${shown(state)}; for a state that MGN has added, use LifeCycleState.of(...)`,
  );
}

/** What MGN allows of a tag: docs.aws.amazon.com/mgn/latest/APIReference/API_TagResource.html */
const LONGEST_TAG = 256;

/** The problem of a tag that MGN cannot have, or that people cannot set. */
function problemOfTag(key: unknown, value: unknown): string | undefined {
  if (typeof key !== 'string' || key === '' || (isKnown(key) && key.length > LONGEST_TAG)) {
    return `'key' must be the key of a tag, from 1 to ${LONGEST_TAG} characters, got ${shown(key)}; name the tag that approves the removal`;
  }
  if (/^aws:/i.test(key)) {
    return `'key' must not begin with "aws:", which AWS reserves, got ${shown(key)}; name a tag that people can set`;
  }
  if (typeof value !== 'string' || (isKnown(value) && value.length > LONGEST_TAG)) {
    return `'value' must be the value of a tag, a text of up to ${LONGEST_TAG} characters, got ${shown(value)}; give the value that approves the removal`;
  }
  return undefined;
}

class Guard extends RemovalGuard {
  constructor(private readonly properties: GuardProperties) {
    super();
  }

  public _properties(): GuardProperties {
    return this.properties;
  }
}
