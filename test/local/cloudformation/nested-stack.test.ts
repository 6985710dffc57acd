import { cloudFormation, custom, failure, success, thing, type World } from './harness';

let aws: World;
beforeEach(() => {
  aws = cloudFormation();
});

/** A nested stack with this template, which is put where its URL says. */
function nested(template: object, more: Record<string, unknown> = {}, definition: Record<string, unknown> = {}) {
  const key = `${Math.random()}.json`;
  aws.objects.put('assets', key, Buffer.from(JSON.stringify(template)));
  return {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: `http://127.0.0.1:4566/assets/${key}`, ...more },
    ...definition,
  };
}

async function child(parent: string, logicalId = 'Child') {
  const { StackResourceDetail } = await aws.call('DescribeStackResource', {
    StackName: parent,
    LogicalResourceId: logicalId,
  });
  return aws.describe(StackResourceDetail.PhysicalResourceId);
}

const pairs = () =>
  aws.requests
    .filter(({ RequestType }) => RequestType === 'Delete')
    .map(({ LogicalResourceId, stackStatus, rootStatus }) => [LogicalResourceId, stackStatus, rootStatus]);
const K = thing();

test('a nested stack has a name after its parent, its parent and root, parameters and outputs', async () => {
  const template = {
    Parameters: { Size: { Type: 'Number' } },
    Resources: { A: custom({ Size: { Ref: 'Size' } }) },
    Outputs: { Id: { Value: { Ref: 'A' } } },
  };
  const root = await aws.create('App', {
    Resources: {
      Child: nested(template, { Parameters: { Size: 3 } }),
      B: thing({ V: { 'Fn::GetAtt': ['Child', 'Outputs.Id'] } }),
    },
    Outputs: { Id: { Value: { 'Fn::GetAtt': 'Child.Outputs.Id' } } },
  });
  expect(root).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputValue: 'id-A' }] });
  expect(root).not.toHaveProperty('RootId');
  expect(await child('App')).toMatchObject({
    StackName: expect.stringMatching(/^App-Child-[A-Z0-9]{12}$/),
    ParentId: root.StackId,
    RootId: root.StackId,
    StackStatus: 'CREATE_COMPLETE',
  });
  expect(aws.requests[0]?.ResourceProperties.Size).toBe('3');
});

test("the parent's events tell the child's ARN as soon as there is one", async () => {
  aws.answer(() => 'hang');
  await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom() } }) } });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(StackEvents[0]).toMatchObject({
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: 'CREATE_IN_PROGRESS',
    PhysicalResourceId: (await child('App')).StackId,
  });
});

test('stacks nest deeper, with one root', async () => {
  const deep = nested({ Resources: { A: custom() } });
  const root = await aws.create('App', { Resources: { Child: nested({ Resources: { Deep: deep } }) } });
  const middle = await child('App');
  expect(await child(middle.StackId, 'Deep')).toMatchObject({ ParentId: middle.StackId, RootId: root.StackId });
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
    await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom() } }) } });
    await aws.delete('App');
    expect(pairs()).toEqual([['A', 'DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS']]);
  });

  test('the nested stack is removed from the root', async () => {
    await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom() } }), K } });
    await aws.update('App', { Resources: { K } });
    expect(pairs()).toEqual([['A', 'DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']]);
  });

  test("the root's creation is rolled back", async () => {
    await aws.create('App', {
      Resources: {
        Child: nested({ Resources: { A: custom() } }),
        Bad: thing({ Fail: 'create' }, { DependsOn: 'Child' }),
      },
    });
    expect(pairs()).toEqual([['A', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']]);
  });

  test('the nested stack is new in an update of the root that fails', async () => {
    await aws.create('App', { Resources: { K } });
    await aws.update('App', {
      Resources: {
        K,
        Child: nested({ Resources: { A: custom() } }),
        Bad: thing({ Fail: 'create' }, { DependsOn: 'Child' }),
      },
    });
    expect(pairs()).toEqual([['A', 'DELETE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS']]);
  });

  test('a resource is removed inside the nested stack', async () => {
    await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom(), K } }) } });
    await aws.update('App', { Resources: { Child: nested({ Resources: { K } }) } });
    expect(pairs()).toEqual([['A', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']]);
    expect(await aws.statuses((await child('App')).StackId)).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
  });

  test('a resource is new inside the nested stack, and the root fails elsewhere', async () => {
    await aws.create('App', { Resources: { Child: nested({ Resources: { K } }) } });
    await aws.update('App', {
      Resources: {
        Child: nested({ Resources: { K, A: custom() } }),
        Bad: thing({ Fail: 'create' }, { DependsOn: 'Child' }),
      },
    });
    expect(pairs()).toEqual([
      ['A', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'],
    ]);
  });
});

test('a nested stack that has finished its update waits, and is rolled back when a sibling fails', async () => {
  await aws.create('App', {
    Resources: { Child: nested({ Resources: { A: custom({ N: 1 }), Gone: custom() } }), S: custom({ M: 1 }) },
  });
  aws.answer((event) =>
    event.LogicalResourceId === 'S' && event.RequestType === 'Update' && event.ResourceProperties.M === '2'
      ? 'hang'
      : success(event),
  );
  await aws.update('App', {
    Resources: { Child: nested({ Resources: { A: custom({ N: 2 }) } }), S: custom({ M: 2 }) },
  });
  expect((await child('App')).StackStatus).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(pairs()).toEqual([]);
  const pending = aws.requests.find(
    ({ LogicalResourceId, RequestType }) => LogicalResourceId === 'S' && RequestType === 'Update',
  ) as any;
  aws.respond(pending, failure(pending));
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await aws.statuses((await child('App')).StackId)).slice(2)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(pairs()).toEqual([]);
});

test('a failed update inside a nested stack: it rolls itself back, the root after it, with each nested stack told twice', async () => {
  await aws.create('App', {
    Resources: {
      Child: nested({ Resources: { A: custom({ N: 1 }) } }),
      Other: nested({ Resources: { B: custom({ M: 1 }) } }),
    },
  });
  aws.answer((event) => {
    if (event.RequestType === 'Update' && event.ResourceProperties.M === '2') return 'hang';
    return event.ResourceProperties.N === '2' && event.RequestType === 'Update' ? failure(event) : success(event);
  });
  const from = (await aws.events('App')).length;
  await aws.update('App', {
    Resources: {
      Child: nested({ Resources: { A: custom({ N: 2 }) } }),
      Other: nested({ Resources: { B: custom({ M: 2 }) } }),
    },
  });
  const { StackId } = await child('App');
  const events = await aws.events('App', from);
  expect(events.slice(0, 6)).toEqual([
    'App UPDATE_IN_PROGRESS User Initiated',
    'Child UPDATE_IN_PROGRESS',
    'Other UPDATE_IN_PROGRESS',
    `Child UPDATE_FAILED Embedded stack ${StackId} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [A]. `,
    'Other UPDATE_FAILED Resource update cancelled',
    'App UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Child, Other]. ',
  ]);
  const [restored, cleaned] = events.slice(6).join('|').split('App UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') as [
    string,
    string,
  ];
  for (const name of ['Child', 'Other']) {
    expect(restored).toContain(`${name} UPDATE_COMPLETE`);
    expect(cleaned).toContain(`${name} UPDATE_COMPLETE`);
  }
  expect(events.at(-1)).toBe('App UPDATE_ROLLBACK_COMPLETE');
});

test("a nested stack whose creation fails stays CREATE_FAILED, and the root's rollback deletes it", async () => {
  aws.answer((event) =>
    event.RequestType === 'Create' && event.LogicalResourceId === 'Bad' ? failure(event) : success(event),
  );
  await aws.create('App', {
    Resources: { Child: nested({ Resources: { A: custom(), Bad: custom({}, { DependsOn: 'A' }) } }) },
  });
  const { StackId, StackStatus } = await child('App');
  expect(StackStatus).toBe('DELETE_COMPLETE');
  expect(await aws.statuses(StackId)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(await aws.events('App')).toContain(
    `Child CREATE_FAILED Embedded stack ${StackId} was not successfully created: The following resource(s) failed to create: [Bad]. `,
  );
  expect(await aws.events('App')).toContain(
    'App ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Child]. Rollback requested by user.',
  );
});

test('a Delete that fails inside a nested stack fails the root, and a retry goes on', async () => {
  aws.answer((event) => (event.RequestType === 'Delete' ? failure(event) : success(event)));
  await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom() } }) } });
  expect(await aws.delete('App')).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Child]. ',
  });
  expect((await child('App')).StackStatus).toBe('DELETE_FAILED');
  aws.answer(success);
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
});

test('an unchanged nested stack is told of in the root, but nothing happens in it', async () => {
  const Child = nested({ Resources: { A: custom() } });
  await aws.create('App', { Resources: { Child, K } });
  await aws.update('App', { Resources: { Child, K: thing({ V: 2 }) } });
  expect(await aws.statuses((await child('App')).StackId)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  expect((await aws.events('App')).filter((event) => event === 'Child UPDATE_COMPLETE')).toHaveLength(2);
});

test('another template behind the same URL is an update', async () => {
  const Child = nested({ Resources: { A: custom({ N: 1 }) } });
  await aws.create('App', { Resources: { Child } });
  aws.objects.put(
    'assets',
    Child.Properties.TemplateURL.split('/').at(-1) as string,
    Buffer.from(JSON.stringify({ Resources: { A: custom({ N: 2 }) } })),
  );
  await aws.update('App', { Resources: { Child } });
  expect(aws.sent()[1]).toBe('Update A id-A UPDATE_IN_PROGRESS');
});

test('without rollback a nested stack that fails stays as it is, and RollbackStack brings both back', async () => {
  await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom({ N: 1 }) } }) } });
  aws.answer((event) =>
    event.ResourceProperties.N === '2' && event.RequestType === 'Update' ? failure(event) : success(event),
  );
  await aws.update(
    'App',
    { Resources: { Child: nested({ Resources: { A: custom({ N: 2 }) } }) } },
    { DisableRollback: 'true' },
  );
  expect([(await child('App')).StackStatus, (await aws.describe('App')).StackStatus]).toEqual([
    'UPDATE_FAILED',
    'UPDATE_FAILED',
  ]);
  await aws.call('RollbackStack', { StackName: 'App' });
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await child('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('a nested stack in flight is cancelled inside as well, and only then deleted', async () => {
  aws.answer((event) => (event.RequestType === 'Create' ? 'hang' : success(event)));
  const Child = nested({ Resources: { Slow: custom() } });
  await aws.create('App', { Resources: { Child, Bad: thing({ Fail: 'create' }) } });
  const { StackId } = await child('App');
  expect(await aws.statuses(StackId)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(await aws.events(StackId)).toContain('Slow CREATE_FAILED Resource creation cancelled');
  expect(pairs()).toEqual([['Slow', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']]);
});

test("the root waits for a nested stack's own rollback", async () => {
  await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom({ N: 1 }) } }) } });
  aws.answer((event) => (event.ResourceProperties.N === '2' ? failure(event) : 'hang'));
  await aws.update('App', { Resources: { Child: nested({ Resources: { A: custom({ N: 2 }) } }) } });
  expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  aws.respond(aws.requests[2] as any, success(aws.requests[2] as any));
  expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test.each(['ResourcesToSkip', 'ForceRollback'])(
  "%s skips a nested stack's resource whose rollback fails",
  async (option) => {
    await aws.create('App', {
      Resources: { Child: nested({ Resources: { A: custom({ N: 1 }), B: custom({ N: 1 }) } }) },
    });
    aws.answer((event) => (event.LogicalResourceId === 'A' ? failure(event) : success(event)));
    await aws.update('App', {
      Resources: { Child: nested({ Resources: { A: custom({ N: 2 }), B: custom({ N: 2 }) } }) },
    });
    expect((await aws.describe('App')).StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
    const { StackName } = await child('App');
    const value = option === 'ForceRollback' ? 'true' : [`${StackName}.A`];
    await aws.call('ContinueUpdateRollback', { StackName: 'App', [option]: value });
    expect((await aws.settle('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await child('App')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  },
);

test('a nested stack that is rolled back after its end has its old outputs again', async () => {
  const withOutput = (V: number) => nested({ Resources: { A: custom({ V }) }, Outputs: { V: { Value: String(V) } } });
  await aws.create('App', { Resources: { Child: withOutput(1) } });
  const Bad = thing({ Fail: 'create' }, { DependsOn: 'Child' });
  await aws.update('App', { Resources: { Child: withOutput(2), Bad } });
  expect((await child('App')).Outputs).toMatchObject([{ OutputKey: 'V', OutputValue: '1' }]);
});

test('a nested stack of a creation that failed without rollback is cleaned up by the retry that changes it', async () => {
  aws.answer((event) => (event.LogicalResourceId === 'Bad' ? failure(event) : success(event)));
  const both = nested({ Resources: { A: custom(), B: custom() } });
  await aws.create(
    'App',
    { Resources: { Child: both, Bad: custom({}, { DependsOn: 'Child' }) } },
    { DisableRollback: 'true' },
  );
  const root = await aws.update('App', { Resources: { Child: nested({ Resources: { A: custom() } }) } });
  expect(root.StackStatus).toBe('UPDATE_COMPLETE');
  expect((await child('App')).StackStatus).toBe('UPDATE_COMPLETE');
  expect(pairs()).toContainEqual(['B', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']);
});

test("termination protection is the root's, and shows in the nested stack", async () => {
  await aws.create(
    'App',
    { Resources: { Child: nested({ Resources: { A: K } }) } },
    { EnableTerminationProtection: 'true' },
  );
  const { StackName, EnableTerminationProtection } = await child('App');
  expect(EnableTerminationProtection).toBe(true);
  await expect(aws.delete('App')).rejects.toThrow('cannot be deleted while TerminationProtection is enabled');
  const lift = { EnableTerminationProtection: 'false' };
  await expect(aws.call('UpdateTerminationProtection', { StackName, ...lift })).rejects.toThrow(
    'Termination protection cannot be changed on nested stacks',
  );
  await aws.call('UpdateTerminationProtection', { StackName: 'App', ...lift });
  expect((await child('App')).EnableTerminationProtection).toBe(false);
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
});

test('in express mode a nested stack whose update fails is not rolled back either', async () => {
  const express = { DeploymentConfig: { Mode: 'EXPRESS' } };
  await aws.create('App', { Resources: { Child: nested({ Resources: { A: custom({ N: 1 }) } }) } }, express);
  aws.answer((event) => (event.RequestType === 'Update' ? failure(event) : success(event)));
  const root = await aws.update(
    'App',
    { Resources: { Child: nested({ Resources: { A: custom({ N: 2 }) } }) } },
    express,
  );
  expect([root.StackStatus, (await child('App')).StackStatus]).toEqual(['UPDATE_FAILED', 'UPDATE_FAILED']);
  expect(aws.sent().filter((line) => line.startsWith('Update'))).toHaveLength(1);
});
