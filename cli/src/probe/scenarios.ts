import { failing, grant, nested, ownFunction, type ProbeTemplate, probeOf, probeResource } from './templates';

/* The scenarios of the probe. Each is one stack, which is created, changed and deleted. */

export type Operation =
  | 'CreateStack'
  | 'UpdateStack'
  | 'DeleteStack'
  | 'RollbackStack'
  | 'ContinueUpdateRollback'
  | 'CancelUpdateStack';

export interface Step {
  readonly operation: Operation;
  readonly template?: ProbeTemplate;
  /** More of the request. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The next step comes when this resource has its request, not when the stack has settled. */
  readonly until?: string;
  /** For how many seconds to look after it has settled: something may go on. */
  readonly linger?: number;
}

export interface Scenario {
  readonly id: string;
  readonly about: string;
  readonly steps: readonly Step[];
}

type Options = Step['options'];

const create = (template: ProbeTemplate, options?: Options): Step => ({ operation: 'CreateStack', template, options });
const update = (template: ProbeTemplate, options?: Options): Step => ({ operation: 'UpdateStack', template, options });
const remove: Step = { operation: 'DeleteStack' };
const force: Step = { operation: 'DeleteStack', options: { DeletionMode: 'FORCE_DELETE_STACK' } };
const withoutRollback = { DisableRollback: true };
const express = { DeploymentConfig: { Mode: 'EXPRESS' } };

const [A, B, Bad] = [probeResource(), probeResource(), failing('A')];

const removals: readonly Scenario[] = [
  {
    id: 'removal',
    about: 'an update removes a resource, then the stack is deleted',
    steps: [create({ A: probeResource({ N: 1 }), B }), update({ A: probeResource({ N: 1 }) }), remove],
  },
  {
    id: 'replacement',
    about: 'the answer to an Update brings another id',
    steps: [
      create({ A: probeResource({ N: 1, Id: 'one' }) }),
      update({ A: probeResource({ N: 2, Id: 'two' }) }),
      remove,
    ],
  },
  {
    id: 'rename',
    about: 'an update gives a resource another logical id',
    steps: [
      create({ A, Old: probeResource({ Id: 'same' }) }),
      update({ A, New: probeResource({ Id: 'same' }) }),
      remove,
    ],
  },
  {
    id: 'last-resource',
    about: 'the last resource of a function goes, and its function with it',
    steps: [create({ A, Function: ownFunction, B: probeOf('Function') }), update({ A }), remove],
  },
  {
    id: 'grants',
    about: 'permissions go in the same update as the resource that needs them, and others come',
    steps: [
      create({ A, Grant: grant('one'), B: probeResource({}, { DependsOn: 'Grant' }) }),
      update({ A, Next: grant('two') }),
      remove,
    ],
  },
  {
    id: 'retained',
    about: 'a policy retains a resource; another update changes nothing but a policy',
    steps: [
      create({ A, B, Kept: probeResource({}, { DeletionPolicy: 'Retain' }) }),
      update({
        A,
        B: probeResource({}, { DeletionPolicy: 'Retain' }),
        Kept: probeResource({}, { DeletionPolicy: 'Retain' }),
      }),
      update({ A }),
      remove,
    ],
  },
  {
    id: 'failed-clean-up',
    about: 'what an update removes refuses to be deleted',
    steps: [create({ A, B: probeResource({ Fail: 'Delete', Wait: 2 }) }), update({ A }), remove],
  },
  {
    id: 'refused-deletion',
    about: 'the deletion of a stack is refused, repeated, and forced',
    steps: [create({ A: probeResource({ Fail: 'Delete' }) }), remove, remove, force],
  },
  {
    id: 'other-id',
    about: 'the answer to a Delete brings another id',
    steps: [create({ A: probeResource({ OtherId: 'other' }) }), remove],
  },
  {
    id: 'express',
    about: 'an update in express mode removes a resource, another one fails',
    steps: [create({ A, B }), { ...update({ A }, express), linger: 15 }, update({ A, Bad }, express), remove],
  },
];

const failures: readonly Scenario[] = [
  {
    id: 'failed-creation',
    about: 'a creation fails and is rolled back',
    steps: [create({ A, Bad }), remove],
  },
  {
    id: 'on-failure-delete',
    about: 'a creation fails, with OnFailure=DELETE',
    steps: [create({ A, Bad }, { OnFailure: 'DELETE' })],
  },
  {
    id: 'rollback-of-creation-failed',
    about: 'the rollback of a creation fails, and the stack is deleted',
    steps: [create({ A: probeResource({ Fail: 'Delete' }), Bad }), remove, force],
  },
  {
    id: 'failed-update',
    about: 'an update adds, changes, replaces, renames and removes, fails and is rolled back',
    steps: [
      create({
        A: probeResource({ N: 1, Id: 'one' }),
        Changed: probeResource({ N: 1 }),
        Gone: B,
        Old: probeResource({ Id: 'same' }),
      }),
      update({
        A: probeResource({ N: 2, Id: 'two' }),
        Changed: probeResource({ N: 2 }),
        New: probeResource(),
        Renamed: probeResource({ Id: 'same' }),
        Bad: failing('A', 'Changed', 'New', 'Renamed'),
      }),
      remove,
    ],
  },
  {
    id: 'rollback-failed',
    about: 'the rollback of an update fails, and is continued with a skip',
    steps: [
      create({ A: probeResource({ N: 1, Fail: 'Update' }) }),
      update({ A: probeResource({ N: 2 }), New: probeResource(), Bad: failing('A', 'New') }),
      { operation: 'ContinueUpdateRollback', options: { ResourcesToSkip: ['A'] } },
      remove,
    ],
  },
  {
    id: 'cancelled',
    about: 'an update is cancelled while a resource is still being created',
    steps: [
      create({ A: probeResource({ N: 1 }) }),
      {
        ...update({
          A: probeResource({ N: 2 }),
          New: probeResource(),
          Slow: probeResource({ Wait: 45 }, { DependsOn: ['A', 'New'] }),
        }),
        until: 'Slow',
      },
      { operation: 'CancelUpdateStack' },
      remove,
    ],
  },
  {
    id: 'control-character',
    about: 'the reason of a failure has a control character',
    steps: [create({ A: probeResource({ Fail: 'Create', Control: true }) }), remove],
  },
  {
    id: 'two-answers',
    about: 'a request is answered by a success, then by a failure',
    steps: [create({ A: probeResource({ Twice: 'Create' }) }), remove],
  },
];

const withoutRollbacks: readonly Scenario[] = [
  {
    id: 'failed-without-rollback',
    about: 'an update fails without rollback, and the next ones go on from there',
    steps: [
      create({ A: probeResource({ N: 1 }) }),
      update({ A: probeResource({ N: 2, Fail: 'Update' }), New: probeResource() }, withoutRollback),
      update({ A: probeResource({ N: 3 }) }, withoutRollback),
      remove,
    ],
  },
  {
    id: 'taken-back',
    about: 'an update fails without rollback, and RollbackStack takes it back',
    steps: [
      create({ A }),
      update({ A, New: probeResource(), Bad: failing('New') }, withoutRollback),
      { operation: 'RollbackStack' },
      remove,
    ],
  },
  {
    id: 'failed-then-deleted',
    about: 'an update fails without rollback, and the stack is deleted',
    steps: [create({ A }), update({ A, New: probeResource(), Bad: failing('New') }, withoutRollback), remove],
  },
  {
    id: 'creation-retried',
    about: 'a creation fails without rollback, and an update goes on from there',
    steps: [
      create({ A: probeResource({ Fail: 'Create', Id: 'failed' }) }, withoutRollback),
      update({ A: probeResource({ N: 2 }) }, withoutRollback),
      remove,
    ],
  },
  {
    id: 'creation-taken-back',
    about: 'a creation fails without rollback, and RollbackStack takes it back',
    steps: [create({ A, Bad }, withoutRollback), { operation: 'RollbackStack' }, remove],
  },
  {
    id: 'regained-id',
    about: 'a failed update leaves an id, and the next one takes it back',
    steps: [
      create({ A: probeResource({ N: 1, Id: 'one' }) }),
      update({ A: probeResource({ N: 2, Id: 'two' }), Bad }, withoutRollback),
      update({ A: probeResource({ N: 1, Id: 'one' }) }, withoutRollback),
      remove,
    ],
  },
  {
    id: 'replacement-without-rollback',
    about: 'an update without rollback replaces by an answer',
    steps: [
      create({ A: probeResource({ Id: 'one' }) }),
      update({ A: probeResource({ Id: 'two' }) }, withoutRollback),
      remove,
    ],
  },
];

const nestedStacks: readonly Scenario[] = [
  {
    id: 'nested-removed',
    about: 'an update removes a nested stack',
    steps: [create({ A, Child: nested({ Inner: probeResource() }) }), update({ A }), remove],
  },
  {
    id: 'nested-resource-removed',
    about: 'an update removes a resource in a nested stack, then the root is deleted',
    steps: [
      create({ Child: nested({ Inner: probeResource(), Other: probeResource() }) }),
      update({ Child: nested({ Other: probeResource() }) }),
      remove,
    ],
  },
  {
    id: 'nested-moved',
    about: 'a resource moves from one nested stack to another',
    steps: [
      create({ One: nested({ First: A, Moved: probeResource({ Id: 'same' }) }), Two: nested({ Second: A }) }),
      update({ One: nested({ First: A }), Two: nested({ Second: A, Moved: probeResource({ Id: 'same' }) }) }),
      remove,
    ],
  },
  {
    id: 'nested-creation-failed',
    about: 'a creation with a nested stack fails and is rolled back',
    steps: [create({ Child: nested({ Inner: probeResource() }), Bad: failing('Child') }), remove],
  },
  {
    id: 'nested-new-failed',
    about: 'an update that adds a nested stack fails and is rolled back',
    steps: [create({ A }), update({ A, Child: nested({ Inner: probeResource() }), Bad: failing('Child') }), remove],
  },
  {
    id: 'nested-update-failed',
    about: 'an update fails inside a nested stack and is rolled back',
    steps: [
      create({ Child: nested({ Inner: probeResource() }) }),
      update({ Child: nested({ Inner: probeResource(), New: probeResource(), Bad: failing('New') }) }),
      remove,
    ],
  },
];

export const SCENARIOS: readonly Scenario[] = [...removals, ...failures, ...withoutRollbacks, ...nestedStacks];
