import { aws, custom, fails, hangs, namedById, start, success, thing } from './harness';

beforeEach(() => start());

test('a creation goes through its statuses and resources in dependency order', async () => {
  await aws.create('App', { Resources: { B: thing({ Of: { Ref: 'A' } }), A: thing() } });
  expect(await aws.events('App')).toEqual([
    'App CREATE_IN_PROGRESS User Initiated',
    'A CREATE_IN_PROGRESS',
    'A CREATE_IN_PROGRESS Resource creation Initiated',
    'A CREATE_COMPLETE',
    'B CREATE_IN_PROGRESS',
    'B CREATE_IN_PROGRESS Resource creation Initiated',
    'B CREATE_COMPLETE',
    'App CREATE_COMPLETE',
  ]);
});

test('independent resources are made at the same time', async () => {
  aws.answer(() => 'hang');
  await aws.create('App', { Resources: { A: custom(), B: custom(), C: custom({}, { DependsOn: 'A' }) } });
  expect(aws.sent()).toEqual(['Create A CREATE_IN_PROGRESS', 'Create B CREATE_IN_PROGRESS']);
});

test('every successful update goes through the clean-up, a pure addition too', async () => {
  await aws.create('App', { Resources: { A: thing() } });
  await aws.update('App', { Resources: { A: thing(), B: thing() } });
  expect(await aws.statuses('App')).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ]);
});

test('a replaced native resource: the new one first, the old one in the clean-up', async () => {
  await aws.create('App', { Resources: { A: thing({ Name: 'one' }) } });
  const from = (await aws.events('App')).length;
  await aws.update('App', { Resources: { A: thing({ Name: 'two' }) } });
  expect(await aws.events('App', from)).toEqual([
    'App UPDATE_IN_PROGRESS User Initiated',
    'A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
    'A UPDATE_IN_PROGRESS Resource creation Initiated',
    'A UPDATE_COMPLETE',
    'App UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'A DELETE_IN_PROGRESS',
    'A DELETE_COMPLETE',
    'App UPDATE_COMPLETE',
  ]);
  expect(aws.native.calls).toEqual(['create A', 'create A', 'delete A one']);
});

test('what was removed is deleted in the clean-up, dependents first', async () => {
  const K = thing();
  await aws.create('App', {
    Resources: { K, A: custom(), B: custom({ Of: { Ref: 'A' } }), C: custom({}, { DependsOn: 'B' }) },
  });
  await aws.update('App', { Resources: { K } });
  expect(aws.sent().slice(3)).toEqual(
    ['C', 'B', 'A'].map((id) => `Delete ${id} id-${id} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`),
  );
});

test('of two that go, the dependent is gone before the other is asked, though what stands between them is kept (aws-cdk#9840)', async () => {
  aws.answer(hangs({ RequestType: 'Delete' }));
  await aws.create('App', {
    Resources: { A: custom({ Of: { Ref: 'Kept' } }), Kept: thing({ Of: { Ref: 'B' } }), B: custom() },
  });
  await aws.update('App', { Resources: { Kept: thing({ Of: 'nothing' }) } });
  expect(aws.sent().slice(2)).toEqual(['Delete A id-A UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']);
  aws.respond(aws.requests[2] as any, success(aws.requests[2] as any));
  await aws.settle('App');
  expect(aws.sent().slice(3)).toEqual(['Delete B id-B UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']);
});

test('a renamed resource: the new one is made before the old one gets its Delete, though both have one id', async () => {
  await aws.create('App', { Resources: { Old: custom({ Id: 'same' }) } });
  await aws.update('App', { Resources: { New: custom({ Id: 'same' }) } });
  expect(aws.sent().slice(1)).toEqual([
    'Create New UPDATE_IN_PROGRESS',
    'Delete Old same UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  ]);
});

test('a Delete that fails in the clean-up is tried three times with new requests, then the resource is dropped', async () => {
  aws.answer(fails({ RequestType: 'Delete' }));
  await aws.create('App', { Resources: { A: custom(), K: thing() } });
  const stack = await aws.update('App', { Resources: { K: thing() } });
  expect(stack).toMatchObject({
    StackStatus: 'UPDATE_COMPLETE',
    StackStatusReason: 'Update successful. One or more resources could not be deleted.',
  });
  expect(new Set(aws.requests.slice(1).map(({ RequestId }) => RequestId)).size).toBe(3);
  const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName: 'App' });
  expect(StackResourceSummaries.map((summary: any) => summary.LogicalResourceId)).toEqual(['K']);
});

test('an attribute that an update changes is a change of each resource that reads it', async () => {
  aws.answer((event) => success(event, { Data: { V: event.ResourceProperties.V } }));
  const template = (V: number) => ({
    Resources: { A: custom({ V }), B: custom({ From: { 'Fn::GetAtt': 'A.V' } }), C: custom({ Id: { Ref: 'A' } }) },
  });
  await aws.create('App', template(1));
  await aws.update('App', template(2));
  expect(aws.sent().slice(3)).toEqual(['Update A id-A UPDATE_IN_PROGRESS', 'Update B id-B UPDATE_IN_PROGRESS']);
});

describe('no update', () => {
  const none = { code: 'ValidationError', message: 'No updates are to be performed.' };
  test.each([
    ['the same template', {}],
    ['another policy', { DeletionPolicy: 'Retain' }],
    ['another DependsOn', { DependsOn: 'K' }],
  ])('is to be performed for %s', async (_, more) => {
    await aws.create('App', { Resources: { A: custom(), K: thing() } });
    await expect(aws.update('App', { Resources: { A: custom({}, more), K: thing() } })).rejects.toMatchObject(none);
  });

  test('but a new output is one', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    const stack = await aws.update('App', { Resources: { A: custom() }, Outputs: { Id: { Value: { Ref: 'A' } } } });
    expect(stack).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Outputs: [{ OutputValue: 'id-A' }] });
  });
});

test('a resource type that the local AWS does not have fails the creation, and is named', async () => {
  const stack = await aws.create('App', { Resources: { A: { Type: 'AWS::EC2::VPC' } } });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await aws.events('App')).toContain(
    'A CREATE_FAILED Resource type AWS::EC2::VPC is not supported by the local AWS',
  );
});

test('a resource keeps its type', async () => {
  await aws.create('App', { Resources: { A: custom() } });
  await expect(aws.update('App', { Resources: { A: thing() } })).rejects.toMatchObject({
    message:
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]',
  });
});

describe('policies', () => {
  const K = thing();
  const retained = { DeletionPolicy: 'Retain' };

  test.each(['Retain', 'RetainExceptOnCreate'])(
    '%s: no Delete when the resource is removed, nor when the stack is deleted',
    async (DeletionPolicy) => {
      await aws.create('App', {
        Resources: { A: custom({}, { DeletionPolicy }), B: custom({}, { DeletionPolicy }), K },
      });
      await aws.update('App', { Resources: { B: custom({}, { DeletionPolicy }), K } });
      expect(await aws.events('App')).toContain('A DELETE_SKIPPED');
      const { StackId } = await aws.delete('App');
      expect(await aws.events(StackId)).toContain('B DELETE_SKIPPED');
      expect(aws.sent().filter((line) => line.startsWith('Delete'))).toEqual([]);
    },
  );

  test('a policy that comes with the removal of its resource comes too late', async () => {
    await aws.create('App', { Resources: { A: custom(), K } });
    await aws.update('App', {
      Conditions: { No: { 'Fn::Equals': [1, 2] } },
      Resources: { A: custom({}, { ...retained, Condition: 'No' }), K },
    });
    expect(aws.sent()[1]).toBe('Delete A id-A UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  });

  test('a policy alone, brought by an update of something else, holds from then on', async () => {
    await aws.create('App', { Resources: { A: custom(), K } });
    await aws.update('App', { Resources: { A: custom({}, retained), K: thing({ V: 2 }) } });
    await aws.delete('App');
    expect(aws.sent()).toEqual(['Create A CREATE_IN_PROGRESS']);
  });

  test('UpdateReplacePolicy Retain keeps the replaced id, and only that', async () => {
    aws.answer(namedById);
    const resources = (Id: string) => ({ Resources: { A: custom({ Id }, { UpdateReplacePolicy: 'Retain' }) } });
    await aws.create('App', resources('one'));
    await aws.update('App', resources('two'));
    expect(await aws.events('App')).toContain('A DELETE_SKIPPED');
    await aws.delete('App');
    expect(aws.sent().slice(2)).toEqual(['Delete A two DELETE_IN_PROGRESS']);
  });

  test('DeletionPolicy Retain does not keep a replaced id', async () => {
    aws.answer(namedById);
    await aws.create('App', { Resources: { A: custom({ Id: 'one' }, retained) } });
    await aws.update('App', { Resources: { A: custom({ Id: 'two' }, retained) } });
    expect(aws.sent()[2]).toBe('Delete A one UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  });
});
