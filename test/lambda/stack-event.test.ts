import { isAbout } from '../../lambda/custody/stack-event';
import { GENERIC_TYPE, RESOURCE_TYPE } from '../../lib/private/contract';

const connection = { type: RESOURCE_TYPE, logicalId: 'Connection', physicalId: 's-0000000000000000a' };
const deletion = { ...connection, type: GENERIC_TYPE, id: '1', time: 0, status: 'DELETE_IN_PROGRESS' };

test.each([
  ['with its logical id and its physical id', {}, true],
  ['with its logical id and another physical id', { physicalId: 's-0000000000000000b' }, false],
  ['with its physical id and another logical id', { logicalId: 'Other' }, false],
  ['that is no deletion', { status: 'UPDATE_COMPLETE' }, false],
])('an event under the generic type %s is about a connection or not', (_, members, expected) => {
  expect(isAbout(connection, { ...deletion, ...members })).toBe(expected);
});

test('an event under the type of connections is about it, whatever id it has had', () => {
  expect(isAbout(connection, { ...deletion, type: RESOURCE_TYPE, physicalId: 's-0000000000000000b' })).toBe(true);
});
