import { cloudFormation, custom, FUNCTION, failure, success, thing, type World } from './harness';

let aws: World;
beforeEach(() => {
  aws = cloudFormation();
});

describe('the request', () => {
  test('of a Create has the documented fields and no PhysicalResourceId', async () => {
    await aws.create('App', { Resources: { A: custom({ Name: 'x' }) } });
    const { stackStatus, rootStatus, ...event } = aws.requests[0] as any;
    expect(event).toEqual({
      RequestType: 'Create',
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/App\/[0-9a-f-]{36}$/),
      ResponseURL: expect.stringMatching(/cloudformation-custom-resource-response-us-east-1\/.*Expires=7200$/),
      ResourceType: 'Custom::Thing',
      LogicalResourceId: 'A',
      ServiceToken: FUNCTION,
      ResourceProperties: { ServiceToken: FUNCTION, Name: 'x' },
    });
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

describe('the answer', () => {
  const reasonOfCreate = async (answer: Parameters<World['answer']>[0]) => {
    aws.answer((event) => (event.RequestType === 'Create' ? answer(event) : success(event)));
    await aws.create('App', { Resources: { A: custom() } });
    return (await aws.events('App'))
      .find((event) => event.startsWith('A CREATE_FAILED'))
      ?.replace('A CREATE_FAILED ', '');
  };
  const idOfDelete = () => aws.requests.find(({ RequestType }) => RequestType === 'Delete')?.PhysicalResourceId;
  const INVENTED = /^App-A-[A-Z0-9]{12}$/;

  test('FAILED is told in the events, and its id gets the Delete', async () => {
    const reason = await reasonOfCreate((event) => failure(event, 'no such server', { PhysicalResourceId: 'mine' }));
    expect(reason).toBe(
      `Received response status [FAILED] from custom resource. Message returned: no such server (RequestId: ${aws.requests[0]?.RequestId})`,
    );
    expect(idOfDelete()).toBe('mine');
  });

  test('without a PhysicalResourceId is invalid, loses its reason, and an invented id gets the Delete', async () => {
    expect(await reasonOfCreate((event) => failure(event, 'lost', { PhysicalResourceId: undefined }))).toBe(
      'Invalid PhysicalResourceId',
    );
    expect(idOfDelete()).toMatch(INVENTED);
  });

  test('with an empty PhysicalResourceId is the same', async () => {
    expect(await reasonOfCreate((event) => success(event, { PhysicalResourceId: '' }))).toBe(
      'Invalid PhysicalResourceId',
    );
  });

  test('with a PhysicalResourceId over 1 KB is the same', async () => {
    expect(await reasonOfCreate((event) => success(event, { PhysicalResourceId: 'x'.repeat(1025) }))).toBe(
      'Invalid PhysicalResourceId',
    );
  });

  test('with a PhysicalResourceId that is no string is invalid', async () => {
    expect(await reasonOfCreate((event) => success(event, { PhysicalResourceId: 5 }))).toBe(
      'Invalid Response object: Value of property PhysicalResourceId must be of type String',
    );
  });

  test('with a status of its own is invalid', async () => {
    expect(await reasonOfCreate((event) => success(event, { Status: 'OK' }))).toBe(
      "Invalid Response object: 'OK' is not a valid ResponseStatus",
    );
  });

  test('with a Reason of null is invalid', async () => {
    expect(await reasonOfCreate((event) => success(event, { Reason: null }))).toContain(
      'Value of property Reason must be of type String',
    );
  });

  test('for another request is invalid', async () => {
    expect(await reasonOfCreate((event) => success(event, { RequestId: 'other' }))).toContain(
      'RequestId is not that of the request',
    );
  });

  test('that is no JSON is invalid', async () => {
    expect(await reasonOfCreate(() => 'oops')).toContain('Invalid Response object');
  });

  test('of 4096 bytes is accepted', async () => {
    aws.answer((event) => {
      const length = JSON.stringify(success(event, { Data: { Pad: '' } })).length;
      return success(event, { Data: { Pad: 'x'.repeat(4096 - length) } });
    });
    expect((await aws.create('App', { Resources: { A: custom() } })).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('of 4097 bytes is too long', async () => {
    const reason = await reasonOfCreate((event) => {
      const length = JSON.stringify(success(event, { Data: { Pad: '' } })).length;
      return success(event, { Data: { Pad: 'x'.repeat(4097 - length) } });
    });
    expect(reason).toBe('Response object is too long.');
  });

  test('gives GetAtt its Data', async () => {
    aws.answer((event) => success(event, { Data: { 'Nested.Name': 'v' } }));
    const stack = await aws.create('App', {
      Resources: { A: custom() },
      Outputs: { Out: { Value: { 'Fn::GetAtt': ['A', 'Nested.Name'] } } },
    });
    expect(stack.Outputs).toMatchObject([{ OutputKey: 'Out', OutputValue: 'v' }]);
  });

  test('without an attribute that another resource asks for fails that one', async () => {
    await aws.create('App', { Resources: { A: custom(), B: thing({ X: { 'Fn::GetAtt': ['A', 'Host'] } }) } });
    const { StackId, RequestId } = aws.requests[0] as any;
    expect(await aws.events('App')).toContain(
      `B CREATE_FAILED CustomResource attribute error: Vendor response doesn't contain Host attribute in object ${StackId}|A|${RequestId}`,
    );
  });

  test('with NoEcho masks its attributes in the events of others', async () => {
    aws.answer((event) => success(event, { NoEcho: true, Data: { Secret: 's3cret' } }));
    await aws.create('App', { Resources: { A: custom(), B: custom({ S: { 'Fn::GetAtt': ['A', 'Secret'] } }) } });
    const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
    const shown = StackEvents.find((event: any) => event.LogicalResourceId === 'B').ResourceProperties;
    expect(shown).toContain('****');
    expect(shown).not.toContain('s3cret');
    expect(aws.requests[1]?.ResourceProperties.S).toBe('s3cret');
  });

  test('counts once: a second one for the same request changes nothing', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    aws.respond(aws.requests[0] as any, failure(aws.requests[0] as any));
    expect((await aws.settle('App')).StackStatus).toBe('CREATE_COMPLETE');
  });
});

describe('no answer', () => {
  beforeEach(() => aws.answer((event) => (event.RequestType === 'Create' ? 'hang' : success(event))));

  test('fails the operation after the ServiceTimeout, and an invented id gets the Delete', async () => {
    await aws.create('App', { Resources: { A: custom({ ServiceTimeout: '30' }) } });
    await aws.clock.advance(29_999);
    expect((await aws.describe('App')).StackStatus).toBe('CREATE_IN_PROGRESS');
    await aws.clock.advance(1);
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await aws.events('App')).join()).toContain(
      `A CREATE_FAILED CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${aws.requests[0]?.RequestId}].`,
    );
    expect(aws.requests[1]?.PhysicalResourceId).toMatch(/^App-A-[A-Z0-9]{12}$/);
  });

  test('is waited for an hour by default', async () => {
    await aws.create('App', { Resources: { A: custom() } });
    await aws.clock.advance(3600_000 - 1);
    expect((await aws.describe('App')).StackStatus).toBe('CREATE_IN_PROGRESS');
    await aws.clock.advance(1);
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
  });

  test('is no answer any more when it comes after the timeout', async () => {
    await aws.create('App', { Resources: { A: custom({ ServiceTimeout: 1 }) } });
    await aws.clock.advance(1000);
    aws.respond(aws.requests[0] as any, success(aws.requests[0] as any));
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
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
  const renaming = (event: any) =>
    success(event, {
      PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : event.ResourceProperties.Id,
    });

  test('is a replacement: the old id gets a Delete with the old properties in the clean-up', async () => {
    aws.answer(renaming);
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
    aws.answer((event) =>
      event.LogicalResourceId === 'Bad' && event.RequestType === 'Create' ? failure(event) : renaming(event),
    );
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

  test('of a Delete makes the Delete fail', async () => {
    aws.answer((event) => success(event, event.RequestType === 'Delete' ? { PhysicalResourceId: 'other' } : {}));
    await aws.create('App', { Resources: { A: custom() } });
    expect((await aws.delete('App')).StackStatus).toBe('DELETE_FAILED');
  });
});
