import { aws, start, thing } from './harness';

/*
 * Event sequences as the real CloudFormation gave them, from recordings that LocalStack keeps of AWS (localstack/localstack,
 * tests/aws/services/cloudformation, the snapshot named with each test): oldest first, logical id, status, reason.
 */

beforeEach(() => start());

test('a creation and an addition by change sets (test_change_set_ref::test_resource_addition)', async () => {
  const first = { Topic1: thing({ DisplayName: 'a' }) };
  await aws.byChangeSet({ Resources: first }, 'CREATE');
  await aws.byChangeSet({ Resources: { ...first, Topic2: thing({ DisplayName: 'b' }) } });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  expect(await aws.events('App')).toEqual([
    'App REVIEW_IN_PROGRESS User Initiated',
    'App CREATE_IN_PROGRESS User Initiated',
    'Topic1 CREATE_IN_PROGRESS',
    'Topic1 CREATE_IN_PROGRESS Resource creation Initiated',
    'Topic1 CREATE_COMPLETE',
    'App CREATE_COMPLETE',
    'App UPDATE_IN_PROGRESS User Initiated',
    'Topic2 CREATE_IN_PROGRESS',
    'Topic2 CREATE_IN_PROGRESS Resource creation Initiated',
    'Topic2 CREATE_COMPLETE',
    'App UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'App UPDATE_COMPLETE',
  ]);
  const ofTopic2 = StackEvents.filter(({ LogicalResourceId }: any) => LogicalResourceId === 'Topic2').reverse();
  expect(ofTopic2.map(({ PhysicalResourceId }: any) => PhysicalResourceId)).toEqual([
    '',
    'thing-Topic2',
    'thing-Topic2',
  ]);
  for (const { ResourceProperties } of ofTopic2) expect(JSON.parse(ResourceProperties)).toEqual({ DisplayName: 'b' });
  const ofStack = StackEvents.filter(({ LogicalResourceId }: any) => LogicalResourceId === 'App');
  for (const event of ofStack) expect(event).not.toHaveProperty('ResourceProperties');
});

test('a replacement by a change set (test_change_set_ref::test_immutable_property_update_causes_resource_replacement)', async () => {
  await aws.byChangeSet({ Resources: { Topic1: thing({ Name: 'one', DisplayName: 'value' }) } }, 'CREATE');
  const change = await proposed({ Topic1: thing({ Name: 'updated', DisplayName: 'new' }) });
  expect(change(false)).toMatchObject({ Action: 'Modify', Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
  expect(change(false).Details[0].Target).toEqual({
    Attribute: 'Properties',
    Name: 'Name',
    RequiresRecreation: 'Always',
  });
  expect(change(true).Details.map(({ Target }: any) => Target)).toEqual([
    target('Name', 'one', 'updated', 'Always'),
    target('DisplayName', 'value', 'new', 'Never'),
  ]);
  await aws.call('ExecuteChangeSet', PROPOSAL);
  await aws.settle('App');
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  const told = StackEvents.filter(({ LogicalResourceId }: any) => LogicalResourceId === 'Topic1').map((event: any) => [
    event.PhysicalResourceId,
    event.ResourceStatus,
    event.ResourceStatusReason,
    event.ResourceProperties && JSON.parse(event.ResourceProperties).DisplayName,
  ]);
  expect(told.reverse().slice(3)).toEqual([
    ['one', 'UPDATE_IN_PROGRESS', REPLACING, 'new'],
    ['updated', 'UPDATE_IN_PROGRESS', 'Resource creation Initiated', 'new'],
    ['updated', 'UPDATE_COMPLETE', undefined, 'new'],
    ['one', 'DELETE_IN_PROGRESS', undefined, undefined],
    ['one', 'DELETE_COMPLETE', undefined, undefined],
  ]);
});

test('an addition in a change set says what it adds only if values are asked for (the same)', async () => {
  await aws.byChangeSet({ Resources: { Topic1: thing() } }, 'CREATE');
  const change = await proposed({ Topic1: thing(), Topic2: thing({ DisplayName: 'b' }) });
  expect(change(false)).toEqual({
    Action: 'Add',
    LogicalResourceId: 'Topic2',
    ResourceType: 'Test::Thing',
    Scope: [],
    Details: [],
  });
  expect(change(true)).toMatchObject({ Replacement: 'True', AfterContext: '{"Properties":{"DisplayName":"b"}}' });
});

test('what DescribeStacks tells of change sets, updates and protection (test_change_set_ref)', async () => {
  await aws.byChangeSet({ Resources: { Topic1: thing({ DisplayName: 'a' }) } }, 'CREATE');
  const created = await aws.describe('App');
  expect(created).toMatchObject({
    ChangeSetId: expect.stringContaining(':changeSet/it/'),
    LastUpdatedTime: expect.any(Date),
    EnableTerminationProtection: false,
    RollbackConfiguration: {},
    NotificationARNs: [],
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  });
  const deleted = await aws.delete('App');
  expect(deleted).toMatchObject({ DeletionTime: expect.any(Date), LastUpdatedTime: expect.any(Date) });
  expect(deleted.ChangeSetId ?? deleted.EnableTerminationProtection).toBeUndefined();
});

test('the ids of events: of the stack, of a resource, of what a clean-up deletes (test_change_set_ref)', async () => {
  await aws.create('App', { Resources: { A: thing({ Name: 'one' }) } });
  await aws.update('App', { Resources: { A: thing({ Name: 'two' }) } });
  const { StackEvents } = await aws.call('DescribeStackEvents', { StackName: 'App' });
  const idOf = (logicalId: string, status: string) =>
    StackEvents.find((event: any) => event.LogicalResourceId === logicalId && event.ResourceStatus === status).EventId;
  const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  expect(idOf('App', 'UPDATE_COMPLETE')).toMatch(new RegExp(`^${uuid}$`));
  expect(idOf('A', 'UPDATE_COMPLETE')).toMatch(/^A-UPDATE_COMPLETE-\d{4}-\d\d-\d\dT/);
  expect(idOf('A', 'DELETE_COMPLETE')).toMatch(new RegExp(`^A-${uuid}$`));
});

const PROPOSAL = { StackName: 'App', ChangeSetName: 'proposal' };
const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

/** The only change of a change set, with and without values. */
async function proposed(Resources: object) {
  await aws.call('CreateChangeSet', { ...PROPOSAL, TemplateBody: JSON.stringify({ Resources }) });
  const plain = await aws.call('DescribeChangeSet', PROPOSAL);
  const full = await aws.call('DescribeChangeSet', { ...PROPOSAL, IncludePropertyValues: 'true' });
  return (values: boolean) => JSON.parse(JSON.stringify((values ? full : plain).Changes[0].ResourceChange));
}

function target(Name: string, BeforeValue: string, AfterValue: string, RequiresRecreation: string) {
  const Path = `/Properties/${Name}`;
  return {
    Attribute: 'Properties',
    AttributeChangeType: 'Modify',
    Name,
    Path,
    BeforeValue,
    AfterValue,
    RequiresRecreation,
  };
}
