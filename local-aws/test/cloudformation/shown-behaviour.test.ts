import type { CloudFormationBehaviour } from '../../src/cloudformation';
import { cloudFormation, custom, fails, failure, type Provider, success, type World } from './harness';

/* Where AWS is silent about what it shows: each switch in each of its positions. The first is the default. */

const start = (behaviour: Partial<CloudFormationBehaviour>) => cloudFormation({ behaviour });

describe('requestsPerSecond', () => {
  test('is no limit by default', async () => {
    const aws = start({});
    for (let call = 0; call < 100; call++) await aws.call('ListStacks');
  });

  test('throttles each operation on its own, and recovers with the clock', async () => {
    const aws = start({ requestsPerSecond: 2 });
    await aws.call('ListStacks');
    await aws.call('ListStacks');
    await expect(aws.call('ListStacks')).rejects.toMatchObject({ code: 'Throttling', message: 'Rate exceeded' });
    await aws.call('ListExports');
    await aws.clock.advance(500);
    await aws.call('ListStacks');
  });
});

test.each([
  [0, 'CREATE_COMPLETE', 'App CREATE_COMPLETE'],
  [2_000, 'CREATE_IN_PROGRESS', 'App CREATE_IN_PROGRESS User Initiated'],
])('describeLagMs %d: the stack is seen as %s', async (describeLagMs, status, newest) => {
  const aws = start({ describeLagMs });
  const { StackId } = await aws.call('CreateStack', { StackName: 'App', TemplateBody: template({ A: custom() }) });
  await aws.clock.advance(2_000);
  expect((await aws.settle(StackId)).StackStatus).toBe(status);
  expect((await aws.events(StackId)).at(-1)).toBe(newest);
});

test.each([
  ['DELETE_IN_PROGRESS', ['DELETE_IN_PROGRESS']],
  ['as before', ['UPDATE_COMPLETE']],
  ['not at all', []],
] as const)('listedWhileDeleted %s: what a clean-up deletes is listed as %j', async (listedWhileDeleted, expected) => {
  const aws = start({ listedWhileDeleted });
  await aws.create('App', { Resources: { A: custom(), B: custom() } });
  await aws.update('App', { Resources: { A: custom(), B: custom({ N: 2 }) } });
  aws.answer(() => 'hang');
  await aws.update('App', { Resources: { A: custom() } });
  expect(await listed(aws, 'B')).toEqual(expected);
  expect(await described(aws, 'B')).toEqual(expected[0] ?? 'Resource B does not exist for stack App');
});

test.each(['DELETE_IN_PROGRESS', 'as before', 'not at all'] as const)(
  'listedWhileDeleted %s: what a rollback and a deletion have deleted is listed as that',
  async (listedWhileDeleted) => {
    const aws = start({ listedWhileDeleted });
    aws.answer(fails({ RequestType: 'Create' }));
    await aws.create('App', { Resources: { A: custom() } });
    expect(await listed(aws, 'A')).toEqual(['DELETE_COMPLETE']);
    const { StackId } = await aws.delete('App');
    expect(await listed(aws, 'A', StackId)).toEqual(['DELETE_COMPLETE']);
  },
);

test('listLagMs: resources are listed as they were so long ago, and are described as they are', async () => {
  const aws = start({ listLagMs: 2_000 });
  await aws.create('App', { Resources: { A: custom(), B: custom() } });
  expect([await listed(aws, 'A'), await listed(aws, 'B')]).toEqual([[], []]);
  await aws.clock.advance(2_100);
  expect([await listed(aws, 'A'), await listed(aws, 'B')]).toEqual([['CREATE_COMPLETE'], ['CREATE_COMPLETE']]);
  await aws.update('App', { Resources: { A: custom({ N: 2 }) } });
  expect((await aws.describe('App')).StackStatus).toBe('UPDATE_COMPLETE');
  expect([await listed(aws, 'A'), await listed(aws, 'B')]).toEqual([['CREATE_COMPLETE'], ['CREATE_COMPLETE']]);
  await aws.clock.advance(2_100);
  expect([await listed(aws, 'A'), await listed(aws, 'B')]).toEqual([['UPDATE_COMPLETE'], []]);
});

describe('controlCharacters', () => {
  const bold = '\u001b[1mno\u001b[0m';
  const failing = async (controlCharacters: CloudFormationBehaviour['controlCharacters'], asked: Provider) => {
    const aws = start({ controlCharacters });
    await aws.create('Other', { Resources: { A: custom() } });
    aws.answer(asked);
    await aws.call('CreateStack', { StackName: 'App', TemplateBody: template({ A: custom() }) });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return aws;
  };

  test.each([
    ['a Reason', (event) => (event.RequestType === 'Create' ? failure(event, bold) : success(event))],
    ['a physical id', (event) => success(event, { PhysicalResourceId: bold })],
  ] as [string, Provider][])(
    'fail DescribeStackEvents: with some in %s the events of the stack cannot be read, and no other',
    async (_, asked) => {
      const aws = await failing('fail DescribeStackEvents', asked);
      expect((await aws.describe('App')).StackStatus).toMatch(/COMPLETE$/);
      await expect(aws.call('DescribeStackEvents', { StackName: 'App' })).rejects.toMatchObject({
        code: 'ValidationError',
        message: 'The response contains control characters or otherwise invalid characters',
      });
      await aws.call('DescribeStackEvents', { StackName: 'Other' });
    },
  );

  test('replace: the events can be read', async () => {
    const aws = await failing('replace', (event) =>
      event.RequestType === 'Create' ? failure(event, bold) : success(event),
    );
    expect((await aws.events('App')).find((event) => event.startsWith('A CREATE_FAILED'))).toContain('no');
  });
});

test.each([
  [[], ['UPDATE_STACK']],
  [['Bad'], ['ROLLBACK', 'UPDATE_STACK']],
])('LastOperations is the newest operation, after its rollback: after an update with %j %j', async (more, expected) => {
  const aws = start({});
  await aws.create('App', { Resources: { A: custom() } });
  aws.answer(fails({ LogicalResourceId: 'Bad' }));
  const Resources = Object.fromEntries(['A', 'B', ...more].map((name) => [name, custom()]));
  await aws.update('App', { Resources });
  expect(await aws.operations('App')).toEqual(expected);
});

/** The status of a resource as it is listed, if it is. */
async function listed(aws: World, logicalId: string, StackName = 'App'): Promise<string[]> {
  const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName });
  return StackResourceSummaries.filter((one: any) => one.LogicalResourceId === logicalId).map(
    ({ ResourceStatus }: any) => ResourceStatus,
  );
}

/** The status of a resource as it is described, or why it is not. */
async function described(aws: World, LogicalResourceId: string): Promise<string> {
  return aws.call('DescribeStackResource', { StackName: 'App', LogicalResourceId }).then(
    ({ StackResourceDetail }) => StackResourceDetail.ResourceStatus,
    ({ message }) => message,
  );
}

function template(Resources: object): string {
  return JSON.stringify({ Resources });
}
