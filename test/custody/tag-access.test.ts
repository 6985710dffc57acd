import { CfnResource } from 'aws-cdk-lib';
import { SourceServerAccess, SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { A, B, type Build } from '../../testing/app';
import { world, worldForEach } from '../../testing/each-world';

/*
 * If the function may disconnect only servers with a tag, a server without it could not leave: so it cannot come in
 * either.
 */

const TAGGED = { tags: { MigrationWave: '7' } };

worldForEach();
beforeEach(async () => {
  world.change(A, TAGGED);
});

test.each([
  ['has no such tag', {}, 'it has no such tag'],
  ['has another value of it', { MigrationWave: '8' }, 'it has "8"'],
])(
  'a server that %s fails the deployment that declares it, which names the tag and the command',
  async (_, tags, found) => {
    world.change(B, { tags });
    expect(await world.deploy('One', declaring([A, B]))).toBe('ROLLBACK_COMPLETE');
    const [reason] = world.answers('FAILED').map(({ Reason }) => Reason);
    expect(reason).toContain(`source server ${B} does not carry the tag MigrationWave = 7`);
    expect(reason).toContain(found);
    expect(reason).toMatch(/aws mgn tag-resource --resource-arn arn:aws:mgn:\S+ --tags MigrationWave=7/);
    expect(world.connected).toEqual([A, B]);
  },
);

test('one that carries it comes in, and leaves', async () => {
  expect(await world.deploy('One', declaring([A]))).toBe('CREATE_COMPLETE');
  expect(await world.destroy('One')).toBe('missing');
  expect(world.connected).toEqual([B]);
});

test('one that has lost it stays when it is removed: the reason names the tag, and what to do before CloudFormation forgets it', async () => {
  world.change(B, TAGGED);
  await world.deploy('One', declaring([A, B]));
  world.change(B, { tags: {} });
  expect(await world.deploy('One', declaring([A]))).toBe('UPDATE_COMPLETE');
  const reasons = world.answers('FAILED').map(({ Reason }) => Reason);
  expect(reasons).toHaveLength(3);
  expect(reasons[0]).toContain(
    "allow the function's role mgn:DisconnectFromService, which it has for servers with the tag MigrationWave = 7",
  );
  expect(reasons[0]).toContain('A clean-up tries three times, then CloudFormation forgets the connection.');
  expect(world.connected).toEqual([A, B]);
});

function declaring(servers: readonly string[]): Build {
  return (root) => {
    SourceServerConnectionProvider.getOrCreate(root, { access: SourceServerAccess.taggedWith('MigrationWave', '7') });
    for (const sourceServerId of servers) new SourceServerConnection(root, sourceServerId, { sourceServerId });
    new CfnResource(root, 'Topic', { type: 'AWS::SNS::Topic' });
  };
}
