import { aws, custom, FUNCTION, fails, failure, namedById, start, success, thing } from './harness';

beforeEach(() => start());
describe('the request', () => {
  test('of a Create has the documented fields and no PhysicalResourceId', async () => {
    await aws.create('App', { Resources: { A: custom({ Name: 'x' }) } });
    const { stackStatus, rootStatus, ...event } = aws.requests[0] as any;
    expect(event).toEqual({
      RequestType: 'Create',
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/App\/[0-9a-f-]{36}$/),
      ResponseURL: expect.stringMatching(/cloudformation-custom-resource-response-useast1\/.*Expires=7200$/),
      ResourceType: 'Custom::Thing',
      LogicalResourceId: 'A',
      ServiceToken: FUNCTION,
      ResourceProperties: { ServiceToken: FUNCTION, Name: 'x' },
    });
  });

  test.each([
    ['has the ServiceTimeout that is declared', { ServiceTimeout: 60 }, '60'],
    ['has no ServiceTimeout where none is declared', {}, undefined],
  ])('%s beside its properties', async (_, properties, expected) => {
    await aws.create('App', { Resources: { A: custom(properties) } });
    expect(aws.requests[0]?.ServiceTimeout).toBe(expected);
  });

  test('has every scalar as a string, in lists and maps too', async () => {
    await aws.create('App', { Resources: { A: custom({ On: true, Ports: [80, { Deep: 1.5 }], ServiceTimeout: 60 }) } });
    const { ServiceToken, ...properties } = aws.requests[0]?.ResourceProperties ?? {};
    expect(properties).toEqual({ On: 'true', Ports: ['80', { Deep: '1.5' }], ServiceTimeout: '60' });
  });

  test('of an Update has the old and the new properties and the physical id', async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
    expect(aws.requests[1]).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'id-A',
      ResourceProperties: { N: '2' },
      OldResourceProperties: { N: '1' },
    });
  });

  test('is not sent when no property of the resource has changed, whatever else has', async () => {
    await aws.create('App', { Resources: { A: custom({ N: 1 }), T: thing({ V: 1 }) } });
    await aws.update('App', {
      Resources: { A: custom({ N: 1 }, { DependsOn: 'T', DeletionPolicy: 'Retain' }), T: thing({ V: 2 }) },
    });
    expect(aws.sent()).toEqual(['Create A CREATE_IN_PROGRESS']);
  });

  test('goes to AWS::CloudFormation::CustomResource as well', async () => {
    await aws.create('App', { Resources: { A: { ...custom(), Type: 'AWS::CloudFormation::CustomResource' } } });
    expect(aws.requests[0]?.ResourceType).toBe('AWS::CloudFormation::CustomResource');
  });

  test('to an SNS topic fails the resource, and says that it is not supported', async () => {
    const stack = await aws.create('App', {
      Resources: { A: custom({ ServiceToken: 'arn:aws:sns:us-east-1:123456789012:topic' }) },
    });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await aws.events('App')).join()).toContain('does not support SNS topics as ServiceToken');
  });

  test('to a function that does not exist fails the resource with what Lambda says', async () => {
    await aws.create('App', { Resources: { A: custom({ ServiceToken: 'arn:aws:lambda:us-east-1:1:function:no' }) } });
    expect(await aws.events('App')).toContain(
      'A CREATE_FAILED Function not found: arn:aws:lambda:us-east-1:1:function:no',
    );
  });

  test('is refused when the ServiceToken changes', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    const stack = await aws.update('App', { Resources: { A: custom({ ServiceToken: `${FUNCTION}2` }) } });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aws.events('App')).toContain('A UPDATE_FAILED Modifying service token is not allowed.');
    expect(aws.sent()).toEqual(['Create A CREATE_IN_PROGRESS']);
  });
});

test.each(['0', 3601, '1.5', 'soon'])('a ServiceTimeout of %p fails the resource', async (ServiceTimeout) => {
  await aws.create('App', { Resources: { A: custom({ ServiceTimeout }) } });
  expect((await aws.events('App')).join()).toContain(
    `A CREATE_FAILED ServiceTimeout must be from 1 to 3600, not ${ServiceTimeout}`,
  );
  expect(aws.requests).toEqual([]);
});

describe('a changed physical id', () => {
  test('is a replacement: the old id gets a Delete with the old properties in the clean-up', async () => {
    aws.answer(namedById);
    await aws.create('App', { Resources: { A: custom({ Id: 'one' }) } });
    await aws.update('App', { Resources: { A: custom({ Id: 'two' }) } });
    expect(aws.sent().slice(1)).toEqual([
      'Update A one UPDATE_IN_PROGRESS',
      'Delete A one UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
    expect(aws.requests[2]?.ResourceProperties.Id).toBe('one');
    const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName: 'App' });
    expect(StackResourceSummaries).toMatchObject([
      { LogicalResourceId: 'A', PhysicalResourceId: 'two', ResourceStatus: 'UPDATE_COMPLETE' },
    ]);
  });

  test('of an update that fails elsewhere: an Update back, then a Delete of the new id with the new properties', async () => {
    aws.answer(fails({ LogicalResourceId: 'Bad', RequestType: 'Create' }, namedById));
    await aws.create('App', { Resources: { A: custom({ Id: 'one' }) } });
    await aws.update('App', {
      Resources: { A: custom({ Id: 'two' }), Bad: custom({ Id: 'bad' }, { DependsOn: 'A' }) },
    });
    expect(
      aws
        .sent()
        .filter((line) => line.includes(' A '))
        .slice(1),
    ).toEqual([
      'Update A one UPDATE_IN_PROGRESS',
      'Update A one UPDATE_ROLLBACK_IN_PROGRESS',
      'Delete A two UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
    const back = aws.requests.find(({ stackStatus }) => stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
    expect(back).toMatchObject({ ResourceProperties: { Id: 'one' }, OldResourceProperties: { Id: 'two' } });
    expect(
      aws.requests.find(({ RequestType, LogicalResourceId }) => RequestType === 'Delete' && LogicalResourceId === 'A')
        ?.ResourceProperties.Id,
    ).toBe('two');
  });

  test('of a FAILED Update counts as well: the rollback sends it a Delete (aws-cdk#22670)', async () => {
    aws.answer((event) =>
      event.RequestType === 'Update' && event.ResourceProperties.N === '2'
        ? failure(event, 'x', { PhysicalResourceId: 'bogus' })
        : success(event),
    );
    await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
    await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
    expect(aws.sent().slice(1)).toEqual([
      'Update A id-A UPDATE_IN_PROGRESS',
      'Update A id-A UPDATE_ROLLBACK_IN_PROGRESS',
      'Delete A bogus UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ]);
  });
});
