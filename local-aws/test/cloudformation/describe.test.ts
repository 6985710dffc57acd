import { aws, custom, start, thing } from './harness';

beforeEach(() => start());

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`R${i}`, custom({ N: i })]));

test('a CDKToolkit stack is there, so that nothing needs to be bootstrapped', async () => {
  const { StackStatus, Outputs } = await aws.describe('CDKToolkit');
  expect(StackStatus).toBe('CREATE_COMPLETE');
  const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }: any) => [OutputKey, OutputValue]));
  expect(outputs).toMatchObject({
    BucketName: 'cdk-hnb659fds-assets-123456789012-us-east-1',
    BucketDomainName: expect.any(String),
  });
  expect(Number(outputs.BootstrapVersion)).toBeGreaterThan(30);
});

test.each([
  ['DescribeStacks', 'Stack with id None does not exist'],
  ['DescribeStackEvents', 'Stack [None] does not exist'],
  ['GetTemplate', 'Stack with id None does not exist'],
  ['UpdateStack', 'Stack [None] does not exist'],
])('%s of a stack that is not there says so in its own words', async (operation, message) => {
  await expect(aws.call(operation, { StackName: 'None', TemplateBody: '{}' })).rejects.toMatchObject({
    code: 'ValidationError',
    message,
    status: 400,
  });
});

test('without a name all living stacks are told, a hundred a page', async () => {
  for (let i = 0; i < 101; i++)
    await aws.call('CreateStack', {
      StackName: `App${i}`,
      TemplateBody: JSON.stringify({ Resources: { A: thing() } }),
    });
  await aws.settle('App100');
  await aws.delete('App100');
  const first = await aws.call('DescribeStacks');
  const second = await aws.call('DescribeStacks', { NextToken: first.NextToken });
  expect([first.Stacks.length, second.Stacks.length, second.NextToken]).toEqual([100, 1, undefined]);
  const { StackSummaries } = await aws.call('ListStacks', { StackStatusFilter: ['DELETE_COMPLETE'] });
  expect(StackSummaries).toMatchObject([{ StackName: 'App100' }]);
});

test('events come newest first, a hundred a page, and later ones move no page', async () => {
  await aws.create('App', { Resources: many(50) });
  const first = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(first.StackEvents).toHaveLength(100);
  expect(first.StackEvents[0]).toMatchObject({
    ResourceStatus: 'CREATE_COMPLETE',
    LogicalResourceId: 'App',
    PhysicalResourceId: first.StackEvents[0].StackId,
  });
  await aws.delete('App', {}).catch(() => {});
  const second = await aws.call('DescribeStackEvents', {
    StackName: first.StackEvents[0].StackId,
    NextToken: first.NextToken,
  });
  expect(second.StackEvents).toHaveLength(52);
  expect(second.StackEvents.at(-1)).toMatchObject({ ResourceStatus: 'CREATE_IN_PROGRESS', LogicalResourceId: 'App' });
});

test('no two events of a stack have the same time', async () => {
  await aws.create('App', { Resources: many(5) });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(new Set(StackEvents.map(({ Timestamp }: any) => Timestamp.getTime())).size).toBe(StackEvents.length);
});

test('events are shown for 90 days', async () => {
  await aws.create('App', { Resources: { A: custom({ N: 1 }) } });
  await aws.clock.advance(91 * 24 * 3600 * 1000);
  expect(await aws.events('App')).toEqual([]);
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
  expect((await aws.events('App'))[0]).toBe('App UPDATE_IN_PROGRESS User Initiated');
});

test('events carry the token of the request that caused them', async () => {
  await aws.create('App', { Resources: { A: thing() } }, { ClientRequestToken: 'token' });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(new Set(StackEvents.map((event: any) => event.ClientRequestToken))).toEqual(new Set(['token']));
});

test('resources: one, the first hundred, all; and by physical id', async () => {
  await aws.create('App', { Resources: { ...many(120), M: thing({}, { Metadata: { 'aws:cdk:path': 'App/M' } }) } });
  const { StackResourceDetail } = await aws.call('DescribeStackResource', { StackName: 'App', LogicalResourceId: 'M' });
  expect(StackResourceDetail).toMatchObject({
    PhysicalResourceId: 'thing-M',
    ResourceStatus: 'CREATE_COMPLETE',
    Metadata: '{"aws:cdk:path":"App/M"}',
  });
  expect((await aws.call('DescribeStackResources', { StackName: 'App' })).StackResources).toHaveLength(100);
  expect((await aws.call('ListStackResources', { StackName: 'App' })).StackResourceSummaries).toHaveLength(121);
  expect(
    (await aws.call('DescribeStackResources', { PhysicalResourceId: 'thing-M', LogicalResourceId: 'M' }))
      .StackResources,
  ).toMatchObject([{ LogicalResourceId: 'M' }]);
  await expect(aws.call('DescribeStackResource', { StackName: 'App', LogicalResourceId: 'X' })).rejects.toThrow(
    'Resource X does not exist for stack App',
  );
});

test('the template is given back as it came', async () => {
  const TemplateBody = '{ "Resources" :\n {"A": {"Type":"Test::Thing"} } }';
  await aws.call('CreateStack', { StackName: 'App', TemplateBody });
  expect(await aws.call('GetTemplate', { StackName: 'App', TemplateStage: 'Original' })).toEqual({
    TemplateBody,
    StagesAvailable: ['Original', 'Processed'],
  });
});

test("a stack's settings are told: tags, role, capabilities, description", async () => {
  const settings = {
    Tags: [{ Key: 'k', Value: 'v' }],
    RoleARN: 'arn:aws:iam::1:role/r',
    Capabilities: ['CAPABILITY_IAM'],
  };
  expect(await aws.create('App', { Description: 'd', Resources: { A: thing() } }, settings)).toMatchObject({
    ...settings,
    Description: 'd',
  });
});
