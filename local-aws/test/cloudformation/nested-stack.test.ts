import { aws, custom, start, thing } from './harness';
import { child, deletes, K, nested } from './nested';

beforeEach(() => start());

test('a nested stack has a name after its parent, its parent and root, parameters and outputs', async () => {
  const template = {
    Parameters: { Size: { Type: 'Number' } },
    Resources: { A: custom({ Size: { Ref: 'Size' } }) },
    Outputs: { Id: { Value: { Ref: 'A' } } },
  };
  const root = await aws.create('App', {
    Resources: {
      Child: nested(aws, template, { Parameters: { Size: 3 } }),
      B: thing({ V: { 'Fn::GetAtt': ['Child', 'Outputs.Id'] } }),
    },
    Outputs: { Id: { Value: { 'Fn::GetAtt': 'Child.Outputs.Id' } } },
  });
  expect(root).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputValue: 'id-A' }] });
  expect(root).not.toHaveProperty('RootId');
  expect(await child(aws, 'App')).toMatchObject({
    StackName: expect.stringMatching(/^App-Child-[A-Z0-9]{12}$/),
    ParentId: root.StackId,
    RootId: root.StackId,
    StackStatus: 'CREATE_COMPLETE',
  });
  expect(aws.requests[0]?.ResourceProperties.Size).toBe('3');
});

test("the parent's events tell the child's ARN as soon as there is one", async () => {
  aws.answer(() => 'hang');
  await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom() } }) } });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(StackEvents[0]).toMatchObject({
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: 'CREATE_IN_PROGRESS',
    PhysicalResourceId: (await child(aws, 'App')).StackId,
  });
});

test('stacks nest deeper, with one root', async () => {
  const deep = nested(aws, { Resources: { A: custom() } });
  const root = await aws.create('App', { Resources: { Child: nested(aws, { Resources: { Deep: deep } }) } });
  const middle = await child(aws, 'App');
  expect(await child(aws, middle.StackId, 'Deep')).toMatchObject({ ParentId: middle.StackId, RootId: root.StackId });
});

test('a template by a virtual-hosted URL is found too', async () => {
  aws.objects.put('assets', 'a/b.json', Buffer.from(JSON.stringify({ Resources: { A: K } })));
  const Child = {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: 'https://assets.s3.us-east-1.amazonaws.com/a/b.json' },
  };
  expect((await aws.create('App', { Resources: { Child } })).StackStatus).toBe('CREATE_COMPLETE');
});

describe("the statuses that a Delete inside a nested stack finds, its own and the root's", () => {
  test('the root is deleted', async () => {
    await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom() } }) } });
    await aws.delete('App');
    expect(deletes(aws)).toEqual([['A', 'DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS']]);
  });

  test('the nested stack is removed from the root', async () => {
    await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom() } }), K } });
    await aws.update('App', { Resources: { K } });
    expect(deletes(aws)).toEqual([['A', 'DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']]);
  });

  test("the root's creation is rolled back", async () => {
    await aws.create('App', {
      Resources: {
        Child: nested(aws, { Resources: { A: custom() } }),
        Bad: thing({ Fail: 'create' }, { DependsOn: 'Child' }),
      },
    });
    expect(deletes(aws)).toEqual([['A', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']]);
  });

  test('the nested stack is new in an update of the root that fails', async () => {
    await aws.create('App', { Resources: { K } });
    await aws.update('App', {
      Resources: {
        K,
        Child: nested(aws, { Resources: { A: custom() } }),
        Bad: thing({ Fail: 'create' }, { DependsOn: 'Child' }),
      },
    });
    expect(deletes(aws)).toEqual([['A', 'DELETE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS']]);
  });

  test('a resource is removed inside the nested stack', async () => {
    await aws.create('App', { Resources: { Child: nested(aws, { Resources: { A: custom(), K } }) } });
    await aws.update('App', { Resources: { Child: nested(aws, { Resources: { K } }) } });
    expect(deletes(aws)).toEqual([['A', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']]);
    expect(await aws.statuses((await child(aws, 'App')).StackId)).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
  });

  test('a resource is new inside the nested stack, and the root fails elsewhere', async () => {
    await aws.create('App', { Resources: { Child: nested(aws, { Resources: { K } }) } });
    await aws.update('App', {
      Resources: {
        Child: nested(aws, { Resources: { K, A: custom() } }),
        Bad: thing({ Fail: 'create' }, { DependsOn: 'Child' }),
      },
    });
    expect(deletes(aws)).toEqual([
      ['A', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'],
    ]);
  });
});

test('an unchanged nested stack is told of in the root, but nothing happens in it', async () => {
  const Child = nested(aws, { Resources: { A: custom() } });
  await aws.create('App', { Resources: { Child, K } });
  await aws.update('App', { Resources: { Child, K: thing({ V: 2 }) } });
  expect(await aws.statuses((await child(aws, 'App')).StackId)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  expect((await aws.events('App')).filter((event) => event === 'Child UPDATE_COMPLETE')).toHaveLength(2);
});

test('another template behind the same URL is an update', async () => {
  const Child = nested(aws, { Resources: { A: custom({ N: 1 }) } });
  await aws.create('App', { Resources: { Child } });
  aws.objects.put(
    'assets',
    Child.Properties.TemplateURL.split('/').at(-1) as string,
    Buffer.from(JSON.stringify({ Resources: { A: custom({ N: 2 }) } })),
  );
  await aws.update('App', { Resources: { Child } });
  expect(aws.sent()[1]).toBe('Update A id-A UPDATE_IN_PROGRESS');
});

test("termination protection is the root's, and shows in the nested stack", async () => {
  await aws.create(
    'App',
    { Resources: { Child: nested(aws, { Resources: { A: K } }) } },
    { EnableTerminationProtection: 'true' },
  );
  const { StackName, EnableTerminationProtection } = await child(aws, 'App');
  expect(EnableTerminationProtection).toBe(true);
  await expect(aws.delete('App')).rejects.toThrow('cannot be deleted while TerminationProtection is enabled');
  const lift = { EnableTerminationProtection: 'false' };
  await expect(aws.call('UpdateTerminationProtection', { StackName, ...lift })).rejects.toThrow(
    'Termination protection cannot be changed on nested stacks',
  );
  await aws.call('UpdateTerminationProtection', { StackName: 'App', ...lift });
  expect((await child(aws, 'App')).EnableTerminationProtection).toBe(false);
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
});
