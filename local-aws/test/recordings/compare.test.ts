import { differences } from './compare';
import { creation, renamedResourceInCleanUp } from './tables/custom-resources';
import { creationWithNestedStacks } from './tables/nested-stacks';
import type { Recording } from './tables/table';
import type { Told } from './told';

/* What the comparison sees: a recording against itself, with one thing changed. */

const dependencies = { Grant: ['Api', 'Application'] };
const same = ({ events }: Recording) => [...events] as Told[];
const at = (status: string, logicalId: string) => ({ status, logicalId });

function changed(where: { status: string; logicalId: string }, change: Partial<Told>): Told[] {
  const index = creation.events.findIndex((e) => e.status === where.status && e.logicalId === where.logicalId);
  return same(creation).map((event, place) => (place === index ? { ...event, ...change } : event));
}

test('no difference from itself', () => {
  expect(differences(creation, same(creation), dependencies)).toEqual([]);
});

test.each<[string, Told[]]>([
  ['type Custom::Api on AWS, Custom::Other here', changed(at('CREATE_COMPLETE', 'Api'), { type: 'Custom::Other' })],
  ['physical id  on AWS, 1 here', changed(at('CREATE_IN_PROGRESS', 'Api'), { physicalId: '1' })],
  ['event id v1 on AWS, own here', changed(at('CREATE_COMPLETE', 'Root'), { eventId: 'own' })],
  ['properties true on AWS, false here', changed(at('CREATE_COMPLETE', 'Grant'), { properties: false })],
  ['reason "User Initiated" on AWS, "" here', changed(at('CREATE_IN_PROGRESS', 'Root'), { reason: '' })],
  [
    'AWS told CREATE_IN_PROGRESS, CREATE_IN_PROGRESS, CREATE_COMPLETE',
    changed(at('CREATE_COMPLETE', 'Api'), { status: 'X' }),
  ],
  [
    'Root/Other is told of, and AWS told nothing',
    [...same(creation), { ...same(creation)[1], logicalId: 'Other' } as Told],
  ],
])('%s', (expected, told) => {
  expect(differences(creation, told, dependencies)).toEqual([expect.stringContaining(expected)]);
});

test('what waits and does not, within a stack, and in a nested one', () => {
  const [first, ...rest] = same(creation);
  const late = rest.toSpliced(-1, 0, first as Told);
  expect(differences(creation, late, dependencies)).toContain(
    'Root/Grant CREATE_IN_PROGRESS comes before Root/Root CREATE_IN_PROGRESS',
  );
  const beside = same(creation).toSorted((a, b) => Number(b.logicalId === 'Grant') - Number(a.logicalId === 'Grant'));
  expect(differences(creation, beside, dependencies)).toContain(
    'Root/Grant CREATE_COMPLETE comes before Root/Api CREATE_COMPLETE',
  );
  const inner = same(creationWithNestedStacks);
  const queue = inner.filter(({ logicalId }) => logicalId === 'Queue');
  const others = inner.filter(({ logicalId }) => logicalId !== 'Queue');
  expect(differences(creationWithNestedStacks, [...others, ...queue], {})).toContain(
    'Root/custom CREATE_COMPLETE comes before custom/Queue CREATE_COMPLETE',
  );
});

test('nothing in what its source leaves out, and a failure that is not told', () => {
  const [cleanUp, failure] = same(renamedResourceInCleanUp) as [Told, Told];
  const more = { ...failure, logicalId: 'New', status: 'CREATE_COMPLETE' };
  expect(differences(renamedResourceInCleanUp, [more, cleanUp, failure], {})).toEqual([]);
  expect(differences(renamedResourceInCleanUp, [more, cleanUp], {})).toEqual([
    expect.stringContaining('Root/Old: AWS told DELETE_FAILED'),
  ]);
});
