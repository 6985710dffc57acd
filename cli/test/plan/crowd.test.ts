import { crowdsOfRows } from '../../src/plan/crowd';
import type { Row } from '../../src/plan/rows';

const row = (index: number, more: Partial<Row> = {}): Row => ({
  ...{ server: `s-${index}`, path: [], logicalId: `${index}`, verdict: 'kept', reason: 'unchanged' },
  ...{ disconnects: false, calls: [], steps: [], fails: false },
  ...more,
});

const many = (more?: Partial<Row>) => Array.from({ length: 40 }, (_, index) => row(index, more));

test('many servers that are left alone for one reason are a crowd', () => {
  const { single, crowds } = crowdsOfRows([...many(), row(40, { reason: 'its deployed removal policy retains it' })]);
  expect(crowds).toMatchObject([{ reason: 'unchanged', servers: 40, states: [['unknown', 40]] }]);
  expect(single.map(({ server }) => server)).toEqual(['s-40']);
});

test.each<Partial<Row>>([
  { verdict: 'will-be-disconnected', disconnects: true },
  { verdict: 'not-known-until-deploy', disconnects: true },
  { verdict: 'declared-twice' },
  { verdict: 'newly-declared', problem: 'the deployment will fail' },
])('each server to which something happens is named, however many there are: %j', (more) => {
  expect(crowdsOfRows(many(more))).toMatchObject({ single: { length: 40 }, crowds: [] });
});
