import { aws, custom, hangs, start, success, thing } from './harness';

beforeEach(() => start());

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`R${i}`, custom({ N: i })]));

test('a call asks IAM for its action on the stack, by ARN though it gave the name', async () => {
  const { StackId } = await aws.create('App', { Resources: { A: thing() } });
  const asks = (StackName?: string) => aws.service.authorizations?.('DescribeStacks', { StackName }, {} as any);
  expect(asks('App')).toEqual([{ action: 'cloudformation:DescribeStacks', resource: StackId }]);
  expect(asks(StackId)).toEqual([{ action: 'cloudformation:DescribeStacks', resource: StackId }]);
  expect(asks('None')?.[0]?.resource).toBe('arn:aws:cloudformation:us-east-1:123456789012:stack/None/*');
  expect(asks()?.[0]?.resource).toBe('*');
});

test('450 custom resources are made and deleted in seconds, and their events read in pages', async () => {
  const begin = process.cpuUsage();
  const stack = await aws.create('App', { Resources: many(450) });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  expect(await aws.events('App')).toHaveLength(450 * 3 + 2);
  expect((await aws.delete('App')).StackStatus).toBe('DELETE_COMPLETE');
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1_000_000).toBeLessThan(5);
});

test('a reset forgets the stacks and ends what runs', async () => {
  aws.answer(hangs({ RequestType: 'Create' }));
  const { StackId } = await aws.create('App', { Resources: { A: custom({ ServiceTimeout: 10 }) } });
  await aws.service.reset?.();
  await expect(aws.describe(StackId)).rejects.toThrow('does not exist');
  await aws.clock.advance(20_000);
  expect(aws.requests).toHaveLength(1);
  expect((await aws.describe('CDKToolkit')).StackStatus).toBe('CREATE_COMPLETE');
  aws.answer(success);
  expect((await aws.create('App', { Resources: { A: custom() } })).StackStatus).toBe('CREATE_COMPLETE');
});

test('nothing that began before a reset goes on after it', async () => {
  await aws.create('App', { Resources: { Slow: thing({ Hang: 'create' }), After: custom({}, { DependsOn: 'Slow' }) } });
  await aws.reset();
  aws.native.release('Slow');
  await aws.settle('CDKToolkit');
  expect(aws.requests).toEqual([]);
});

test('a stopped engine leaves no timer behind', async () => {
  aws.answer(() => 'hang');
  const { StackId } = await aws.create('App', { Resources: { A: custom({ ServiceTimeout: 10 }) } });
  await aws.stop();
  await aws.clock.advance(20_000);
  expect((await aws.describe(StackId)).StackStatus).toBe('CREATE_IN_PROGRESS');
  expect((await aws.events(StackId)).at(-1)).toBe('A CREATE_IN_PROGRESS');
});

describe('with holdMs', () => {
  beforeEach(() => start({ holdMs: 1000 }));
  const create = () =>
    aws.call('CreateStack', { StackName: 'App', TemplateBody: JSON.stringify({ Resources: { A: custom() } }) });

  test('the answer to CreateStack comes when a short operation has ended', async () => {
    await create();
    expect((await aws.describe('App')).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('the answer comes after that time when the operation goes on', async () => {
    aws.answer(() => 'hang');
    let answered = false;
    const call = create().then(() => {
      answered = true;
    });
    await aws.clock.advance(999);
    expect(answered).toBe(false);
    await aws.clock.advance(1);
    await call;
    expect((await aws.describe('App')).StackStatus).toBe('CREATE_IN_PROGRESS');
  });
});
