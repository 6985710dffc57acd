import * as cfn from '@aws-sdk/client-cloudformation';
import { A, app, B, byParameter, fails, retained } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/* Deletes that CloudFormation does not send, or not now: late, twice, made up, or for a nested stack alone. */

const LOOK = { service: 'mgn', operation: 'DescribeSourceServers' };

worldForEach();

describe('an event that comes late, twice or from another sender', () => {
  test('a Delete that is delivered again when the stack is long complete calls nothing', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    await world.deploy('One', app({ [A]: 'root' }));
    const [removal] = world.requests('Delete');
    world.connect(B);
    await world.invokeAgain(removal);
    expect(world.connected).toEqual([A, B]);
  });

  test('a made-up Delete for a stack that is not deleting anything calls nothing', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const [creation] = world.requests('Create');
    const answer = await world.invokeAgain({ ...creation, RequestType: 'Delete', PhysicalResourceId: A });
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Reason: expect.stringMatching(/^kept: the stack is CREATE_COMPLETE/),
    });
    expect(world.connected).toEqual([A, B]);
  });

  test.each([
    ['the stack is deleted', () => deleting()],
    ['an update cleans up', () => updating()],
  ])('a Delete of a rollback that comes again while %s cannot take the server that it names', async (_, begin) => {
    await world.deploy('One', app({ [A]: 'root' }));
    expect(await world.deploy('One', app({ [A]: 'root', [B]: 'root' }, fails('Create')))).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    const [rollback] = world.requests('Delete');
    expect(rollback?.PhysicalResourceId).toBe(B);
    await world.deploy('One', app({ [A]: 'root', [B]: retained('root') }));
    await begin();
    const answer = await world.invokeAgain(rollback);
    expect(answer).toMatchObject({ Reason: expect.stringMatching(/^(kept|cannot tell)/) });
    await world.settled('One');
    expect(world.connected).toEqual([B]);
  });

  test('a made-up Delete for a retained server of the stack calls nothing, even while the stack is deleting', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: retained('root') }));
    const [creation] = world
      .requests('Create')
      .filter(({ ResourceProperties }) => ResourceProperties.SourceServerId === B);
    await deleting();
    const answer = await world.invokeAgain({ ...creation, RequestType: 'Delete', PhysicalResourceId: B });
    expect(answer).toMatchObject({ Reason: expect.stringMatching(/^(kept|cannot tell)/) });
    await world.settled('One');
    expect(world.connected).toEqual([B]);
  });

  test('a nested stack that an update could not delete, and that is then deleted alone: unclear, and it says so', async () => {
    await world.deploy('One', app({ [A]: 'root', [B]: 'a' }));
    const denied = { service: 'mgn', operation: 'DisconnectFromService', error: 'AccessDeniedException' };
    world.fault({ ...denied, forSeconds: 72_000 });
    expect(await world.deploy('One', app({ [A]: 'root' }))).toBe('UPDATE_COMPLETE');
    world.clearFaults();
    expect(await world.destroy(await nestedStackLeft())).toBe('DELETE_FAILED');
    expect(world.answers('FAILED').at(-1)?.Reason).toMatch(
      /^cannot tell .* its nested stack is deleted alone, while the root is UPDATE_COMPLETE; disconnect the server yourself/,
    );
    expect(world.connected).toEqual([A, B]);
  });

  test('a nested stack that a rollback could not delete takes no server with it, even while the root is deleted', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.fault({ ...LOOK, match: { filters: { sourceServerIDs: [A] } }, latencyMs: 9_000 });
    await world.startDeploy('One', app({ [A]: byParameter('root'), [B]: 'a' }, fails('Delete', 'a')));
    await world.clock.sleep(5_000);
    await world.cloudFormation.send(new cfn.CancelUpdateStackCommand({ StackName: 'One' }));
    expect(await world.settled('One')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const left = await nestedStackLeft();
    world.mended = true;
    await deleting();
    expect(await world.destroy(left)).toBe('DELETE_COMPLETE');
    await world.settled('One');
    expect(world.deletes).toContain(B);
    expect(world.connected).toEqual([B]);
  });

  test('a made-up Delete for a server of another stack is refused by IAM, even while this stack is deleting', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    const [creation] = world.requests('Create');
    world.fault({ service: 'mgn', operation: 'DisconnectFromService', match: { sourceServerID: A }, latencyMs: 9_000 });
    await world.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: 'One' }));
    const forged = world.invokeAgain({
      ...creation,
      RequestType: 'Delete',
      PhysicalResourceId: B,
      LogicalResourceId: 'Forged',
    });
    await world.settled('One');
    await forged.catch(() => {});
    expect(world.connected).toEqual([B]);
  });

  test('an event whose function is killed is run again by Lambda, and answered once', async () => {
    await world.deploy('One', app({ [A]: 'root' }));
    world.crashes = 2;
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([B]);
    expect(world.requests('Delete')).toHaveLength(1);
    expect(world.answers('SUCCESS')).toHaveLength(2);
  });

  test('every event delivered twice disconnects each server once', async () => {
    world.twice = true;
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    expect(await world.destroy('One')).toBe('missing');
    expect(world.connected).toEqual([]);
    expect(world.changes).toEqual(['DisconnectFromService', 'DisconnectFromService']);
  });
});

/** The nested stack that could not be deleted. */
async function nestedStackLeft(): Promise<string> {
  const isLeft = ({ ResourceType, ResourceStatus }: cfn.StackEvent) =>
    ResourceType === 'AWS::CloudFormation::Stack' && ResourceStatus === 'DELETE_FAILED';
  return (await world.events('One')).find(isLeft)?.PhysicalResourceId as string;
}

/** The stack is being deleted, for some seconds. */
async function deleting(): Promise<void> {
  slowly();
  await world.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: 'One' }));
  await world.clock.sleep(1_000);
}

/** An update that removes one server is in its clean-up, for some seconds. */
async function updating(): Promise<void> {
  slowly();
  await world.startDeploy('One', app({ [B]: retained('root') }));
  await world.clock.sleep(1_000);
  expect(await world.status('One')).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
}

function slowly(): void {
  world.fault({ service: 'mgn', operation: 'DisconnectFromService', match: { sourceServerID: A }, latencyMs: 9_000 });
}
