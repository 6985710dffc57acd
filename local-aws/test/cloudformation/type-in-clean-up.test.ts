import type { CloudFormationOptions } from '../../src/cloudformation';
import { badFails, cloudFormation, custom, type World } from './harness';
import { child, K, nested } from './nested';

const start = (behaviour: CloudFormationOptions['behaviour']) => cloudFormation({ behaviour });

/* The recordings are in aws/aws-cdk#23708 and #27651 (2023); of other deletions, of aws-amplify/amplify-backend (2025). */

describe.each(['as declared', 'AWS::CloudFormation::CustomResource'] as const)('in a clean-up, %s', (type) => {
  const DECLARED = 'Custom::Thing';
  const shown = type === 'as declared' ? DECLARED : type;
  const typesOf = async (aws: World, StackName: string, status: RegExp) => {
    const { StackEvents } = await aws.call('DescribeStackEvents', { StackName });
    const own = StackEvents.filter(
      (event: any) => event.LogicalResourceId === 'B' && status.test(event.ResourceStatus),
    );
    return own.map(({ ResourceType }: any) => ResourceType);
  };

  test('customTypeInCleanUp: the type in the events of what it deletes, and in no other', async () => {
    const aws = start({ customTypeInCleanUp: type });
    await aws.create('App', { Resources: { A: custom(), B: custom() } });
    await aws.update('App', { Resources: { A: custom() } });
    expect(await typesOf(aws, 'App', /^DELETE_/)).toEqual([shown, shown]);
    expect(await typesOf(aws, 'App', /^CREATE_/)).toEqual([DECLARED, DECLARED, DECLARED]);
    aws.answer(badFails);
    await aws.update('App', { Resources: { A: custom(), B: custom(), Bad: custom({}, { DependsOn: 'B' }) } });
    expect((await typesOf(aws, 'App', /^DELETE_/)).slice(0, 2)).toEqual([shown, shown]);
  });

  test('customTypeInCleanUp: the type that it was declared with in every other deletion', async () => {
    const aws = start({ customTypeInCleanUp: type });
    aws.answer(badFails);
    const failing = { Resources: { B: custom(), Bad: custom({}, { DependsOn: 'B' }) } };
    for (const OnFailure of ['ROLLBACK', 'DELETE']) {
      const { StackId } = await aws.create(`On${OnFailure}`, failing, { OnFailure });
      expect(await typesOf(aws, StackId, /^DELETE_/)).toEqual([DECLARED, DECLARED]);
    }
    await aws.create('Whole', { Resources: { B: custom() } });
    const { StackId } = await aws.delete('Whole');
    expect(await typesOf(aws, StackId, /^DELETE_/)).toEqual([DECLARED, DECLARED]);
  });

  test('customTypeInCleanUp: the type that it was declared with in a nested stack that its root deletes', async () => {
    const aws = start({ customTypeInCleanUp: type });
    const Child = nested(aws, { Resources: { B: custom() } });
    await aws.create('App', { Resources: { K, Child } });
    const { StackId } = await child(aws, 'App');
    await aws.update('App', { Resources: { K } });
    expect(await typesOf(aws, StackId, /^DELETE_/)).toEqual([DECLARED, DECLARED]);
  });

  test('listedTypeInCleanUp: the type in the list and the description of what it deletes', async () => {
    const aws = start({ listedTypeInCleanUp: type });
    await aws.create('App', { Resources: { A: custom(), B: custom() } });
    aws.answer(() => 'hang');
    await aws.update('App', { Resources: { A: custom() } });
    const { StackResourceSummaries } = await aws.call('ListStackResources', { StackName: 'App' });
    expect(StackResourceSummaries.map(({ ResourceType }: any) => ResourceType)).toEqual([DECLARED, shown]);
    const { StackResourceDetail } = await aws.call('DescribeStackResource', {
      StackName: 'App',
      LogicalResourceId: 'B',
    });
    expect(StackResourceDetail.ResourceType).toBe(shown);
  });
});
