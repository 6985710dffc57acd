import { timeUuid } from '../../src/cloudformation/stack/time-uuid';

test('is a UUID of version 1 that tells its time', () => {
  const id = timeUuid(new Date('2020-10-22T14:44:38.938Z'));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const [low = '', middle = '', high = ''] = id.split('-');
  const ticks = BigInt(`0x${high.slice(1)}${middle}${low}`);
  // of AWS's own event of that time: 1ca95280-1475-11eb-b0ad-0a374cd00e27
  const theirs = 0x1eb14751ca95280n;
  expect(Number(ticks - theirs) / 10_000).toBeLessThan(1_000);
  expect(Number(theirs - ticks) / 10_000).toBeLessThan(1_000);
});

test('is another one each time', () => {
  const ids = Array.from({ length: 1_000 }, () => timeUuid(new Date(0)));
  expect(new Set(ids).size).toBe(ids.length);
});
