import type { CloudFormationBehaviour } from '../../src/cloudformation';
import { cloudFormation, custom, fails, failure, hangs, type Provider, success } from './harness';

/* Where AWS is silent: each switch in each of its positions. The first is the default. */

const start = (behaviour: Partial<CloudFormationBehaviour>) => cloudFormation({ behaviour });
const fail = { DisableRollback: 'true' };

/** A physical id made of N; what is called Bad fails. */
const namedByN: Provider = (event) => {
  if (event.LogicalResourceId === 'Bad') return failure(event);
  return success(
    event,
    event.RequestType === 'Delete' ? {} : { PhysicalResourceId: `id-${event.ResourceProperties.N}` },
  );
};

test.each([
  ['new', 3],
  ['same', 1],
] as const)('requestIdOfRetry %s: three Deletes of a clean-up have %d request ids', async (requestIdOfRetry, ids) => {
  const aws = start({ requestIdOfRetry });
  await aws.create('App', { Resources: { A: custom(), B: custom() } });
  aws.answer(fails({ RequestType: 'Delete' }));
  await aws.update('App', { Resources: { A: custom() } });
  const deletes = aws.requests.filter(({ RequestType }) => RequestType === 'Delete');
  expect(deletes).toHaveLength(3);
  expect(new Set(deletes.map(({ RequestId }) => RequestId)).size).toBe(ids);
});

test.each([
  [0, 'CREATE_COMPLETE'],
  [1_000, 'ROLLBACK_COMPLETE'],
])(
  'answersReadAfterMs %d: of a success and a failure after it, the stack is %s',
  async (answersReadAfterMs, status) => {
    const aws = start({ answersReadAfterMs });
    aws.answer(hangs({ RequestType: 'Create' }));
    await aws.create('App', { Resources: { A: custom() } });
    const [creation] = aws.requests as [any];
    aws.respond(creation, success(creation));
    aws.respond(creation, failure(creation));
    for (let second = 0; second < 3; second++) {
      await aws.clock.advance(1_000);
      await aws.settle('App');
    }
    expect((await aws.describe('App')).StackStatus).toBe(status);
  },
);

test.each([
  ['fails', 'DELETE_FAILED'],
  ['succeeds', 'DELETE_COMPLETE'],
] as const)('deleteAnsweredWithOtherId %s: the stack is %s', async (deleteAnsweredWithOtherId, status) => {
  const aws = start({ deleteAnsweredWithOtherId });
  await aws.create('App', { Resources: { A: custom() } });
  aws.answer((event) => success(event, { PhysicalResourceId: 'other' }));
  expect((await aws.delete('App')).StackStatus).toBe(status);
});

test.each([
  ['in the update', 'UPDATE_IN_PROGRESS'],
  ['in its clean-up', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
] as const)('failedCreationsGo %s: in %s', async (failedCreationsGo, status) => {
  const aws = start({ failedCreationsGo });
  aws.answer((event) => failure(event, 'no', { PhysicalResourceId: 'failed' }));
  await aws.create('App', { Resources: { A: custom() } }, fail);
  aws.answer((event) => success(event));
  expect((await aws.update('App', { Resources: { A: custom({ N: 2 }) } }, fail)).StackStatus).toBe('UPDATE_COMPLETE');
  expect(aws.sent()).toContain(`Delete A failed ${status}`);
});

test.each([
  ['by a rollback', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE'],
  ['by a deletion', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'],
] as const)('creationTakenBack %s: RollbackStack is %s, then %s', async (creationTakenBack, during, after) => {
  const aws = start({ creationTakenBack });
  aws.answer(fails({ RequestType: 'Create' }));
  const { StackId } = await aws.create('App', { Resources: { A: custom() } }, fail);
  await aws.call('RollbackStack', { StackName: 'App' });
  expect((await aws.settle(StackId)).StackStatus).toBe(after);
  expect(aws.sent().at(-1)).toBe(`Delete A id-A ${during}`);
});

test.each([
  ['new', '2'],
  ['old', '1'],
] as const)(
  'propertiesOfNewId %s: the Delete of the id that a failed update has made has N = %s',
  async (propertiesOfNewId, N) => {
    const aws = start({ propertiesOfNewId });
    aws.answer(namedByN);
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } });
    const deleted = aws.requests.find(
      ({ RequestType, PhysicalResourceId }) => RequestType === 'Delete' && PhysicalResourceId === 'id-2',
    );
    expect(deleted?.ResourceProperties.N).toBe(N);
  },
);

test.each([
  ['failed', '2'],
  ['last good', '1'],
] as const)(
  'propertiesAfterFailedUpdate %s: the Update after one that failed without rollback has N = %s as the old one, the next what it had itself',
  async (propertiesAfterFailedUpdate, N) => {
    const aws = start({ propertiesAfterFailedUpdate });
    aws.answer(fails({ N: '2' }));
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }) } }, fail);
    await aws.update('App', { Resources: { A: custom({ N: 3 }) } }, fail);
    await aws.update('App', { Resources: { A: custom({ N: 4 }) } });
    expect(aws.requests.slice(-2).map((event) => event.OldResourceProperties?.N)).toEqual([N, '3']);
  },
);

describe.each(['old', 'new'] as const)('idInUpdateBack %s', (idInUpdateBack) => {
  const failAfterReplacing = async (provider: Provider) => {
    const aws = start({ idInUpdateBack });
    aws.answer(provider);
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } });
    return aws.sent().filter((request) => / A /.test(request));
  };

  test('the Update back of a replaced sibling has the id, and a provider that names by properties gets the old one back', async () => {
    const id = idInUpdateBack === 'old' ? 'id-1' : 'id-2';
    expect((await failAfterReplacing(namedByN)).slice(2)).toEqual([
      `Update A ${id} UPDATE_ROLLBACK_IN_PROGRESS`,
      'Delete A id-2 UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });

  test('of a provider that keeps the id it is asked with, the other one is deleted', async () => {
    const keepsWhatItIsAskedWith: Provider = (event) =>
      event.RequestType === 'Update' && event.ResourceProperties.N === '1' ? success(event) : namedByN(event);
    const gone = idInUpdateBack === 'old' ? 'id-2' : 'id-1';
    expect((await failAfterReplacing(keepsWhatItIsAskedWith)).at(-1)).toBe(
      `Delete A ${gone} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`,
    );
  });
});

test.each([
  ['never', ['id-2']],
  ['comes', ['id-1', 'id-2']],
] as const)(
  'deleteOfRegainedId %s: an id that a failed update left and the next took back: Deletes of %j',
  async (deleteOfRegainedId, expected) => {
    const aws = start({ deleteOfRegainedId });
    aws.answer(namedByN);
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }), Bad: custom({}, { DependsOn: 'A' }) } }, fail);
    await aws.update('App', { Resources: { A: custom({ N: 1 }) } }, fail);
    expect(await aws.describe('App')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    const deletes = aws.requests.filter(
      ({ LogicalResourceId, RequestType }) => RequestType === 'Delete' && LogicalResourceId === 'A',
    );
    expect(deletes.map(({ PhysicalResourceId }) => PhysicalResourceId).sort()).toEqual(expected);
  },
);

test.each([
  ['asks once more', 2],
  ['leaves behind', 1],
] as const)('forcedDeletion %s: %d Deletes in all', async (forcedDeletion, deletes) => {
  const aws = start({ forcedDeletion });
  aws.answer(fails({ RequestType: 'Delete' }));
  await aws.create('App', { Resources: { A: custom() } });
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_FAILED');
  expect((await aws.delete('App', { DeletionMode: 'FORCE_DELETE_STACK' })).StackStatus).toBe('DELETE_COMPLETE');
  expect(aws.requests.filter(({ RequestType }) => RequestType === 'Delete')).toHaveLength(deletes);
});

test.each(['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'] as const)(
  'newNestedStackGoesIn %s: that is the status of the root',
  async (newNestedStackGoesIn) => {
    const aws = start({ newNestedStackGoesIn });
    await aws.create('App', { Resources: { A: custom() } });
    aws.answer(fails({ LogicalResourceId: 'Bad' }));
    aws.objects.put('assets', 'child.json', Buffer.from(template({ Inner: custom() })));
    const Child = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'http://127.0.0.1:4566/assets/child.json' },
    };
    const Bad = custom({}, { DependsOn: 'Child' });
    expect((await aws.update('App', { Resources: { A: custom(), Child, Bad } })).StackStatus).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    const deletions = aws.requests.filter(
      ({ RequestType, LogicalResourceId }) => RequestType === 'Delete' && LogicalResourceId === 'Inner',
    );
    expect(deletions.map(({ rootStatus }) => rootStatus)).toEqual([newNestedStackGoesIn]);
  },
);

const template = (Resources: object): string => JSON.stringify({ Resources });
