import { run } from '../services/world';
import { A, B, call, coded, mgn, own, start } from './world';

/* Making, changing and deleting applications and waves, by MGN's API and as resources of a stack. */

beforeEach(() => start([{ sourceServerID: A }, { sourceServerID: B }]));

const conflict = (message: string) => coded('ConflictException', { message, status: 409 });

function made() {
  const { applicationID } = call('CreateApplication', { name: 'shop' });
  const { waveID } = call('CreateWave', { name: 'first' });
  call('AssociateSourceServers', { applicationID, sourceServerIDs: [A] });
  call('AssociateApplications', { waveID, applicationIDs: [applicationID] });
  return { applicationID, waveID };
}

test('an application and a wave are made, and shown as they were given', () => {
  const application = call('CreateApplication', { name: 'shop', description: 'all of it', tags: { Owner: 'me' } });
  expect(application).toMatchObject({
    applicationID: expect.stringMatching(/^app-[0-9a-zA-Z]{17}$/),
    arn: `arn:aws:mgn:eu-west-1:${own}:application/${application.applicationID}`,
    ...{ name: 'shop', description: 'all of it', tags: { Owner: 'me' }, isArchived: false },
  });
  expect(call('CreateWave', { name: 'first' }).waveID).toMatch(/^wave-[0-9a-zA-Z]{17}$/);
  expect(call('ListApplications', {}).items).toMatchObject([{ name: 'shop' }]);
});

test('an update changes what it names', () => {
  const { applicationID } = call('CreateApplication', { name: 'shop', description: 'old' });
  expect(call('UpdateApplication', { applicationID, description: 'new' })).toMatchObject({
    name: 'shop',
    description: 'new',
  });
  const { waveID } = call('CreateWave', { name: 'first' });
  expect(call('UpdateWave', { waveID, name: 'second' })).toMatchObject({ name: 'second' });
});

test.each([undefined, '', ' shop', 'x'.repeat(257)])('the name %j is refused', (name) => {
  expect(() => call('CreateWave', { name })).toThrow('Member must have 1 to 256 characters');
});

test('a name is given once', () => {
  call('CreateWave', { name: 'first' });
  const { waveID } = call('CreateWave', { name: 'second' });
  expect(() => call('CreateWave', { name: 'first' })).toThrow(conflict('wave with the name first already exists.'));
  expect(() => call('UpdateWave', { waveID, name: 'first' })).toThrow('already exists');
});

test('the way from a wave to its servers is that of the associations, until they end', () => {
  const { applicationID, waveID } = made();
  expect(call('ListApplications', { filters: { waveIDs: [waveID] } }).items).toMatchObject([{ applicationID }]);
  expect(call('DescribeSourceServers', { filters: { applicationIDs: [applicationID] } }).items).toHaveLength(1);
  call('DisassociateSourceServers', { applicationID, sourceServerIDs: [A, B] });
  call('DisassociateApplications', { waveID, applicationIDs: [applicationID] });
  expect(call('ListApplications', { filters: { waveIDs: [waveID] } }).items).toEqual([]);
  expect(call('DescribeSourceServers', { filters: { applicationIDs: [applicationID] } }).items).toEqual([]);
});

test('a server is in one application', () => {
  const { applicationID } = made();
  const other = call('CreateApplication', { name: 'erp' });
  expect(() => call('AssociateSourceServers', { applicationID: other.applicationID, sourceServerIDs: [B, A] })).toThrow(
    `A member is in the application ${applicationID}.`,
  );
  expect(mgn.servers.get(B)?.applicationID).toBeUndefined();
});

test('an application with servers and a wave with applications cannot be deleted; empty ones can', () => {
  const { applicationID, waveID } = made();
  expect(() => call('DeleteWave', { waveID })).toThrow(
    conflict(`wave ${waveID} cannot be deleted while it has ${applicationID}.`),
  );
  expect(() => call('DeleteApplication', { applicationID })).toThrow(
    conflict(`application ${applicationID} cannot be deleted while it has ${A}.`),
  );
  call('DisassociateSourceServers', { applicationID, sourceServerIDs: [A] });
  call('DeleteApplication', { applicationID });
  call('DeleteWave', { waveID });
  expect([call('ListApplications', {}).items, call('ListWaves', {}).items]).toEqual([[], []]);
});

test('a server that is disconnected is still in its application; one whose record is deleted is not', () => {
  const { applicationID } = made();
  call('DisconnectFromService', { sourceServerID: A });
  expect(() => call('DeleteApplication', { applicationID })).toThrow('cannot be deleted');
  call('DeleteSourceServer', { sourceServerID: A });
  call('DeleteApplication', { applicationID });
});

test('with deleteGroupInUse ok, a deletion ends the membership', () => {
  mgn.behaviour.deleteGroupInUse = 'ok';
  const { applicationID, waveID } = made();
  call('DeleteWave', { waveID });
  call('DeleteApplication', { applicationID });
  expect(mgn.servers.get(A)?.applicationID).toBeUndefined();
});

test.each([
  ['UpdateApplication', { applicationID: 'app-00000000000000000' }, 'Application app-00000000000000000 was not found.'],
  ['DeleteWave', { waveID: 'wave-00000000000000000' }, 'Wave wave-00000000000000000 was not found.'],
  ['DeleteWave', { waveID: 'w' }, 'Member must satisfy regular expression pattern'],
  ['AssociateApplications', { waveID: 'wave-00000000000000000', applicationIDs: [] }, 'was not found'],
])('%s of %j is refused', (operation, input, message) => {
  expect(() => call(operation, input)).toThrow(message);
});

test.each([
  ['Connector', 'ConnectorID', /^connector-[0-9a-f]{17}$/],
  ['LaunchConfigurationTemplate', 'LaunchConfigurationTemplateID', /^lct-[0-9a-f]{17}$/],
  ['NetworkMigrationDefinition', 'NetworkMigrationDefinitionID', /^nmd-[0-9a-f]{17}$/],
  ['ReplicationConfigurationTemplate', 'ReplicationConfigurationTemplateID', /^rct-[0-9a-f]{17}$/],
  ['Application', 'ApplicationID', /^app-[0-9a-f]{17}$/],
  ['Wave', 'WaveID', /^wave-[0-9a-f]{17}$/],
])('a stack owns an AWS::MGN::%s: Ref gives its ARN, GetAtt its %s', async (name, idMember, id) => {
  const { physicalId, attributes, remove } = await run(mgn.resourceTypes, `AWS::MGN::${name}`, { Name: 'mine' });
  expect(attributes[idMember]).toMatch(id);
  expect(attributes.Arn).toBe(physicalId);
  expect(physicalId).toMatch(new RegExp(`^arn:aws:mgn:eu-west-1:${own}:[a-z-]+/${attributes[idMember]}$`));
  await remove();
});

const tagged = (Name: string, Value: string) => ({ Name, Tags: [{ Key: 'Owner', Value }] });

test('an application of a stack is changed in its place, and what MGN refuses fails the deletion', async () => {
  const application = await run(mgn.resourceTypes, 'AWS::MGN::Application', {
    ...tagged('shop', 'a'),
    Description: 'x',
  });
  const { ApplicationID: applicationID } = application.attributes;
  const updated = await application.update(tagged('store', 'b'));
  expect(updated?.physicalId).toBe(application.physicalId);
  expect(call('ListApplications', {}).items).toMatchObject([
    { applicationID, name: 'store', description: '', tags: { Owner: 'b' } },
  ]);
  call('AssociateSourceServers', { applicationID, sourceServerIDs: [A] });
  await expect(application.remove()).rejects.toThrow('cannot be deleted while it has');
  call('DisassociateSourceServers', { applicationID, sourceServerIDs: [A] });
  await application.remove();
  expect(call('ListApplications', {}).items).toEqual([]);
});

test('a wave that is gone already is no obstacle', async () => {
  const wave = await run(mgn.resourceTypes, 'AWS::MGN::Wave', { Name: 'first' });
  call('DeleteWave', { waveID: wave.attributes.WaveID });
  await wave.remove();
});
