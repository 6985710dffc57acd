import { aws, custom, failure, hangs, start, success, thing, type World } from './harness';

beforeEach(() => start());
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
  beforeEach(() => aws.answer(hangs({ RequestType: 'Create' })));

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

  test('does not count when it comes after the timeout', async () => {
    await aws.create('App', { Resources: { A: custom({ ServiceTimeout: 1 }) } });
    await aws.clock.advance(1000);
    aws.respond(aws.requests[0] as any, success(aws.requests[0] as any));
    expect((await aws.settle('App')).StackStatus).toBe('ROLLBACK_COMPLETE');
  });
});
