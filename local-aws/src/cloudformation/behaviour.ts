import { type Behaviour, choicesOf, defaultsOf } from '../kernel/behaviour';

export const GENERIC_CUSTOM_TYPE = 'AWS::CloudFormation::CustomResource';

/**
 * Switches for what AWS does not document about CloudFormation, so that a client can be tested against each
 * possibility. The defaults are what the sources make most likely. They may change while the service runs.
 */
const SWITCHES = {
  /** Throttles each operation to this rate. AWS publishes none, so there is no limit by default. */
  requestsPerSecond: Number.POSITIVE_INFINITY,
  /** How far DescribeStacks and DescribeStackEvents lag behind what CloudFormation does. */
  describeLagMs: 0,
  /** How far ListStackResources lags behind what CloudFormation does. */
  listLagMs: 0,
  /** How ListStackResources and DescribeStackResource show what a clean-up is deleting. */
  listedWhileDeleted: ['DELETE_IN_PROGRESS', 'as before', 'not at all'],
  /**
   * The type in a clean-up's DELETE_* events of a resource declared as Custom::X. AWS's recorded type is the generic
   * one (aws/aws-cdk#23708, #27651).
   */
  customTypeInCleanUp: [GENERIC_CUSTOM_TYPE, 'as declared'],
  /** The type of such a resource in ListStackResources and DescribeStackResource meanwhile. */
  listedTypeInCleanUp: ['as declared', GENERIC_CUSTOM_TYPE],
  /** What DescribeStackEvents does with events that hold control characters, for example from an answer's Reason. */
  controlCharacters: ['fail DescribeStackEvents', 'replace'],
  /**
   * The event times of siblings that take the same step side by side. AWS's recordings have few equal ones: of 676 pairs
   * that follow each other in one stack, 10 have one time (aws-amplify/amplify-backend).
   */
  siblingTimes: ['apart', 'equal'],
  /**
   * When a root's clean-up shows a nested stack that cleans up itself: only at the end (recorded in 2025), or also
   * when it begins (Jets, 2018).
   */
  nestedCleanUpTold: ['at its end', 'at its beginning too'],
  /** From the beginning of a clean-up or deletion to its first event: 1 to 2.1 s are recorded. */
  deletionsBeginAfterMs: 0,
  /** Until a parent learns how an operation of a nested stack has ended: 1.4 to 16 s are recorded. */
  parentLearnsAfterMs: 0,
  /** The id of a request that is sent again: in another try of a clean-up, or by a retry (aws/aws-cdk#35957). */
  requestIdOfRetry: ['new', 'same'],
  /** How long after the first answer to a request it is read. A second answer until then replaces it. */
  answersReadAfterMs: 0,
  /** An answer to a Delete with another physical id. */
  deleteAnsweredWithOtherId: ['succeeds', 'fails'],
  /** A change of only the DeletionPolicy of a resource. */
  deletionPolicyAlone: ['is no update', 'is an update'],
  /** When a retry deletes what could not be created. */
  failedCreationsGo: ['in the update', 'in its clean-up'],
  /** How RollbackStack takes back a creation. */
  creationTakenBack: ['by a rollback', 'by a deletion'],
  /** The properties in the Delete of an id that a failed update has made. */
  propertiesOfNewId: ['new', 'old'],
  /** The old properties in the Update after a failed one that was not rolled back. */
  propertiesAfterFailedUpdate: ['failed', 'last good'],
  /** An answer to an Update with another id, if the stack policy or the missing rollback forbids replacements. */
  replacementByAnswer: ['succeeds', 'fails'],
  /** The physical id in the Update back of a resource whose own Update has given it a new one. */
  idInUpdateBack: ['old', 'new'],
  /** Whether the Delete of an id comes even if the resource has got that id back. */
  deleteOfRegainedId: ['never', 'comes'],
  /** Whether FORCE_DELETE_STACK asks once more before it leaves a resource behind. */
  forcedDeletion: ['asks once more', 'leaves behind'],
  /** When an update in express mode deletes. AWS says only that this might go on after its completion. */
  expressDeletions: ['before completion', 'after completion'],
  /** The root's status while a nested stack is deleted that a failed update added. */
  newNestedStackGoesIn: ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'],
} as const;

export type CloudFormationBehaviour = Behaviour<typeof SWITCHES>;

/** The type of a resource declared as Custom::X: its own, or the generic one. */
export type CustomType = CloudFormationBehaviour['customTypeInCleanUp'];

export const cloudFormationDefaults = defaultsOf(SWITCHES);

export const cloudFormationChoices = choicesOf(SWITCHES);
